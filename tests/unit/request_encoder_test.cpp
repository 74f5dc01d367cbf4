#include "turns/request_encoder.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

RequestParts parts(std::string_view settings, std::string_view message) {
  RequestParts out;
  out.settings = settings;
  out.message = message;
  return out;
}

TEST_CASE("a message alone is a string; settings go along as they are") {
  CHECK(encode_request(parts(R"({"model":"m","generation_config":{"seed":1,"top_p":0.5}})",
                             "a\"\n\xC3\xA4")) ==
        "{\"generation_config\":{\"seed\":1,\"top_p\":0.5},\"input\":\"a\\\"\\n\xC3\xA4\","
        "\"model\":\"m\",\"stream\":true}");
}

TEST_CASE("a parent is named") {
  RequestParts request = parts(R"({"model":"m"})", "a");
  request.previous_interaction_id = "v1_x";
  CHECK(encode_request(request) ==
        R"({"input":"a","model":"m","previous_interaction_id":"v1_x","stream":true})");
}

TEST_CASE("a fresh sandbox is the one to go on in, where there is one; another one stays") {
  RequestParts request = parts(R"({"agent":"a","environment":"remote"})", "a");
  request.environment = "e1";
  CHECK(encode_request(request) == R"({"agent":"a","environment":"e1","input":"a","stream":true})");
  request.settings = R"({"agent":"a","environment":"e2"})";
  CHECK(encode_request(request).find(R"("environment":"e2")") != std::string::npos);
  request.settings = R"({"agent":"a","environment":{"type":"remote"}})";
  CHECK(encode_request(request).find(R"("environment":{"type":"remote"})") != std::string::npos);
  request.settings = R"({"model":"m"})";
  CHECK(encode_request(request) == R"({"input":"a","model":"m","stream":true})");
}

TEST_CASE("what follows from the conversation is not for settings to say") {
  CHECK(encode_request(parts(R"({"model":"m","input":"x","stream":false,"continuation_token":"t",)"
                             R"("previous_interaction_id":"v1_other","attachments":[]})",
                             "a")) == R"({"input":"a","model":"m","stream":true})");
}

TEST_CASE("function results are the input as they are") {
  RequestParts request = parts(R"({"model":"m"})", "unused");
  request.input_json = R"([{"type":"function_result","call_id":"1","result":"r"}])";
  CHECK(encode_request(request) ==
        R"({"input":[{"call_id":"1","result":"r","type":"function_result"}],)"
        R"("model":"m","stream":true})");
}

TEST_CASE("a result that was written is what the service takes for it") {
  const auto result = [](const std::string& typed) {
    const std::string all = typed_results(R"([{"type":"function_result","typed":)" + typed + "}]");
    const std::size_t at = all.find("\"result\":") + 9;
    return all.substr(at, all.rfind(",\"type\"") - at);
  };
  CHECK(result(R"("{\"a\": 1}")") == R"({"a":1})");
  CHECK(result(R"("[{\"type\":\"text\",\"text\":\"a\"}]")") == R"([{"text":"a","type":"text"}])");
  for (const char* const text : {R"("4")", R"("null")", R"("[]")", R"("[1,2]")", R"("{")", R"("")",
                                 R"("\"a\"")", R"("[{\"type\":7}]")"}) {
    CHECK_MESSAGE(result(text) == text, text);
  }
  CHECK(typed_results(R"([{"result":"{}"},7])") == R"([{"result":"{}"},7])");
  CHECK(typed_results("not json") == "not json");
  CHECK(typed_results("{}") == "{}");
}

TEST_CASE("with a continuation token and a parent there is no input") {
  RequestParts request = parts(R"({"model":"m"})", "a");
  request.continuation_token = "t";
  CHECK(encode_request(request) ==
        R"({"continuation_token":"t","input":"a","model":"m","stream":true})");
  request.previous_interaction_id = "v1_x";
  CHECK(encode_request(request) ==
        R"({"continuation_token":"t","model":"m","previous_interaction_id":"v1_x","stream":true})");
}

TEST_CASE("history is sent as steps, signatures untouched, then the message") {
  RequestParts request = parts(R"({"model":"m","store":false})", "next");
  const std::string said = user_input_json("first", "");
  CHECK(said == R"([{"content":[{"text":"first","type":"text"}],"type":"user_input"}])");
  const std::string answer =
      R"([{"signature":"Ab+/==","type":"thought"},{"content":[],"type":"model_output"}])";
  request.history = {said, answer};
  CHECK(encode_request(request) ==
        R"({"input":[{"content":[{"text":"first","type":"text"}],"type":"user_input"},)"
        R"({"signature":"Ab+/==","type":"thought"},{"content":[],"type":"model_output"},)"
        R"({"content":[{"text":"next","type":"text"}],"type":"user_input"}],)"
        R"("model":"m","store":false,"stream":true})");
  request.input_json = R"([{"type":"function_result","call_id":"1","result":"r"}])";
  request.history = {answer};
  CHECK(encode_request(request).find(R"({"content":[],"type":"model_output"},{"call_id":"1")") !=
        std::string::npos);
}

TEST_CASE("content is wrapped in a step for history, steps are not") {
  CHECK(user_input_json("", R"([{"type":"text","text":"a"},{"type":"image","uri":"u"}])") ==
        R"([{"content":[{"text":"a","type":"text"},{"type":"image","uri":"u"}],)"
        R"("type":"user_input"}])");
  const std::string steps = R"([{"call_id":"1","type":"function_result"}])";
  CHECK(user_input_json("", steps) == steps);
}

TEST_CASE("what is attached goes before the message, and not into the settings") {
  const std::string settings =
      R"({"model":"m","attachments":[{"name":"a.png","content":{"type":"image","data":"AA=="}}]})";
  const std::string input = message_input_json(settings, "look");
  CHECK(input == R"([{"data":"AA==","type":"image"},{"text":"look","type":"text"}])");
  RequestParts request = parts(settings, "look");
  request.input_json = input;
  CHECK(encode_request(request) == R"({"input":)" + input + R"(,"model":"m","stream":true})");
  CHECK(user_input_json("look", input) == R"([{"content":)" + input + R"(,"type":"user_input"}])");
  CHECK(message_input_json(settings, "") == R"([{"data":"AA==","type":"image"}])");
}

TEST_CASE("no attachments, or none that can be read, leave the message as it is") {
  for (const char* const bad : {"{}", "x", R"({"attachments":[]})", R"({"attachments":7})",
                                R"({"attachments":[{"name":"a"},7]})"}) {
    CHECK(message_input_json(bad, "a").empty());
  }
  CHECK(encode_request(parts(R"({"attachments":7,"model":"m"})", "a")) ==
        R"({"input":"a","model":"m","stream":true})");
}

TEST_CASE("what is not JSON of the right kind gives no body") {
  for (const char* const bad : {"", "{", "[]", "7", "null"}) {
    CHECK(encode_request(parts(bad, "a")).empty());
  }
  RequestParts request = parts("{}", "a");
  for (const char* const bad : {"{", "7", "{}"}) {
    request.input_json = bad;
    CHECK(encode_request(request).empty());
  }
  request.input_json = {};
  request.history = {"{}"};
  CHECK(encode_request(request).empty());
  const std::string deep = "{\"a\":" + std::string(500000, '[');
  CHECK(encode_request(parts(deep, "a")).empty());
}

TEST_CASE("what the session must know of settings") {
  SettingsFacts facts = read_settings("{}");
  CHECK(facts.valid);
  CHECK(facts.store);
  CHECK_FALSE(facts.background);
  CHECK_FALSE(facts.agent);
  facts = read_settings(R"({"store":false,"background":true,"agent":"deep-research"})");
  CHECK_FALSE(facts.store);
  CHECK(facts.background);
  CHECK(facts.agent);
  CHECK(read_settings(R"({"store":"no"})").store);
  CHECK_FALSE(read_settings("[]").valid);
  CHECK_FALSE(read_settings("x").valid);
}

TEST_CASE("history that nests as deep as a step of an answer can is sent") {
  const std::string deepest(128, '[');  // as much as a text from outside may nest
  RequestParts request = parts(R"({"model":"m"})", "a");
  request.history = {R"([{"arguments":)" + deepest + std::string(deepest.size(), ']') + "}]"};
  CHECK_FALSE(encode_request(request).empty());
}

}  // namespace
}  // namespace parley
