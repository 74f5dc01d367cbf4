#include "text/text.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

TEST_CASE("white space goes from both ends, and from nowhere else") {
  CHECK(trim(" \t\r\na b\n ") == "a b");
  CHECK(trim("a") == "a");
  CHECK(trim(" \n") == "");
  CHECK(trim("") == "");
}

}  // namespace
}  // namespace parley
