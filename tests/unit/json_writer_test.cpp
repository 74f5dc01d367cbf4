#include "text/json_writer.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace parley {
namespace {

using Json = nlohmann::json;

TEST_CASE("values are written as the library writes them") {
  for (const char* const text :
       {"null", "true", "false", "0", "-1", "18446744073709551615", "-9223372036854775808", "0.1",
        "-0.0", "1e300", "100000.0", "\"\"", "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\"",
        "\"\\u00e4\\ud83d\\ude00\"", "[]", "{}", "[1,[2,{\"a\":[]}],\"x\"]", "[[],{},[[]]]",
        "{\"b\":1,\"a\":{\"c\":null},\"\":[true,false],\"\\n\":{}}"}) {
    const Json value = Json::parse(text);
    CHECK(write_json(value) == value.dump());
  }
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD, also in names") {
  CHECK(write_json(Json("a\xFF\"")) == "\"a\xEF\xBF\xBD\\\"\"");
  CHECK(write_json(Json{{"\xC3", 1}}) == "{\"\xEF\xBF\xBD\":1}");
}

}  // namespace
}  // namespace parley
