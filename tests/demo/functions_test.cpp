// Function calls, server tools, structured output and images.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "bench.h"
#include "demo/png.h"
#include "demo/schema_value.h"

namespace parley::demo {
namespace {

const Json kAdd = Json::parse(R"({"type":"function","name":"add","parameters":{"type":"object",)"
                              R"("properties":{"x":{"type":"number"},"y":{"type":"number"}},)"
                              R"("required":["x","y"]}})");
const Json kWeather = Json::parse(R"({"type":"function","name":"getWeather",)"
                                  R"("parameters":{"type":"object",)"
                                  R"("properties":{"location":{"type":"string"}}}})");

std::vector<Json> calls_of(const Json& resource) {
  std::vector<Json> out;
  for (const Json& step : resource["steps"]) {
    if (step["type"] == "function_call") out.push_back(step);
  }
  return out;
}

TEST_CASE("tool_choice any calls the first function, with arguments from the prompt") {
  const Bench bench;
  const Json first =
      bench.create(R"({"input":"Use the add tool to sum 7 and 11.","tools":[)" + j(kAdd) + R"(,)" +
                   j(kWeather) + R"(],"generation_config":{"tool_choice":"any"}})");
  CHECK(first["status"] == "requires_action");
  CHECK(first["steps"][0]["type"] == "thought");
  const std::vector<Json> calls = calls_of(first);
  REQUIRE(calls.size() == 1);
  CHECK(calls[0]["name"] == "add");
  CHECK(calls[0]["arguments"].dump() == R"({"x":7,"y":11})");
  CHECK(calls[0]["id"].get<std::string>().size() == 8);
  CHECK_FALSE(calls[0].contains("signature"));

  const Json result = Json::parse(R"({"type":"function_result","call_id":)" + j(calls[0]["id"]) +
                                  R"(,"name":"add","result":{"sum":18.0}})");
  for (const std::string& input : {"[" + j(result) + "]", j(result),
                                   R"([{"type":"user_input","content":[)" + j(result) + "]}]"}) {
    const Json second = bench.create(R"({"input":)" + input + R"(,"previous_interaction_id":)" +
                                     j(first["id"]) + R"(})");
    CHECK(second["status"] == "completed");
    CHECK(contains(text_of(second), R"({"sum":18.0})"));
  }
}

TEST_CASE("a call streams as recorded") {
  const Bench bench;
  const std::vector<Json> events =
      events_of(bench
                    .post(R"({"input":"What is the weather in San Francisco?","tools":[)" +
                          j(kWeather) + R"(],"stream":true})")
                    .body);
  REQUIRE(events.size() == 9);
  CHECK(events[5]["step"]["arguments"].dump() == "{}");
  CHECK(events[5]["step"]["signature"] == "");
  CHECK(events[6]["delta"].dump() ==
        R"({"arguments":"{\"location\":\"San Francisco\"}","type":"arguments_delta"})");
  CHECK(events[8]["interaction"]["status"] == "requires_action");
}

TEST_CASE("calls are made when asked for, and only then") {
  const Bench bench;
  const auto calls = [&](const std::string& input, const std::string& config = "{}") {
    return calls_of(bench.create(R"({"input":)" + j(input) + R"(,"tools":[)" + j(kAdd) + R"(,)" +
                                 j(kWeather) + R"(],"generation_config":)" + config + R"(})"));
  };
  CHECK(calls("Hello").empty());
  CHECK(calls("weather?").at(0)["name"] == "getWeather");
  CHECK(calls("weather?", R"({"tool_choice":"none"})").empty());
  const Json allowed = Json::parse(R"({"allowed_tools":{"mode":"any","tools":["getWeather"]}})");
  CHECK(calls("Hello", R"({"tool_choice":)" + j(allowed) + R"(})").at(0)["name"] == "getWeather");
  const std::vector<Json> both = calls("demo:parallel Hello");
  REQUIRE(both.size() == 2);
  CHECK(both[0]["id"] != both[1]["id"]);
  CHECK(calls("Call the functions in parallel").size() == 2);
}

TEST_CASE("results must answer the calls") {
  const Bench bench;
  const Json first = bench.create(R"({"input":"demo:parallel go","tools":[)" + j(kAdd) + R"(,)" +
                                  j(kWeather) + R"(]})");
  const std::vector<Json> calls = calls_of(first);
  REQUIRE(calls.size() == 2);
  const auto result = [](const Json& id) {
    return Json::parse(R"({"type":"function_result","call_id":)" + j(id) +
                       R"(,"result":"fine","is_error":true})");
  };
  const auto send = [&](const std::string& input) {
    return bench.post(R"({"input":)" + input + R"(,"previous_interaction_id":)" + j(first["id"]) +
                      R"(})");
  };
  CHECK(send(R"([)" + j(result("nonsense")) + R"(])").status == 400);
  CHECK(send(R"([)" + j(result(calls[0]["id"])) + R"(])").status == 400);
  const Answered both =
      send(R"([)" + j(result(calls[0]["id"])) + R"(,)" + j(result(calls[1]["id"])) + R"(])");
  CHECK(both.status == 200);
  CHECK(contains(both.body, "failed: fine"));
}

TEST_CASE("stateless calls need their signature") {
  const Bench bench;
  const Json made =
      bench.create(R"({"input":"weather","tools":[)" + j(kWeather) + R"(],"store":false})");
  Json input = Json::parse(R"([{"type":"user_input","content":[{"type":"text",)"
                           R"("text":"weather"}]}])");
  const Json result = Json::parse(R"({"type":"function_result","call_id":)" +
                                  j(calls_of(made)[0]["id"]) + R"(,"result":"27 C"})");
  const auto send = [&](const Json& steps) {
    return bench.post(R"({"input":)" + j(steps) + R"(,"store":false,"tools":[)" + j(kWeather) +
                      R"(]})");
  };
  Json whole = input;
  for (const Json& step : made["steps"]) whole.push_back(step);
  whole.push_back(result);
  const Answered good = send(whole);
  CHECK(good.status == 200);
  CHECK(contains(good.body, "27 C"));
  Json bare = input;
  bare.push_back(calls_of(made)[0]);
  bare.push_back(result);
  const Answered bad = send(bare);
  CHECK(bad.status == 400);
  CHECK(Json::parse(bad.body)["error"]["code"] == "missing_thought_signature");
  whole[1]["signature"] = whole[1]["signature"].get<std::string>().substr(4) + "AAAA";
  CHECK(send(whole).status == 200);  // foreign now
  whole[1]["signature"] = made["steps"][0]["signature"].get<std::string>().substr(0, 100);
  CHECK(send(whole).status == 400);
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

TEST_CASE("structured output fits its schema") {
  const Bench bench;
  const Json schema = Json::parse(R"({"type":"object","properties":{"name":{"type":"string"},)"
                                  R"("age":{"type":"integer","minimum":18,"maximum":99},)"
                                  R"("colour":{"enum":["red","green"]},"tags":{"type":"array",)"
                                  R"("items":{"type":"string"},"minItems":3},)"
                                  R"("friend":{"$ref":"#/properties/age"}}})");
  const Json answer =
      bench.create(R"({"input":"Someone who likes green, aged 7",)"
                   R"("response_format":{"type":"text","mime_type":"application/json",)"
                   R"("schema":)" +
                   j(schema) + R"(}})");
  const Json value = Json::parse(text_of(answer));
  CHECK(value["name"].is_string());
  CHECK(value["age"] == 18);
  CHECK(value["colour"] == "green");
  CHECK(value["tags"].size() == 3);
  CHECK(value["friend"].is_number_integer());
}

TEST_CASE("schemas that would never end") {
  const Json endless = Json::parse(R"({"$defs":{"node":{"type":"object",)"
                                   R"("properties":{"a":{"$ref":"#/$defs/node"},)"
                                   R"("b":{"$ref":"#/$defs/node"},"c":{"$ref":"#/$defs/node"},)"
                                   R"("d":{"$ref":"#/$defs/node"}}}},"$ref":"#/$defs/node"})");
  CHECK(Json::parse(schema_value(endless.dump(), "")).is_object());
  CHECK(schema_value(endless.dump(), "").size() < 200000);
  CHECK(schema_value(R"({"$ref":"#"})", "") != "");
  CHECK(schema_value("nonsense", "") == "{}");
}

TEST_CASE("an image is a PNG, and comes before the words about it") {
  const Bench bench;
  const std::vector<Json> events =
      events_of(bench
                    .post(R"({"input":"draw","response_format":[{"type":"text"},)"
                          R"({"type":"image","aspect_ratio":"16:9"}],"stream":true})")
                    .body);
  const Json& image = events[6]["delta"];
  CHECK(image["type"] == "image");
  CHECK(image["mime_type"] == "image/png");
  CHECK(image["data"].get<std::string>().substr(0, 11) == "iVBORw0KGgo");
  CHECK(events[7]["delta"]["type"] == "text");
  // Width and height of the header.
  const std::string png = png_picture(96, 54, 1);
  CHECK(png.substr(16, 8) == std::string("\0\0\0\x60\0\0\0\x36", 8));
  // The checksum of the empty last chunk is known.
  CHECK(png.substr(png.size() - 4) == "\xae\x42\x60\x82");
}

}  // namespace
}  // namespace parley::demo
