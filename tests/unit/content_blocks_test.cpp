#include "answer/content_blocks.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace parley {
namespace {

using Json = nlohmann::json;

Json normalized(const std::string& content) {
  Json step = Json::parse("{\"content\":" + content + "}", nullptr, false);
  normalize_blocks(&step, "content");
  return step.value("content", Json());
}

TEST_CASE("content of any shape becomes a list of blocks with types") {
  CHECK(normalized(R"("a")").dump() == R"([{"text":"a","type":"text"}])");
  CHECK(normalized(R"({"text":"a"})").dump() == R"([{"text":"a","type":"text"}])");
  CHECK(normalized(R"(["a",{"type":"image"},7])").dump() ==
        R"([{"text":"a","type":"text"},{"type":"image"},7])");
  CHECK(normalized("null").is_null());
}

TEST_CASE("the last block of text") {
  const auto last = [](const char* json) {
    return last_text_block(Json::parse(json, nullptr, false));
  };
  CHECK(last(R"({"content":[{"type":"text"},{"type":"text"},{"type":"image"}]})") == 1);
  CHECK(last(R"({"content":[{"type":"image"}]})") == kNoBlock);
  CHECK(last(R"({"content":"x"})") == kNoBlock);
  CHECK(last("{}") == kNoBlock);
}

TEST_CASE("text is counted as the page counts it, of content or else of the summary") {
  const auto units = [](const char* json) { return text_units(Json::parse(json, nullptr, false)); };
  CHECK(units(R"({"content":[{"text":"a\u00e4"},{"type":"image"},{"text":"\ud83d\ude00"}]})") == 4);
  CHECK(units(R"({"summary":[{"text":"abc"}]})") == 3);
  CHECK(units(R"({"content":[],"summary":[{"text":"abc"}]})") == 0);
  CHECK(units(R"({"content":"abc"})") == 0);
  CHECK(units(R"({"content":[7,"abc",{"text":7}]})") == 0);
  CHECK(units("[]") == 0);
}

}  // namespace
}  // namespace parley
