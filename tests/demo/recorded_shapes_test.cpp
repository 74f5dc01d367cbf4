// Recorded traffic as the oracle: the same request to the demo gives the same sequence of events,
// each with the same members, apart from content.
#include <doctest/doctest.h>

#include <set>

#include <nlohmann/json.hpp>

#include "bench.h"
#include "support/fixtures.h"

namespace parley::demo {
namespace {

// Members, and those of what they hold: {a:{b:1},c:[{d:2}]} -> a a.b c c[].d. Content is left out.
void collect(const Json& json, const std::string& path, std::set<std::string>* out) {
  if (json.is_object()) {
    for (const auto& member : json.items()) {
      const std::string name = path + (path.empty() ? "" : ".") + member.key();
      out->insert(name);
      if (member.key() != "arguments") collect(member.value(), name, out);
    }
  } else if (json.is_array()) {
    for (const Json& item : json) collect(item, path + "[]", out);
  }
}

std::string shape(const Json& event) {
  std::set<std::string> members;
  collect(event, "", &members);
  std::string out = event.value("event_type", "");
  for (const std::string& member : members) out += " " + member;
  return out;
}

// How often a text is cut into deltas is content.
std::vector<std::string> shapes(const std::string& body) {
  std::vector<std::string> out;
  for (const Json& event : events_of(body)) {
    const std::string one = shape(event);
    const std::string type = event.value("event_type", "");
    const bool delta = type == "step.delta" || type == "content.delta";
    if (!delta || out.empty() || out.back() != one) out.push_back(one);
  }
  return out;
}

std::string step_kinds(const Json& resource) {
  std::string out;
  for (const Json& step : resource["steps"]) out += shape(step) + "\n";
  return out;
}

Json resource_shape(Json resource) {
  const std::string kinds = step_kinds(resource);
  resource.erase("steps");
  resource.erase("id");  // absent where nothing is stored; the requests here store
  return {{"members", shape(resource)}, {"steps", kinds}, {"status", resource["status"]}};
}

std::string recording(const std::string& name) {
  const std::vector<std::string> paths = recordings(name);
  return paths.empty() ? "" : read_file(paths[0]);
}

void same_stream(const std::string& name, const std::string& request) {
  const std::string recorded = recording(name);
  if (recorded.empty()) return;
  CAPTURE(name);
  const Bench bench;
  Json body = Json::parse(request);
  body["stream"] = true;
  CHECK(shapes(bench.post(body.dump()).body) == shapes(recorded));
}

const Json kWeatherTool = Json::parse(R"([{"type":"function","name":"getWeather",)"
                                      R"("parameters":{"type":"object",)"
                                      R"("properties":{"location":{"type":"string"}}}}])");

TEST_CASE("streams recorded with gemini-2.5-flash") {
  const Json model = Json::parse(R"({"model":"gemini-2.5-flash"})");
  const auto with = [&model](const std::string& text) {
    Json members = Json::parse(text);
    members.update(model);
    return members.dump();
  };
  same_stream("vercel-ai/basic.sse", with(R"({"input":"Hello, how are you?"})"));
  same_stream("vercel-ai/multi-turn-stateful-turn1.sse",
              with(R"({"input":"3 largest cities in Spain?"})"));
  same_stream("vercel-ai/multi-turn-stateless-turn1.sse",
              with(R"({"input":"3 largest cities in Spain?","store":false})"));
  same_stream("vercel-ai/tool-call-step1.sse",
              with(R"({"input":"What is the weather in San Francisco?","tools":)" +
                   j(kWeatherTool) + R"(})"));
  same_stream("vercel-ai-legacy/basic.sse", with(R"({"input":"demo:legacy Hello, how are you?"})"));
  same_stream("vercel-ai-legacy/multi-turn-stateful-turn1.sse",
              with(R"({"input":"demo:legacy 3 largest cities in Spain?"})"));
  same_stream("vercel-ai-legacy/tool-call-step1.sse",
              with(R"({"input":"demo:legacy What is the weather in San Francisco?",)"
                   R"("tools":)" +
                   j(kWeatherTool) + R"(})"));
}

TEST_CASE("unary replies recorded with gemini-2.5-flash") {
  const Bench bench;
  const auto same_reply = [&bench](const std::string& name, const std::string& members) {
    const std::string recorded = recording(name);
    if (recorded.empty()) return;
    CAPTURE(name);
    Json body = Json::parse(members);
    body["model"] = "gemini-2.5-flash";
    CHECK(resource_shape(bench.create(body.dump())) == resource_shape(Json::parse(recorded)));
  };
  same_reply("vercel-ai/basic.json", R"({"input":"Hello, how are you?"})");
  same_reply("vercel-ai/multi-turn-stateful-turn1.json",
             R"({"input":"3 largest cities in Spain?"})");
  same_reply("vercel-ai/multi-turn-stateless-turn1.json",
             R"({"input":"3 largest cities in Spain?","store":false})");
  same_reply("vercel-ai/structured-output.json",
             R"({"input":"A recipe","response_format":{"type":"text",)"
             R"("mime_type":"application/json","schema":{"type":"object"}}})");
  same_reply(
      "vercel-ai/tool-call-step1.json",
      R"({"input":"What is the weather in San Francisco?","tools":)" + j(kWeatherTool) + R"(})");
}

TEST_CASE("a second turn, chained") {
  const std::string recorded = recording("vercel-ai/multi-turn-stateful-turn2.sse");
  if (recorded.empty()) return;
  const Bench bench;
  const Json model = Json::parse(R"({"model":"gemini-2.5-flash",)"
                                 R"("input":"3 largest cities in Spain?"})");
  const Json second =
      Json::parse(R"({"model":"gemini-2.5-flash","stream":true,)"
                  R"("input":"Landmark of the second?","previous_interaction_id":)" +
                  j(bench.create(model.dump())["id"]) + R"(})");
  CHECK(shapes(bench.post(second.dump()).body) == shapes(recorded));
}

// Streams and unary replies that were recorded with their requests.
TEST_CASE("pairs of request and response") {
  const std::string request_end = ".request.json";
  std::map<std::string, std::string> first_ids;
  const Bench bench;
  for (const std::string& path : recordings(request_end)) {
    CAPTURE(path);
    const std::string stem = path.substr(0, path.size() - request_end.size());
    const std::string conversation = stem.substr(0, stem.size() - 2);
    Json request = Json::parse(read_file(path));
    static std::map<std::string, Json> answers;
    if (request.contains("previous_interaction_id")) {
      const Json& before = answers[conversation];
      std::string text = request.dump();
      const auto put = [&text](const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        if (at != std::string::npos) text.replace(at, from.size(), to);
      };
      put("v1_REDACTED_1", before["id"]);
      for (const Json& step : before["steps"]) {
        if (step["type"] == "function_call") put("fc_REDACTED_1", step["id"]);
      }
      request = Json::parse(text);
    }
    const Answered answer = bench.post(request.dump());
    REQUIRE(answer.status == 200);
    const std::string streamed = read_file(stem + ".response.sse");
    if (!streamed.empty()) {
      CHECK(shapes(answer.body) == shapes(streamed));
      continue;
    }
    const Json resource = Json::parse(answer.body);
    answers[conversation] = resource;
    CHECK(resource_shape(resource) ==
          resource_shape(Json::parse(read_file(stem + ".response.json"))));
    for (const Json& step : resource["steps"]) {
      if (step["type"] != "function_call") continue;
      const Json recorded = Json::parse(read_file(stem + ".response.json"));
      CHECK(step["arguments"] == recorded["steps"][1]["arguments"]);
    }
  }
}

TEST_CASE("a quota error") {
  const std::string recorded = recording("google-429-retry-info.json");
  if (recorded.empty()) return;
  const Bench bench;
  Json recorded_json = Json::parse(recorded);
  Json own = Json::parse(bench.post(R"({"input":"demo:429 34.4s"})").body);
  for (Json* json : {&recorded_json, &own}) (*json)["error"].erase("message");
  CHECK(own == recorded_json);
}

}  // namespace
}  // namespace parley::demo
