#include "rules/json_members.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using Kind = JsonMember::Kind;

std::string read(const std::string& text) {
  const auto members = json_members(text, {"a", "b"});
  if (!members) return "unreadable";
  std::string shown;
  for (const JsonMember& member : *members) {
    shown += member.kind == Kind::kAbsent   ? "-"
             : member.kind == Kind::kNull   ? "null"
             : member.kind == Kind::kString ? '"' + member.text + '"'
                                            : "other";
    shown += ' ';
  }
  return shown;
}

TEST_CASE("members of the outermost level, decoded") {
  CHECK(read("{}") == "- - ");
  CHECK(read(R"({"a":"x"})") == "\"x\" - ");
  CHECK(read(R"( {"z":{"a":"no"},"b":"y","a":null} )") == "null \"y\" ");
  CHECK(read(R"({"\u0061":"\u0041\n"})") == "\"A\n\" - ");
  CHECK(read(R"({"a":1,"b":["x"]})") == "other other ");
  CHECK(read(R"({"a":{"b":"no"}})") == "other - ");
  CHECK(read(R"({"a":nul})") == "other - ");
}

TEST_CASE("what another reader could understand differently is not read") {
  for (const char* text : {"", "[]", "\"a\"", "{\"a\":\"x\"", "{\"a\":\"x\"}}", "{\"a\":\"x\",}",
                           "{a:\"x\"}", "{\"a\":\"x\"}{\"a\":\"y\"}", "{\"a\":\"x\",\"a\":\"y\"}",
                           "{\"a\":\"x\",\"\\u0061\":\"y\"}", "{\"a\":null,\"a\":\"y\"}",
                           "{'a':'x'}", "{\"a\":\"x\" // no\n}", "{\"a\":\"x\ny\"}"}) {
    CAPTURE(text);
    CHECK(read(text) == "unreadable");
  }
}

}  // namespace
}  // namespace parley
