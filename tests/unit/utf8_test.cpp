#include "text/utf8.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace parley {
namespace {

#define R "\xEF\xBF\xBD"

std::string encode(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F))};
  if (code < 0x10000) {
    return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F))};
  }
  return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)),
          byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F))};
}

TEST_CASE("every code point is valid, every surrogate is not") {
  for (std::uint32_t code = 0; code <= 0x10FFFF; ++code) {
    const std::string text = encode(code);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if ((valid_utf8_prefix(text) == text.size()) == surrogate) FAIL("code point ", code);
  }
  CHECK(decode_utf8(encode(0xD800)) == R R R);
  CHECK(decode_utf8(encode(0x110000)) == R R R R);
}

TEST_CASE("one U+FFFD for each maximal subpart (Unicode, table 3-8 and its neighbours)") {
  CHECK(decode_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") == R R R R R R R R "A");
  CHECK(decode_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") == R R R R R R R R "A");
  CHECK(decode_utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") == R R R R R "A" R R "B");
  CHECK(decode_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == R R R R "A");
}

TEST_CASE("a byte that ends a broken sequence is read again") {
  CHECK(decode_utf8("\xE2\x82") == R);
  CHECK(decode_utf8("\xE2\x82\n") == R "\n");
  CHECK(decode_utf8("\xE2\x82\xE2\x82\xAC") == R "\xE2\x82\xAC");
  CHECK(decode_utf8("a\xF0\x9F\x92\"b") == "a" R "\"b");
  CHECK(decode_utf8("\x80") == R);
  CHECK(decode_utf8("\xFE\xFF") == R R);
}

TEST_CASE("valid text, NUL and the byte order mark stay as they are") {
  const std::string text("\0a\xEF\xBB\xBFz\xC3\xA4\xF0\x9F\x98\x80", 12);
  CHECK(decode_utf8(text) == text);
  CHECK(decode_utf8("") == "");
}

TEST_CASE("a broken byte is found at every place of a long text") {
  for (std::size_t length = 0; length < 40; ++length) {
    for (std::size_t place = 0; place < length; ++place) {
      std::string text(length, 'a');
      text[place] = '\xFF';
      CHECK(valid_utf8_prefix(text) == place);
      CHECK(decode_utf8(text) ==
            std::string(place, 'a') + R + std::string(length - place - 1, 'a'));
    }
  }
}

TEST_CASE("UTF-16 units are counted as JavaScript counts them") {
  CHECK(utf16_size("") == 0);
  CHECK(utf16_size("abc") == 3);
  CHECK(utf16_size("\xC3\xA4\xE4\xBD\xA0") == 2);
  CHECK(utf16_size("\xF0\x9F\x98\x80.") == 3);
  for (std::size_t ascii = 0; ascii < 20; ++ascii) {  // wherever in a word of the machine
    const std::string text = std::string(ascii, 'a') + "\xEF\xBF\xBD\xF4\x8F\xBF\xBF\xC2\x80";
    CHECK(utf16_size(text) == ascii + 4);
    CHECK(utf16_size(text + text + "b") == 2 * ascii + 9);
  }
}

}  // namespace
}  // namespace parley
