#include "text/json_text.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace parley {
namespace {

constexpr std::uint64_t repeated(unsigned char byte) { return 0x0101010101010101u * byte; }

// The bits 0x80 of bytes that are less than `limit`, at most 0x80; and perhaps, behind such a byte,
// of others.
constexpr std::uint64_t bytes_below(std::uint64_t word, unsigned char limit) {
  return (word - repeated(limit)) & ~word & repeated(0x80);
}

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

}  // namespace

std::size_t plain_json_prefix(std::string_view text) {
  std::size_t pos = 0;
  for (; pos + sizeof(std::uint64_t) <= text.size(); pos += sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + pos, sizeof word);
    const std::uint64_t found = bytes_below(word, 0x20) | bytes_below(word ^ repeated('"'), 1) |
                                bytes_below(word ^ repeated('\\'), 1);
    if (found == 0) continue;
    if constexpr (std::endian::native == std::endian::little) {
      return pos + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
    break;
  }
  while (pos < text.size() && is_plain(text[pos])) ++pos;
  return pos;
}

void append_json_string(std::string* out, std::string_view utf8) {
  constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  while (true) {
    const std::size_t plain = plain_json_prefix(utf8);
    out->append(utf8.substr(0, plain));
    if (plain == utf8.size()) break;
    const char c = utf8[plain];
    utf8.remove_prefix(plain + 1);
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
  out->push_back('"');
}

}  // namespace parley
