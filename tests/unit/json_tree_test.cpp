#include "json_tree.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace parley {
namespace {

using Json = nlohmann::json;

TEST_CASE("valid JSON is read as the library reads it, and written as the library writes it") {
  for (const char* const text :
       {"null", " true ", "false", "0", "-1", "1.5", "1e2", "18446744073709551615", "\"\"",
        "\"a\\u0001\\\"\\u00e4\"", "[]", "{}", "[1,[2,{\"a\":[]}],\"x\"]\n",
        "{\"b\":1,\"a\":{\"c\":null},\"\":[true,false]}", "{\"a\":1,\"a\":2}", "\xEF\xBB\xBF[1]",
        "[1.0,100000.0,1e300,0.1,-0.0]"}) {
    CAPTURE(text);
    const Json ours = read_json<Json>(text);
    CHECK(ours == Json::parse(std::string(text), nullptr, false));
    CHECK(write_json(ours) == ours.dump());
  }
}

TEST_CASE("anything else is not read") {
  for (const char* const text : {"",        " ",        "nul",
                                 "nulll",   "tru",      "[",
                                 "]",       "[1",       "[1,",
                                 "[1,]",    "[,1]",     "[1 2]",
                                 "{",       "{]",       "{\"a\"",
                                 "{\"a\":", "{\"a\":1", "{\"a\":1,}",
                                 "{a:1}",   "{1:1}",    "{\"a\" 1}",
                                 "[1]x",    "'a'",      "\"a",
                                 "// c\n1", "\x01",     "[1]\xEF\xBB\xBF"}) {
    CAPTURE(text);
    CHECK(read_json<Json>(text).is_discarded());
    CHECK_FALSE(Json::accept(std::string(text)));
  }
  CHECK(read_json<Json>(std::string_view("1\0", 2)).is_discarded());
}

TEST_CASE("nesting is bounded, whatever the brackets") {
  const auto nested = [](std::size_t depth, const char* open, const char* close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += '1';
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return read_json<Json>(text);
  };
  CHECK_FALSE(nested(kMaxJsonDepth, "[", "]").is_discarded());
  CHECK(nested(kMaxJsonDepth + 1, "[", "]").is_discarded());
  CHECK_FALSE(nested(kMaxJsonDepth, "{\"a\":", "}").is_discarded());
  CHECK(nested(kMaxJsonDepth + 1, "{\"a\":", "}").is_discarded());
  CHECK(nested(500000, "[", "]").is_discarded());
}

}  // namespace
}  // namespace parley
