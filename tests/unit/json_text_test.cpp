#include "text/json_text.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(&out, text);
  return out;
}

TEST_CASE("strings are escaped as little as RFC 8259 section 7 allows") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("a\"b\\c/d\x7f\xC3\xA4\xE2\x80\xA8") ==
        "\"a\\\"b\\\\c/d\x7f\xC3\xA4\xE2\x80\xA8\"");
  CHECK(json_string("\b\f\n\r\t\x01\x1f") == R"("\b\f\n\r\t\u0001\u001f")");
  CHECK(json_string(std::string_view("\0", 1)) == R"("\u0000")");
}

}  // namespace
}  // namespace parley
