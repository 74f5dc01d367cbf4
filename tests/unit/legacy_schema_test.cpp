#include "answer/legacy_schema.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace parley {
namespace {

using Json = nlohmann::json;

std::string upgraded(const char* interaction) {
  Json value = Json::parse(interaction);
  upgrade_outputs(&value);
  return value.dump();
}

TEST_CASE("outputs become steps, one for each") {
  CHECK(
      upgraded(R"({"outputs":[{"type":"thought","signature":"s"},{"type":"text","text":"a"}]})") ==
      R"({"steps":[{"signature":"s","type":"thought"},)"
      R"({"content":[{"text":"a","type":"text"}],"type":"model_output"}]})");
  CHECK(upgraded(R"({"outputs":7})") == R"({"steps":[]})");
  CHECK(upgraded(R"({"outputs":[7,null]})") == R"({"steps":[7,null]})");
}

TEST_CASE("steps that are there are kept, and outputs go") {
  CHECK(upgraded(R"({"outputs":[{"text":"a"}],"steps":[{"type":"thought"}]})") ==
        R"({"steps":[{"type":"thought"}]})");
  CHECK(upgraded(R"({"outputs":[{"text":"a"}],"steps":null})") ==
        R"({"steps":[{"content":[{"text":"a","type":"text"}],"type":"model_output"}]})");
  CHECK(upgraded(R"({"outputs":null,"id":"i"})") == R"({"id":"i"})");
  CHECK(upgraded("[]") == "[]");
}

TEST_CASE("outputs that nest too deep to be read as steps again are left out") {
  const auto nested = [](std::size_t depth) {
    return R"({"outputs":[)" + std::string(depth, '[') + std::string(depth, ']') + "]}";
  };
  CHECK(upgraded(nested(100).c_str()) != "{}");
  CHECK(upgraded(nested(127).c_str()) != "{}");
  CHECK(upgraded(nested(128).c_str()) == "{}");
}

TEST_CASE("content that says nothing only says what the deltas will bring") {
  for (const char* const bare :
       {R"({"type":"text"})", R"({"type":"text","text":""})", R"({"type":"image","data":null})"}) {
    CHECK(step_from_content(Json::parse(bare)).dump() == R"({"type":"model_output"})");
  }
}

}  // namespace
}  // namespace parley
