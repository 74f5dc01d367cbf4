// Tools that the service runs itself: search, maps, files, code, pages.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "bench.h"

namespace parley::demo {
namespace {

TEST_CASE("maps and files are cited") {
  const Bench bench;
  const auto steps_with = [&](const char* tool) {
    return bench.create(R"({"input":"Where?","tools":[{"type":)" + j(tool) + R"(}]})");
  };
  const Json maps = steps_with("google_maps");
  CHECK(maps["steps"][0]["type"] == "google_maps_call");
  CHECK(maps["steps"][0]["arguments"]["queries"][0] == "Where?");
  const Json place = maps["steps"][1]["result"][0]["places"][0];
  const Json cited = maps["steps"][3]["content"][0];
  CHECK(cited["annotations"][0]["type"] == "place_citation");
  CHECK(cited["annotations"][0]["place_id"] == place["place_id"]);
  const std::string text = cited["text"];
  const std::size_t start = cited["annotations"][0]["start_index"];
  const std::size_t end = cited["annotations"][0]["end_index"];
  CHECK(text.substr(start, end - start) == "Caf\xc3\xa9 Parley is open until late.");
  CHECK(maps["usage"]["grounding_tool_count"][0]["type"] == "google_maps");
  const Json files = steps_with("file_search");
  CHECK(files["steps"][0]["type"] == "file_search_call");
  CHECK(files["steps"][1]["call_id"] == files["steps"][0]["id"]);
  CHECK(files["steps"][3]["content"][0]["annotations"][0]["type"] == "file_citation");
}

TEST_CASE("searches come in both orders, with citations in bytes") {
  const Bench bench;
  const auto search = [&](const char* model) {
    return bench.create(R"({"model":)" + j(model) +
                        R"(,"input":"rivers","tools":[{"type":"google_search"}]})");
  };
  const auto kinds = [](const Json& resource) {
    std::vector<std::string> out;
    for (const Json& step : resource["steps"]) out.push_back(step["type"]);
    return out;
  };
  const Json older = search("gemini-2.5-flash");
  const Json newer = search("gemini-3.8-flash");
  CHECK(kinds(older) == std::vector<std::string>{"thought", "model_output", "google_search_call",
                                                 "google_search_result"});
  CHECK(kinds(newer) == std::vector<std::string>{"google_search_call", "google_search_result",
                                                 "thought", "model_output"});
  CHECK(newer["steps"][1]["call_id"] == newer["steps"][0]["id"]);
  CHECK(newer["steps"][0]["arguments"]["queries"][0] == "rivers");
  CHECK(newer["steps"][1]["result"][0]["search_suggestions"].get<std::string>().size() >= 5000);
  const Json& content = newer["steps"][3]["content"][0];
  const std::string text = content["text"];
  REQUIRE(content["annotations"].size() == 4);
  for (const Json& citation : content["annotations"]) {
    const std::size_t start = citation["start_index"];
    const std::size_t end = citation["end_index"];
    REQUIRE(end <= text.size());
    CHECK(text[end - 1] == '.');
    CHECK(text.substr(start - 2, 2) == "* ");
    const std::size_t url = citation["url"].get<std::string>().size();
    CHECK(url >= 200);
    CHECK(url <= 300);
  }
  CHECK(newer["usage"]["grounding_tool_count"][0]["count"] == 1);
}

TEST_CASE("code and pages") {
  const Bench bench;
  const Json sum = bench.create(R"({"input":"Add 20 and 22","tools":[{"type":"code_execution"}]})");
  CHECK(sum["steps"][0]["arguments"]["language"] == "python");
  CHECK(sum["steps"][1]["result"] == "42\n");
  CHECK(sum["steps"][1]["is_error"] == false);
  const Json page =
      bench.create(R"({"input":"Read https://example.com/a and http://nowhere.invalid/)"
                   R"(","tools":[{"type":"url_context"}]})");
  CHECK(page["steps"][0]["arguments"]["urls"][0] == "https://example.com/a");
  CHECK(page["steps"][1]["result"][0]["status"] == "success");
  CHECK(page["steps"][1]["result"][1]["status"] == "error");
  CHECK(
      bench.create(R"({"input":"no address","tools":[{"type":"url_context"}]})")["steps"].size() ==
      2);
}

}  // namespace
}  // namespace parley::demo
