// JSON as text: what is read and written by the byte, below any tree of values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

// Appends the JSON string for this text, quotes included: UTF-8 as it is, only what RFC 8259
// section 7 demands escaped. utf8 must be valid.
void append_json_string(std::string* out, std::string_view utf8);

// Takes JSON (RFC 8259), which must be valid UTF-8, apart into its tokens. What is asked for and
// does not come is false, and then nothing that follows is worth reading.
class JsonScanner {
 public:
  struct Number {
    enum class Kind { kNone, kInteger, kUnsigned, kFloat };
    Kind kind = Kind::kNone;
    std::int64_t integer = 0;   // what fits
    std::uint64_t natural = 0;  // else, what fits
    double real = 0;            // anything else; finite
  };

  // A byte order mark in front is skipped.
  explicit JsonScanner(std::string_view text);

  // The next byte that is not white space; 0 at the end.
  char peek();
  // The next token is this one.
  bool take(char token);
  bool take(std::string_view literal);
  // Escapes of surrogates that have no partner become U+FFFD: RFC 8259 section 8.2 lets them pass,
  // but no UTF-8 text can hold them.
  bool take_string(std::string* out);
  // Only white space is left.
  bool at_end();
  Number take_number();

 private:
  bool take_escape(std::string* out);
  int take_unit();
  bool skip_digits();

  std::string_view text_;
  std::size_t pos_ = 0;
};

}  // namespace parley
