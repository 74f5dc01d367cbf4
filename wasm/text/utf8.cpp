#include "text/utf8.h"

#include <cstdint>
#include <cstring>
#include <utility>

namespace parley {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Of a sequence that starts at text[0] (not ASCII): how many bytes are well-formed, and whether
// that is the whole sequence. If not, they are the maximal subpart (at least 1).
struct Sequence {
  std::size_t length;
  bool complete;
};

Sequence read_sequence(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  std::size_t needed = 0;
  // Bounds of the second byte: they keep out overlong forms, surrogates and what is beyond
  // U+10FFFF.
  unsigned char lower = 0x80;
  unsigned char upper = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    needed = 1;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    needed = 2;
    if (lead == 0xE0) lower = 0xA0;
    if (lead == 0xED) upper = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    needed = 3;
    if (lead == 0xF0) lower = 0x90;
    if (lead == 0xF4) upper = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i <= needed; ++i) {
    if (i == text.size()) return {i, false};
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < lower || byte > upper) return {i, false};
    lower = 0x80;
    upper = 0xBF;
  }
  return {needed + 1, true};
}

// Where the run of ASCII bytes that starts at `pos` ends.
std::size_t skip_ascii(std::string_view bytes, std::size_t pos) {
  while (pos + sizeof(std::uint64_t) <= bytes.size()) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + pos, sizeof word);
    if ((word & 0x8080808080808080u) != 0) break;
    pos += sizeof word;
  }
  while (pos < bytes.size() && static_cast<unsigned char>(bytes[pos]) < 0x80) ++pos;
  return pos;
}

// The same for sequences of three bytes, without the leads that not every second byte may follow.
std::size_t skip_common(std::string_view bytes, std::size_t pos) {
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(bytes[at]) & 0xC0) == 0x80;
  };
  for (; pos + 3 <= bytes.size(); pos += 3) {
    const auto lead = static_cast<unsigned char>(bytes[pos]);
    if (lead <= 0xE0 || lead > 0xEF || lead == 0xED) break;
    if (!continues(pos + 1) || !continues(pos + 2)) break;
  }
  return pos;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view bytes) {
  std::size_t pos = 0;
  while ((pos = skip_ascii(bytes, pos)) < bytes.size()) {
    // Most of what is not ASCII has three bytes, and stands among its like.
    pos = skip_common(bytes, pos);
    if (pos == bytes.size()) break;
    if (static_cast<unsigned char>(bytes[pos]) < 0x80) continue;
    const Sequence sequence = read_sequence(bytes.substr(pos));
    if (!sequence.complete) break;
    pos += sequence.length;
  }
  return pos;
}

std::string decode_utf8(std::string bytes) {
  std::size_t valid = valid_utf8_prefix(bytes);
  if (valid == bytes.size()) return bytes;
  std::string out;
  out.reserve(bytes.size() + kReplacement.size());
  std::string_view rest = bytes;
  while (true) {
    out.append(rest.substr(0, valid));
    rest.remove_prefix(valid);
    if (rest.empty()) return out;
    out.append(kReplacement);
    rest.remove_prefix(read_sequence(rest).length);
    valid = valid_utf8_prefix(rest);
  }
}

std::size_t utf16_size(std::string_view utf8) {
  std::size_t size = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) size += byte < 0xF0 ? 1 : 2;
  }
  return size;
}

}  // namespace parley
