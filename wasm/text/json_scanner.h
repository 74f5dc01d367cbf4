// The tokens of a JSON text (RFC 8259), one after another from its beginning.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley {

// The text must be valid UTF-8, and outlive the scanner. What returns false has found something
// else, and the scanner is of no more use.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  // The next byte that is no space, which stays; 0 at the end, and for a NUL, which is never JSON.
  char peek();
  // Takes it, if it is this one.
  bool take(char wanted);
  bool at_end();

  // A string, and nothing else, whose escapes are undone. Half a surrogate pair becomes U+FFFD, as
  // RFC 8259 section 8.2 lets it pass.
  [[nodiscard]] bool read_string(std::string* out);
  // The same where it has no escapes: the bytes between its quotes.
  [[nodiscard]] bool read_plain_string(std::string_view* out);
  // What may be a number or a literal name: all up to the next sign of JSON's grammar or space.
  std::string_view read_word();
  // Bytes that have not been taken.
  std::size_t left() const { return rest().size(); }

 private:
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  [[nodiscard]] bool read_escape(std::string* out);
  int read_hex();

  const char* at_;
  const char* end_;
};

}  // namespace parley
