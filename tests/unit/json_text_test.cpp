#include "json_text.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(&out, text);
  return out;
}

TEST_CASE("nesting counts brackets outside of strings") {
  CHECK(json_nests_within("[[[]]]", 3));
  CHECK_FALSE(json_nests_within("[[[]]]", 2));
  CHECK_FALSE(json_nests_within("[{\"a\":[]}]", 2));
  CHECK(json_nests_within("[],[],[],{}", 1));
  CHECK(json_nests_within("\"[[[[\\\"[[[[\"", 0));
  CHECK(json_nests_within("\"\\\\\"", 0));
  CHECK_FALSE(json_nests_within("\"\\\\\"[", 0));
  CHECK(json_nests_within("\"\\", 0));
  CHECK_FALSE(json_nests_within(std::string(500000, '[')));
}

TEST_CASE("only surrogates without a partner are repaired") {
  CHECK(repair_surrogates(R"("\ud83d\ude00 \u00e4")") == R"("\ud83d\ude00 \u00e4")");
  CHECK(repair_surrogates(R"("\ud83d")") == R"("\ufffd")");
  CHECK(repair_surrogates(R"("\ude00\ud83d")") == R"("\ufffd\ufffd")");
  CHECK(repair_surrogates(R"("\ud83d\ud83d\ude00")") == R"("\ufffd\ud83d\ude00")");
  CHECK(repair_surrogates(R"("\ud83d\u0041")") == R"("\ufffd\u0041")");
  CHECK(repair_surrogates(R"("\\ud83d")") == R"("\\ud83d")");
  CHECK(repair_surrogates(R"("\uD83Dx\uDE00")") == R"("\ufffdx\ufffd")");
  CHECK(repair_surrogates("\\u12") == "\\u12");
  CHECK(repair_surrogates("\\") == "\\");
  CHECK(repair_surrogates("") == "");
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
