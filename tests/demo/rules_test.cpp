// What the API refuses: wire.md 2.8, 8 and 12.11.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "bench.h"
#include "demo/interaction_id.h"
#include "demo/request.h"

namespace parley::demo {
namespace {

struct Refused {
  int status = 0;
  std::string code;
  std::string message;
};

Refused refused(const std::string& body, const std::string& version = "v1beta") {
  CreateRequest request;
  const ApiError error = parse_create_request(body, version, &request);
  if (!error) return {};
  const Json json = Json::parse(error.body)["error"];
  return {error.status, json["code"], json["message"]};
}

std::string with(const std::string& members) {
  Json body = Json::parse(R"({"model":"gemini-3.8-flash","input":"Hello"})");
  body.update(Json::parse(members));
  return body.dump();
}

std::string agent(const std::string& name, const std::string& members = "{}") {
  Json body = Json::parse(R"({"agent":)" + j(name) + R"(,"input":"Hello"})");
  body.update(Json::parse(members));
  return body.dump();
}

constexpr const char* kResearch = "deep-research-preview-04-2026";
constexpr const char* kSandbox = "antigravity-preview-09-2026";

void check_400(const std::string& body, const std::string& message) {
  const Refused found = refused(body);
  CHECK_MESSAGE(found.status == 400, body);
  CHECK(found.code == "invalid_request");
  CHECK_MESSAGE(contains(found.message, message), found.message);
}

TEST_CASE("what is well formed passes") {
  CHECK(refused(with("{}")).status == 0);
  CHECK(refused(with(R"({"generation_config":{"temperature":0.4,"top_k":3,)"
                     R"("thinking_level":"minimal"}})"))
            .status == 0);
  CHECK(refused(with(R"({"background":true})")).status == 0);
  CHECK(refused(agent(kResearch, R"({"background":true})")).status == 0);
  CHECK(refused(agent(kSandbox, R"({"environment":"remote","background":true})")).status == 0);
  CHECK(refused(with(R"({"model":"gemini-4-neon",)"
                     R"("generation_config":{"thinking_level":"xhigh"}})"))
            .status == 0);
  CHECK(refused(with(R"({"input":{"type":"text","text":"x"}})")).status == 0);
  CHECK(refused(with(R"({"labels":{"safety_identifier":"a-1"}})")).status == 0);
}

TEST_CASE("a request names one model or one agent that exists") {
  check_400(R"({"input":"x"})", "Exactly one of");
  check_400(R"({"input":"x","model":"gemini-3.8-flash","agent":)" + j(kResearch) + R"(})",
            "Exactly one of");
  check_400(with(R"({"model":"models/gemini-3.8-flash"})"), "models/");
  CHECK(refused(with(R"({"model":"gemini-9"})")).status == 404);
  CHECK(refused(with(R"({"model":"gemini-9"})")).code == "model_not_found");
  CHECK(refused(with(R"({"model":"gemini-flash-latest"})")).status == 0);
  CHECK(refused(with(R"({"model":"gemini-flash-latest"})"), "v1").code == "model_not_found");
  CHECK(refused(agent("nobody")).code == "not_found");
}

TEST_CASE("unknown members are refused by name") {
  CHECK(refused(with(R"({"max_tokens":3})")).code == "parameter_unknown");
  CHECK(contains(refused(with(R"({"max_tokens":3})")).message, "max_tokens"));
  CHECK(refused(with(R"({"generation_config":{"warmth":3}})")).code == "parameter_unknown");
}

TEST_CASE("values of the wrong kind are refused") {
  check_400(with(R"({"stream":"yes"})"), "'stream'");
  check_400(with(R"({"tools":3})"), "'tools'");
  check_400(with(R"({"tools":[3]})"), "tools[0]");
  check_400(with(R"({"generation_config":{"max_output_tokens":0}})"), "max_output_tokens");
  check_400(with(R"({"generation_config":{"tool_choice":"sometimes"}})"), "tool_choice");
  check_400(with(R"({"response_format":{"type":"smell"}})"), "response_format");
  check_400(with(R"({"response_format":{"type":5,"mime_type":6}})"), "response_format");
  check_400(with(R"({"service_tier":"gold"})"), "service_tier");
  check_400(with(R"({"labels":{"Upper":"x"}})"), "labels");
  CreateRequest request;
  CHECK(parse_create_request("{\"model\":", "v1", &request).status == 400);
  CHECK(parse_create_request("\"\xff\"", "v1", &request).status == 400);
  CHECK(parse_create_request("[]", "v1", &request).status == 400);
}

TEST_CASE("the message about an unknown tool is the service's own") {
  CHECK(refused(with(R"({"tools":[{"type":"invalid_tool_type_xyz"}]})")).message ==
        "The value 'invalid_tool_type_xyz' is not supported for 'type' at 'tools[0]'. Supported "
        "values: 'function', 'code_execution', 'mcp_server', 'filesystem', 'google_maps', "
        "'google_search', 'bash', 'computer_use', 'file_search', 'url_context'.");
  CHECK(refused(with(R"({"tools":[{"type":"function","function":{"name":"f"}}]})")).code ==
        "parameter_unknown");
  check_400(with(R"({"tools":[{"type":"function"}]})"), "name");
}

TEST_CASE("inputs") {
  for (const Json& empty : {Json(""), Json(nullptr), Json::array()}) {
    check_400(with(R"({"input":)" + j(empty) + R"(})"), "'input'");
  }
  check_400(R"({"model":"gemini-3.8-flash"})", "'input'");
  CHECK(refused(R"({"model":"gemini-3.8-flash","continuation_token":"t"})").status == 0);
  const std::string legacy = "The legacy Interactions API schema is no longer supported.";
  check_400(with(R"({"input":[{"role":"user","content":"Hi"}]})"), legacy);
  check_400(with(R"({"input":{"role":"user","parts":[]}})"), legacy);
  check_400(with(R"({"input":[{"type":"song"}]})"), "'song'");
  check_400(with(R"({"input":["Hi"]})"), "input[0]");
  check_400(with(R"({"input":[{"type":"image"}]})"), "input[0]");
  check_400(with(R"({"input":5})"), "input");
  const auto video = [](const std::string& processing) {
    return with(R"({"input":[{"type":"user_input","content":[{"type":"video",)"
                R"("uri":"files/1","processing":)" +
                processing + R"(}]}]})");
  };
  CHECK(refused(video(R"({"type":"static","start_offset":"30s","end_offset":"10.5s"})")).message ==
        "Invalid input at 'input[0].content[0].processing'.");
  CHECK(refused(video(R"({"type":"static","start_offset":"1.5s","end_offset":"3s"})")).status == 0);
}

TEST_CASE("background and store") {
  check_400(with(R"({"background":true,"store":false})"),
            "store=true is required for background interactions");
  check_400(with(R"({"model":"gemini-4-argon","background":true})"), "store=true");
  CHECK(refused(with(R"({"model":"gemini-4-argon","background":true,"store":true})")).status == 0);
  check_400(with(R"({"store":false,"response_format":{"type":"video",)"
                 R"("delivery":"uri"}})"),
            "store=true");
}

TEST_CASE("deep research") {
  const auto also = [](const std::string& members) {
    Json body = Json::parse(members);
    body["background"] = true;
    return agent(kResearch, body.dump());
  };
  check_400(agent(kResearch), "Agents are required to use background=True");
  check_400(also(R"({"system_instruction":"x"})"),
            "not supported for the deep-research-preview-04-2026 agent");
  check_400(also(R"({"tools":[{"type":"function","name":"f"}]})"), "Function tools");
  check_400(also(R"({"response_format":{"type":"text",)"
                 R"("mime_type":"application/json"}})"),
            "Structured output");
  check_400(also(R"({"input":[{"type":"audio","uri":"files/1"}]})"), "Audio");
  check_400(also(R"({"generation_config":{"seed":1}})"), "generation_config");
}

TEST_CASE("the sandbox agent") {
  check_400(agent("antigravity-preview-05-2026", R"({"background":true})"),
            "Agent does not support using background=True and requires store=True");
  for (const char* tool : {"google_maps", "file_search", "computer_use"}) {
    check_400(agent(kSandbox, R"({"tools":[{"type":)" + j(tool) + R"(}]})"), tool);
  }
  for (const char* member : {R"("temperature":1)", R"("top_p":1)", R"("top_k":1)",
                             R"("stop_sequences":["x"])", R"("max_output_tokens":9)"}) {
    check_400(agent(kSandbox, R"({"generation_config":{)" + std::string(member) + "}}"),
              "generation_config");
  }
  check_400(agent(kSandbox, R"({"response_format":{"type":"text",)"
                            R"("mime_type":"application/json"}})"),
            "Structured output");
  check_400(agent(kSandbox, R"({"store":false})"), "store=True");
  for (const char* type : {"audio", "video"}) {
    check_400(agent(kSandbox, R"({"input":[{"type":)" + j(type) + R"(,"uri":"files/1"}]})"),
              "input");
  }
  check_400(agent(kSandbox, R"({"previous_interaction_id":"v1_x"})"), "environment");
  check_400(agent(kSandbox, R"({"input":[{"type":"function_call","id":"a","name":"f",)"
                            R"("arguments":{}},{"type":"function_result","call_id":"a",)"
                            R"("result":"x"}]})"),
            "Cannot specify tool calls outside of Turn items");
  check_400(agent(kSandbox, R"({"input":[{"type":"document","uri":"files/1"}]})"), "input");
  check_400(with(R"({"agent_config":{"type":"dynamic"}})"), "agent_config");
}

TEST_CASE("models and what they take") {
  const auto level = [](const char* model, const char* name) {
    return with(R"({"model":)" + j(model) + R"(,"generation_config":{"thinking_level":)" + j(name) +
                R"(}})");
  };
  check_400(level("gemini-4-argon", "minimal"), "minimal");
  check_400(level("gemini-4-carbon", "xhigh"), "xhigh");
  check_400(level("gemini-3.8-flash", "xhigh"), "xhigh");
  for (const char* key : {"thinking_budget", "presence_penalty", "frequency_penalty"}) {
    check_400(with(R"({"model":"gemini-4-argon","generation_config":{)" + j(key) + R"(:1}})"), key);
  }
  check_400(with(R"({"model":"gemini-4-argon","generation_config":{"candidate_count":2}})"),
            "candidate_count");
  check_400(with(R"({"model":"gemini-4-argon",)"
                 R"("generation_config":{"max_output_tokens":1048577}})"),
            "1048576");
  const Json result = Json::parse(R"([{"type":"function_result","call_id":"a",)"
                                  R"("result":[{"type":"text","text":"x"}]}])");
  check_400(with(R"({"model":"gemini-2.5-flash","input":)" + j(result) + R"(})"),
            "Multimodal function responses are not supported for this model");
  CHECK(refused(with(R"({"input":)" + j(result) + R"(})")).status == 0);
}

TEST_CASE("a tool choice needs functions to choose from") {
  const std::string choice = R"("generation_config":{"tool_choice":"auto"})";
  check_400(with("{" + choice + "}"), "Function calling config is set without");
  check_400(with(R"({"tools":[{"type":"google_search"}],)" + choice + "}"),
            "Function calling config is set without");
  CHECK(refused(with(R"({"tools":[{"type":"function","name":"f"}],)" + choice + "}")).status == 0);
}

TEST_CASE("the free tier does without the models that cost") {
  const Bench bench;
  const Answered answer =
      fetch(bench.url(), "POST", "/v1/interactions", R"({"model":"gemini-4-neon","input":"x"})",
            {{"x-goog-api-key", "free-tier"}});
  CHECK(answer.status == 400);
  CHECK(Json::parse(answer.body)["error"]["code"] == "failed_precondition");
}

TEST_CASE("an altered signature of the demo's own is noticed, a foreign one passes") {
  const std::string own = thought_signature(7);
  CHECK_FALSE(is_altered_signature(own));
  CHECK(is_altered_signature(own.substr(0, own.size() - 4)));
  std::string changed = own;
  changed[60] = changed[60] == 'A' ? 'B' : 'A';
  CHECK(is_altered_signature(changed));
  CHECK_FALSE(is_altered_signature("c29tZXRoaW5nIGVsc2U="));
}

TEST_CASE("any body at all gets an answer") {
  for (const std::string& deep :
       {std::string(5'000'000, '['), "{\"input\":" + std::string(200, '[')}) {
    CreateRequest request;
    CHECK(parse_create_request(deep, "v1", &request).status == 400);
  }
  // Every prefix of a rich body, and every byte of it changed.
  const std::string body =
      with(R"({"tools":[{"type":"function","name":"f",)"
           R"("parameters":{"type":"object"}}],)"
           R"("generation_config":{"tool_choice":{"allowed_tools":{"mode":"any)"
           R"("}}},"input":[{"type":"user_input","content":[{"type":"text",)"
           R"("text":"x"}]}]})");
  for (std::size_t i = 0; i < body.size(); ++i) {
    CreateRequest request;
    CHECK(parse_create_request(body.substr(0, i), "v1", &request).status == 400);
    for (const char c : {'0', '"', '{', '\xff'}) {
      std::string changed = body;
      changed[i] = c;
      CreateRequest other;
      parse_create_request(changed, "v1", &other);
    }
  }
}

}  // namespace
}  // namespace parley::demo
