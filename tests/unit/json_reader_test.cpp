#include "text/json_reader.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace parley {
namespace {

using Json = nlohmann::json;

Json read(std::string_view text, int limit = kMaxJsonDepth) {
  Json value;
  return parse_json(text, limit, &value) ? value : Json(Json::value_t::discarded);
}

// As the library has it: value and type, which == does not tell apart in numbers.
void check_same(const std::string& text) {
  CAPTURE(text);
  const Json ours = read(text);
  const Json theirs = Json::parse(text, nullptr, false);
  CHECK(ours.type() == theirs.type());
  CHECK(ours.dump() == theirs.dump());
}

TEST_CASE("values of every type are read as the library reads them") {
  for (const char* const text :
       {"null", " true ", "false", "\"\"", "\"a\\u0001\\\"\\u00e4\"", "[]", "{}", " [ ] ", " { } ",
        "[1,[2,{\"a\":[]}],\"x\"]\n", "{\"b\":1,\"a\":{\"c\":null},\"\":[true,false]}",
        "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1},\"a\":[]}", "{\"a\":\"x\",\"a\":\"\"}",
        "{\"\\u0061\":1}", "\xEF\xBB\xBF[1]", "\t[\r\n1 ,2 ]"}) {
    check_same(text);
    CHECK_FALSE(read(text).is_discarded());
  }
}

TEST_CASE("numbers are integers as long as they fit, then doubles") {
  for (const char* const text : {"0",
                                 "-0",
                                 "7",
                                 "-7",
                                 "10",
                                 "18446744073709551615",
                                 "18446744073709551616",
                                 "9223372036854775808",
                                 "-9223372036854775808",
                                 "-9223372036854775809",
                                 "1e2",
                                 "1E+2",
                                 "1e-2",
                                 "0e0",
                                 "0.0",
                                 "-0.0",
                                 "0.1",
                                 "1.5",
                                 "123456789.123456789",
                                 "1e308",
                                 "5e-324",
                                 "1e-400",
                                 "100000000000000000000000000000000000000000"}) {
    check_same(text);
    CHECK(read(text).is_number());
  }
  for (const char* const text :
       {"-", "+1", "01", "-01", "1.", ".5", "1.e2", "1e", "1e+", "1ee2", "0x1", "1_0", "1e999",
        "-1e999", "NaN", "Infinity", "--1", "1-1", "1.2.3"}) {
    check_same(text);
    CHECK(read(text).is_discarded());
  }
}

TEST_CASE("anything else is not read") {
  for (const char* const text : {"",
                                 " ",
                                 "nul",
                                 "nulll",
                                 "True",
                                 "[",
                                 "]",
                                 "[1",
                                 "[1,",
                                 "[1,]",
                                 "[,1]",
                                 "[1 2]",
                                 "{",
                                 "{]",
                                 "{\"a\"",
                                 "{\"a\":",
                                 "{\"a\":1",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "{1:1}",
                                 "{\"a\" 1}",
                                 "{,}",
                                 "[1]x",
                                 "{}{}",
                                 "'a'",
                                 "\"a",
                                 "\"\xFF\"",
                                 "[\"a\"\xFF]",
                                 "// c\n1",
                                 "\x01",
                                 "[1]\xEF\xBB\xBF",
                                 "\xEF\xBB\xBF",
                                 "\xEF\xBB",
                                 "\"\\ud83d\\x\""}) {
    check_same(text);
    CHECK(read(text).is_discarded());
  }
  CHECK(read(std::string_view("1\0", 2)).is_discarded());
  CHECK(read(std::string_view("\0", 1)).is_discarded());
}

TEST_CASE("nesting is bounded, whatever the brackets") {
  for (const char* const pair : {"[]", "{}"}) {
    const auto nested = [&](int depth) {
      std::string text;
      for (int i = 0; i < depth; ++i) text += pair[0] == '[' ? "[" : "{\"a\":";
      text += '1';
      for (int i = 0; i < depth; ++i) text += pair[1];
      return text;
    };
    CHECK(read(nested(3), 3).is_structured());
    CHECK(read(nested(3), 2).is_discarded());
    CHECK(read(nested(kMaxJsonDepth)).is_structured());
    CHECK(read(nested(kMaxJsonDepth + 1)).is_discarded());
    CHECK(read(nested(500'000)).is_discarded());
  }
  CHECK(read("[],[]", 1).is_discarded());
  CHECK(read("[[],[],{}]", 2).size() == 3);
  CHECK(read("7", 0) == 7);
}

}  // namespace
}  // namespace parley
