#include "rules/json_finder.h"

#include <doctest/doctest.h>

#include "support/chunking.h"

namespace parley {
namespace {

const JsonFinder::Paths kPaths = {"id", "a.id", "a.b.n"};

// What is found in `text`, however it is cut.
std::string found_in(const std::string& text) {
  std::string first;
  for (std::size_t size = text.size() + 1; size > 0; size = size > 8 ? size / 2 : size - 1) {
    JsonFinder finder(kPaths);
    std::string found;
    const auto note = [&found](std::size_t path, std::string_view value) {
      found += std::to_string(path) + '=' + std::string(value) + ' ';
    };
    for (std::size_t at = 0; at < text.size(); at += size) {
      finder.feed(std::string_view(text).substr(at, size), note);
    }
    finder.reset(note);
    if (size == text.size() + 1) first = found;
    CAPTURE(size);
    CHECK(found == first);
  }
  return first;
}

TEST_CASE("values at their paths, wherever they stand, and nowhere else") {
  CHECK(found_in(R"({"id":"x"})") == "0=x ");
  CHECK(found_in(R"( { "z" : [1,{"id":"no"}] , "id" : "x" , "a":{"id":"y","b":{"n":12}}})") ==
        "0=x 1=y 2=12 ");
  CHECK(found_in(R"({"a":{"b":{"n":-1.5e3,"id":"no"},"c":{"n":1},"id":null},"n":2})") ==
        "2=-1.5e3 1=null ");
  CHECK(found_in(R"({"b":{"a":{"id":"no"}},"a":[{"id":"no"}],"text":"{\"id\":\"no\"}"})") == "");
  CHECK(found_in(R"({"a":{"b":{"n":{"id":"no"}}}})") == "");
  CHECK(found_in(R"({"id":"a\"b\\"})") == "0=a\\\"b\\\\ ");
  CHECK(found_in(R"(["id","x"])") == "");
  CHECK(found_in(R"({"":{"id":"no"},"a.id":"no","a":{"b.n":1},"":{"":{"id":"no"}}})") == "");
  CHECK(found_in(R"({"id":{"id":"no"},"a":{"id":"y"}})") == "1=y ");
  CHECK(found_in(R"({"a":"id","id":"x"})") == "0=x ");
  CHECK(found_in("12") == "");
}

TEST_CASE("what is no JSON, too deep or too long finds nothing more, and harms nobody") {
  CHECK(found_in("]") == "");
  CHECK(found_in("}}{\"id\":\"x\"}") == "");
  CHECK(found_in("{\"id\":\"" + std::string(513, 'x') + "\"}") == "");
  CHECK(found_in("{\"id\":\"" + std::string(512, 'x') + "\"}").size() == 515);
  CHECK(found_in("{\"" + std::string(600, 'k') + "\":1,\"id\":\"x\"}") == "0=x ");
  CHECK(found_in(std::string(513, '[') + std::string(513, ']') + "{\"id\":\"x\"}") == "");
  CHECK(found_in("{\"z\":" + std::string(500, '[') + std::string(500, ']') + ",\"id\":\"x\"}") ==
        "0=x ");
  CHECK(found_in("{\"id\" \"x\"") == "");
  CHECK(found_in(std::string("{\"id\":\"\0\xff\"}", 11)).size() == 5);
}

TEST_CASE("another text begins anew") {
  JsonFinder finder(kPaths);
  std::string found;
  const auto note = [&found](std::size_t, std::string_view value) { found += value; };
  finder.feed("{\"z\":[{\"y\":\"", note);
  finder.reset(note);
  finder.feed("{\"id\":\"x\"}", note);
  CHECK(found == "x");
}

}  // namespace
}  // namespace parley
