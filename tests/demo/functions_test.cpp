// Function calls, structured output and images.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>

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

TEST_CASE("signatures are asked for in the turn that is being answered, not in earlier ones") {
  const Bench bench;
  const auto user = [](const char* text) {
    return Json::parse(R"({"type":"user_input","content":[{"type":"text","text":)" + j(text) +
                       R"(}]})");
  };
  const auto call = [](const char* id, const char* name) {
    return Json::parse(R"({"type":"function_call","id":)" + j(id) + R"(,"name":)" + j(name) +
                       R"(,"arguments":{}})");
  };
  const auto result = [](const char* id) {
    return Json::parse(R"({"type":"function_result","call_id":)" + j(id) + R"(,"result":"27 C"})");
  };
  const auto status = [&](const Json& steps) {
    return bench
        .post(R"({"input":)" + j(steps) + R"(,"tools":[)" + j(kWeather) + R"(],"store":false})")
        .status;
  };
  const Json earlier = {user("weather"), call("a", "getWeather"), result("a"), user("Thank you")};
  CHECK(status(earlier) == 200);
  Json now = earlier;
  now.insert(now.end(), {call("b", "getWeather"), result("b")});
  CHECK(status(now) == 400);
  // Searches come back as function calls from clients that know nothing else.
  const Json searched = {user("news"), call("c", "google_search"), user("What did I say?")};
  CHECK(status(searched) == 200);
  Json mixed = {user("weather"), call("d", "google_search"),
                Json::parse(R"({"type":"thought","signature":"c29tZXRoaW5n"})"),
                call("e", "getWeather"), result("e")};
  CHECK(status(mixed) == 200);
}

TEST_CASE("a choice that names functions is kept to") {
  const Bench bench;
  const auto called = [&](const std::string& mode) {
    const Json made =
        bench.create(R"({"input":"Hi","tools":[{"type":"function","name":"a"},)"
                     R"({"type":"function","name":"b"}],"generation_config":{"tool_choice":)"
                     R"({"allowed_tools":{"mode":")" +
                     mode + R"(","tools":["b"]}}}})");
    const std::vector<Json> calls = calls_of(made);
    return calls.empty() ? std::string() : calls[0]["name"].get<std::string>();
  };
  CHECK(called("any") == "b");
  CHECK(called("validated") == "b");
  CHECK(called("auto").empty());
}

TEST_CASE("what comes with a message is named and counted by its kind") {
  const Bench bench;
  const Json made = bench.create(
      R"({"input":[{"type":"text","text":"These?"},)"
      R"({"type":"image","mime_type":"image/png","data":"iVBORw0KGgo="},)"
      R"({"type":"document","mime_type":"application/pdf","uri":"https://example.com/a.pdf"}]})");
  CHECK(contains(text_of(made), "image (image/png, 8 bytes), document (application/pdf, by URI)"));
  long sum = 0;
  std::set<std::string> kinds;
  for (const Json& entry : made["usage"]["input_tokens_by_modality"]) {
    kinds.insert(entry["modality"].get<std::string>());
    sum += entry["tokens"].get<long>();
  }
  CHECK(kinds == std::set<std::string>{"document", "image", "text"});
  CHECK(sum == made["usage"]["total_input_tokens"]);
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
