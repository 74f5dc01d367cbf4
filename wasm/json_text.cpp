#include "json_text.h"

#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace parley {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Stands in a JSON string as it is.
bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

constexpr std::uint64_t each_byte(unsigned char value) { return 0x0101010101010101u * value; }

// The high bit of every byte of `word` that is less than `limit` (at most 128).
std::uint64_t bytes_below(std::uint64_t word, unsigned char limit) {
  return (word - each_byte(limit)) & ~word & each_byte(0x80);
}

// Where the run of plain bytes that begins at `pos` ends. Eight bytes at a time: most strings are
// long, and some are millions of bytes. A byte above one that is not plain may be misjudged, so
// the last ones are looked at one by one.
std::size_t skip_plain(std::string_view text, std::size_t pos) {
  while (pos + sizeof(std::uint64_t) <= text.size()) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + pos, sizeof word);
    if ((bytes_below(word, 0x20) | bytes_below(word ^ each_byte('"'), 1) |
         bytes_below(word ^ each_byte('\\'), 1)) != 0) {
      break;
    }
    pos += sizeof word;
  }
  while (pos < text.size() && is_plain(text[pos])) ++pos;
  return pos;
}

bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

void append_code_point(std::string* out, int code) {
  const auto put = [out](int byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
    return;
  }
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xE0 | code >> 12);
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
    }
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

}  // namespace

void append_json_string(std::string* out, std::string_view utf8) {
  constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  for (std::size_t pos = 0;;) {
    const std::size_t end = skip_plain(utf8, pos);
    out->append(utf8.substr(pos, end - pos));
    if (end == utf8.size()) break;
    const char c = utf8[end];
    pos = end + 1;
    out->push_back('\\');
    constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
    const std::size_t named = kNamed.find(c);
    if (named != kNamed.npos) {
      out->push_back("\"\\bfnrt"[named]);
    } else {
      out->append("u00");
      out->push_back(kHex[static_cast<unsigned char>(c) >> 4]);
      out->push_back(kHex[c & 0x0F]);
    }
  }
  out->push_back('"');
}

JsonScanner::JsonScanner(std::string_view text) : text_(text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) pos_ = kByteOrderMark.size();
}

char JsonScanner::peek() {
  while (pos_ < text_.size()) {
    const char c = text_[pos_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return c;
    ++pos_;
  }
  return '\0';
}

bool JsonScanner::at_end() {
  peek();
  return pos_ == text_.size();
}

bool JsonScanner::take(char token) {
  if (peek() != token || pos_ == text_.size()) return false;
  ++pos_;
  return true;
}

bool JsonScanner::take(std::string_view literal) {
  if (text_.substr(pos_, literal.size()) != literal) return false;
  pos_ += literal.size();
  return true;
}

bool JsonScanner::take_string(std::string* out) {
  out->clear();
  if (!take('"')) return false;
  while (true) {
    const std::size_t end = skip_plain(text_, pos_);
    out->append(text_.substr(pos_, end - pos_));
    if (end == text_.size()) return false;
    pos_ = end + 1;
    if (text_[end] == '"') return true;
    if (text_[end] != '\\' || !take_escape(out)) return false;
  }
}

// What follows a backslash.
bool JsonScanner::take_escape(std::string* out) {
  if (pos_ == text_.size()) return false;
  constexpr std::string_view kNames = "\"\\/bfnrt";
  const char c = text_[pos_++];
  const std::size_t named = kNames.find(c);
  if (named != kNames.npos) {
    out->push_back("\"\\/\b\f\n\r\t"[named]);
    return true;
  }
  if (c != 'u') return false;
  const int unit = take_unit();
  if (unit < 0) return false;
  if (is_high_surrogate(unit)) {
    const std::size_t after = pos_;
    if (take("\\u")) {
      const int low = take_unit();
      if (is_low_surrogate(low)) {
        append_code_point(out, 0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00));
        return true;
      }
    }
    pos_ = after;
  }
  const bool alone = is_high_surrogate(unit) || is_low_surrogate(unit);
  append_code_point(out, alone ? 0xFFFD : unit);
  return true;
}

// Four hexadecimal digits, or -1.
int JsonScanner::take_unit() {
  if (text_.size() - pos_ < 4) return -1;
  int unit = 0;
  for (const char c : text_.substr(pos_, 4)) {
    int digit = 0;
    if (is_digit(c)) {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return -1;
    }
    unit = unit * 16 + digit;
  }
  pos_ += 4;
  return unit;
}

bool JsonScanner::skip_digits() {
  const std::size_t begin = pos_;
  while (pos_ < text_.size() && is_digit(text_[pos_])) ++pos_;
  return pos_ > begin;
}

JsonScanner::Number JsonScanner::take_number() {
  Number number;
  const std::size_t begin = pos_;
  take("-");
  const std::size_t digits = pos_;
  if (!skip_digits() || (text_[digits] == '0' && pos_ > digits + 1)) return number;
  bool whole = true;
  if (take(".")) {
    whole = false;
    if (!skip_digits()) return number;
  }
  if (take("e") || take("E")) {
    whole = false;
    if (!take("-")) take("+");
    if (!skip_digits()) return number;
  }
  const std::string_view token = text_.substr(begin, pos_ - begin);
  const char* const last = token.data() + token.size();
  if (whole) {
    number.kind = Number::Kind::kInteger;
    if (std::from_chars(token.data(), last, number.integer).ec == std::errc()) return number;
    number.kind = Number::Kind::kUnsigned;
    if (std::from_chars(token.data(), last, number.natural).ec == std::errc()) return number;
  }
  number.kind = Number::Kind::kFloat;
  number.real = std::strtod(std::string(token).c_str(), nullptr);
  // Larger than any double: the largest, since JSON cannot write infinity.
  if (std::isinf(number.real)) number.real = number.real < 0 ? -DBL_MAX : DBL_MAX;
  return number;
}

}  // namespace parley
