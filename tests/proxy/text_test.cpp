#include "http/text.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

TEST_CASE("only letters of ASCII have another case") {
  CHECK(lower("AZ[@`az\xC3\x84") == "az[@`az\xC3\x84");
}

TEST_CASE("spaces go from both ends, and from nowhere else") {
  CHECK(trim(" \ta b\t ") == "a b");
  CHECK(trim(" \t") == "");
  CHECK(trim("") == "");
  CHECK(trim("a\r\n") == "a\r\n");  // no white space within a line
  CHECK(trim("\r\n a\n", kLineSpaces) == "a");
}

TEST_CASE("bytes in hex") {
  const unsigned char bytes[] = {0x00, 0x0f, 0xa5, 0xff};
  CHECK(hex(bytes, sizeof bytes) == "000fa5ff");
  CHECK(hex(bytes, 0) == "");
}

}  // namespace
}  // namespace parley
