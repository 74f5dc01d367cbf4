#include "json_text.h"

#include <cstddef>

namespace parley {
namespace {

// The number after "\u" at text[pos] (where the backslash stands), or -1.
int read_escape(std::string_view text, std::size_t pos) {
  if (pos + 6 > text.size() || text[pos] != '\\' || text[pos + 1] != 'u') return -1;
  int value = 0;
  for (const char c : text.substr(pos + 2, 4)) {
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

bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

}  // namespace

bool json_nests_within(std::string_view text, int limit) {
  int depth = 0;
  for (std::size_t pos = 0; pos < text.size(); ++pos) {
    switch (text[pos]) {
      case '"':
        for (++pos; pos < text.size() && text[pos] != '"'; ++pos) {
          if (text[pos] == '\\') ++pos;
        }
        break;
      case '[':
      case '{':
        if (++depth > limit) return false;
        break;
      case ']':
      case '}':
        --depth;
        break;
      default:
        break;
    }
  }
  return true;
}

std::string repair_surrogates(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  std::size_t pos = 0;
  while (pos < json.size()) {
    const std::size_t backslash = json.find('\\', pos);
    if (backslash == json.npos) break;
    out.append(json.substr(pos, backslash - pos));
    const int unit = read_escape(json, backslash);
    std::size_t length = unit < 0 ? 2 : 6;
    if (is_high_surrogate(unit)) {
      const int next = read_escape(json, backslash + 6);
      if (is_surrogate(next) && !is_high_surrogate(next)) length = 12;
    }
    if (length == 6 && is_surrogate(unit)) {
      out.append("\\ufffd");
    } else {
      out.append(json.substr(backslash, length));
    }
    pos = backslash + length;
  }
  if (pos < json.size()) out.append(json.substr(pos));
  return out;
}

void append_json_string(std::string* out, std::string_view utf8) {
  constexpr char kHex[] = "0123456789abcdef";
  out->reserve(out->size() + utf8.size() + 2);
  out->push_back('"');
  std::size_t plain = 0;  // start of a run that needs no escape
  for (std::size_t pos = 0; pos < utf8.size(); ++pos) {
    const char c = utf8[pos];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out->append(utf8.substr(plain, pos - plain));
    plain = pos + 1;
    out->push_back('\\');
    switch (c) {
      case '"':
      case '\\':
        out->push_back(c);
        break;
      case '\b':
        out->push_back('b');
        break;
      case '\f':
        out->push_back('f');
        break;
      case '\n':
        out->push_back('n');
        break;
      case '\r':
        out->push_back('r');
        break;
      case '\t':
        out->push_back('t');
        break;
      default:
        out->append("u00");
        out->push_back(kHex[static_cast<unsigned char>(c) >> 4]);
        out->push_back(kHex[c & 0x0F]);
    }
  }
  out->append(utf8.substr(plain));
  out->push_back('"');
}

}  // namespace parley
