#include "text/json_tree.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

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

TEST_CASE("what is made of texts from outside may nest a little deeper") {
  const std::string text(kMaxJsonDepth + 1, '[');
  const std::string whole = text + std::string(text.size(), ']');
  CHECK(read_json<Json>(whole).is_discarded());
  CHECK_FALSE(read_json<Json>(whole, kMaxOwnJsonDepth).is_discarded());
}

// One of each type of value.
std::vector<Json> shapes() {
  std::vector<Json> all = {
      nullptr, true, -1, 7U, 1e300, "x", Json::array({1}), Json::object(), Json::binary({1})};
  all.push_back(Json(Json::value_t::discarded));
  return all;
}

TEST_CASE("asking a value of another type gives nothing, and changes nothing") {
  for (Json value : shapes()) {
    CAPTURE(write_json(value));
    const std::string before = write_json(value);
    CHECK(find_member(value, "a") == nullptr);
    CHECK(find_object(value, "a") == nullptr);
    CHECK(find_list(value, "a") == nullptr);
    CHECK(find_list(&value, "a") == nullptr);
    CHECK(find_string(value, "a") == "");
    CHECK(find_count(value, "a") == -1);
    CHECK(members(value).empty());
    CHECK(items(value).size() == (value.is_array() ? 1 : 0));
    CHECK((as_string(value) != nullptr) == value.is_string());
    CHECK(take_member(&value, "a").is_null());
    erase_member(&value, "a");
    CHECK(write_json(value) == before);
    CHECK(take_members(value).empty());
    CHECK(take_items(value).size() == (value.is_array() ? 1 : 0));
  }
}

TEST_CASE("a member of another type than asked for is none; null is none at all") {
  for (const Json& value : shapes()) {
    const Json object = {{"a", value}};
    CAPTURE(write_json(object));
    CHECK((find_member(object, "a") == nullptr) == value.is_null());
    CHECK((find_object(object, "a") != nullptr) == value.is_object());
    CHECK((find_list(object, "a") != nullptr) == value.is_array());
    CHECK((find_string(object, "a") == "x") == value.is_string());
    CHECK((find_count(object, "a") == 7) == value.is_number_unsigned());
  }
}

TEST_CASE("what shall be of a type becomes it, and keeps what it has if it is") {
  for (const Json& value : shapes()) {
    CAPTURE(write_json(value));
    Json object = value;
    make_member(&object, "a") = 1;
    CHECK(object == Json({{"a", 1}}));
    make_member(&object, "b") = 2;
    CHECK(take_member(&object, "a") == 1);
    CHECK(object == Json({{"b", 2}}));
    Json list = value;
    make_list(&list).push_back(2);
    CHECK(list == (value.is_array() ? Json::array({1, 2}) : Json::array({2})));
    Json text = value;
    make_string(&text) += "y";
    CHECK(text == (value.is_string() ? "xy" : "y"));
  }
}

}  // namespace
}  // namespace parley
