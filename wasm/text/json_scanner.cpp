#include "text/json_scanner.h"

#include <cstddef>

#include "text/json_text.h"

namespace parley {
namespace {

// Surrogates have no place in UTF-8, and do not come here.
void append_utf8(std::string* out, unsigned code) {
  const auto put = [out](unsigned byte) { out->push_back(static_cast<char>(byte)); };
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

bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

char JsonScanner::peek() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  return at_ == end_ ? '\0' : *at_;
}

bool JsonScanner::take(char wanted) {
  if (peek() != wanted || at_ == end_) return false;
  ++at_;
  return true;
}

bool JsonScanner::at_end() {
  peek();
  return at_ == end_;
}

bool JsonScanner::read_plain_string(std::string_view* out) {
  if (!take('"')) return false;
  const char* const begin = at_;
  at_ += plain_json_prefix(rest());
  if (at_ == end_ || *at_ != '"') return false;
  *out = std::string_view(begin, static_cast<std::size_t>(at_ - begin));
  ++at_;
  return true;
}

bool JsonScanner::read_string(std::string* out) {
  out->clear();
  if (!take('"')) return false;
  while (true) {
    const char* const begin = at_;
    at_ += plain_json_prefix(rest());
    out->append(begin, at_);
    if (at_ == end_) return false;
    const char c = *at_++;
    if (c == '"') return true;
    if (c != '\\' || !read_escape(out)) return false;
  }
}

// What follows a backslash.
bool JsonScanner::read_escape(std::string* out) {
  if (at_ == end_) return false;
  const char c = *at_++;
  switch (c) {
    case '"':
    case '\\':
    case '/':
      out->push_back(c);
      return true;
    case 'b':
      out->push_back('\b');
      return true;
    case 'f':
      out->push_back('\f');
      return true;
    case 'n':
      out->push_back('\n');
      return true;
    case 'r':
      out->push_back('\r');
      return true;
    case 't':
      out->push_back('\t');
      return true;
    case 'u':
      break;
    default:
      return false;
  }
  const int unit = read_hex();
  if (unit < 0) return false;
  auto code = static_cast<unsigned>(unit);
  if (is_high_surrogate(unit) && end_ - at_ >= 2 && at_[0] == '\\' && at_[1] == 'u') {
    const char* const back = at_;
    at_ += 2;
    const int low = read_hex();
    if (low < 0) return false;
    if (is_low_surrogate(low)) {
      code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<unsigned>(low) - 0xDC00);
    } else {
      code = 0xFFFD;
      at_ = back;
    }
  } else if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
    code = 0xFFFD;
  }
  append_utf8(out, code);
  return true;
}

// Four hexadecimal digits, or -1.
int JsonScanner::read_hex() {
  if (end_ - at_ < 4) return -1;
  int value = 0;
  for (const char* const last = at_ + 4; at_ != last; ++at_) {
    const char c = *at_;
    int digit = 0;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

std::string_view JsonScanner::read_word() {
  peek();
  const char* const begin = at_;
  constexpr std::string_view kEnds = " \t\r\n,:[]{}\"";
  while (at_ != end_ && kEnds.find(*at_) == kEnds.npos) ++at_;
  return std::string_view(begin, static_cast<std::size_t>(at_ - begin));
}

}  // namespace parley
