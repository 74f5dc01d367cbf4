// The routes over real sockets: create, chain, get, delete, models, keys.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "bench.h"
#include "demo/encoding.h"

namespace parley::demo {
namespace {

TEST_CASE("a stream has the recorded events, members and order") {
  const Bench bench;
  const Answered answer = bench.post(R"({"input":"Hello","stream":true})");
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("content-type") == "text/event-stream");
  CHECK(answer.whole);
  const std::vector<Json> events = events_of(answer.body);
  const std::vector<std::string> types = types_of(events);
  REQUIRE(types.size() > 9);
  CHECK(std::vector<std::string>(types.begin(), types.begin() + 6) ==
        std::vector<std::string>{"interaction.created", "interaction.status_update", "step.start",
                                 "step.delta", "step.stop", "step.start"});
  CHECK(types[types.size() - 2] == "step.stop");
  CHECK(types.back() == "interaction.completed");
  const std::string id = events[0]["interaction"]["id"];
  const std::string tail = "event: done\ndata: [DONE]\n\n";
  CHECK(answer.body.substr(answer.body.size() - tail.size()) == tail);
  CHECK(answer.body.substr(0, 200).find(
            "event: interaction.created\ndata: {\"interaction\":{\"id\":\"" + id +
            "\",\"status\":\"in_progress\",\"object\":"
            "\"interaction\",\"model\":") == 0);
  CHECK(events[3]["delta"]["type"] == "thought_signature");
  CHECK(events[2].dump() == R"({"index":0,"step":{"type":"thought"},"event_type":"step.start"})");
  for (const Json& event : events) CHECK_FALSE(event.contains("event_id"));
  std::vector<std::string> members;
  for (const auto& member : events.back()["interaction"].items()) members.push_back(member.key());
  CHECK(members == std::vector<std::string>{"id", "status", "usage", "created", "updated",
                                            "service_tier", "object", "model"});
}

TEST_CASE("ids are v1_ and the tokens of the root and of the interaction") {
  const Bench bench;
  const auto tokens = [](const std::string& id) {
    CHECK(id.size() == 70);
    std::string bytes;
    CHECK(id.substr(0, 3) == "v1_");
    CHECK(decode_base64url(id.substr(3), &bytes));
    CHECK(bytes.size() == 50);
    CHECK(bytes[0] == '\x0a');
    CHECK(bytes[25] == '\x12');
    return std::make_pair(bytes.substr(2, 23), bytes.substr(27, 23));
  };
  const std::string first = bench.create(R"({"input":"one"})")["id"];
  const std::string second =
      bench.create(R"({"input":"two","previous_interaction_id":)" + j(first) + R"(})")["id"];
  const std::string third =
      bench.create(R"({"input":"three","previous_interaction_id":)" + j(second) + R"(})")["id"];
  CHECK(tokens(first).first == tokens(first).second);
  CHECK(tokens(second).first == tokens(first).first);
  CHECK(tokens(third).first == tokens(first).first);
  CHECK(tokens(second).second != tokens(third).second);
}

TEST_CASE("usage adds up, unary and streamed") {
  const Bench bench;
  for (const std::string& ask :
       {std::string(R"("input":"Hello")"), "\"input\":\"echo: " + std::string(3000, 'x') + "\"",
        std::string(R"("input":"rivers","tools":[{"type":"google_search"}])"),
        std::string(R"("input":"draw","response_format":{"type":"image"})")}) {
    const Json unary = bench.create("{" + ask + "}")["usage"];
    const std::string body = bench.post("{" + ask + R"(,"stream":true})").body;
    const Json streamed = events_of(body).back()["interaction"]["usage"];
    CHECK(unary == streamed);
    CHECK(unary["total_tokens"] ==
          unary["total_input_tokens"].get<int>() + unary["total_output_tokens"].get<int>() +
              unary["total_thought_tokens"].get<int>() + unary["total_tool_use_tokens"].get<int>());
    int by_modality = 0;
    for (const Json& one : unary["input_tokens_by_modality"])
      by_modality += one["tokens"].get<int>();
    CHECK(by_modality == unary["total_input_tokens"]);
  }
}

TEST_CASE("a conversation is remembered, and only that") {
  const Bench bench;
  const std::string first = bench.create(R"({"input":"My name is Ada and I like rivers.",)"
                                         R"("system_instruction":"Be brief-XYZ.",)"
                                         R"("tools":[{"type":"function","name":"zebra"}]})")["id"];
  const Json second = bench.create(R"({"input":"Tell me about zebra things.",)"
                                   R"("previous_interaction_id":)" +
                                   j(first) + R"(})");
  CHECK(second["status"] == "completed");  // the function was not inherited
  CHECK_FALSE(contains(second.dump(), "XYZ"));
  CHECK(contains(text_of(second), "My name is Ada and I like rivers."));
  const std::string id = second["id"];
  const auto ask = [&](const std::string& question) {
    return text_of(bench.create(R"({"input":)" + j(question) + R"(,"previous_interaction_id":)" +
                                j(id) + R"(})"));
  };
  CHECK(contains(ask("What is my name?"), "Ada"));
  CHECK(contains(ask("what did I say before?"), "\"Tell me about zebra things.\""));
  CHECK(contains(ask("repeat what I said two turns ago"), "\"My name is Ada and I like rivers.\""));
  CHECK_FALSE(contains(ask("repeat what I said two turns ago"), "zebra"));
  CHECK(contains(ask("What was the first thing I said?"), "rivers"));
  CHECK(contains(ask("What did you say?"), "Demo answer"));
  // Siblings know nothing of each other.
  const std::string sibling = bench.create(
      R"({"input":"the word is opal","previous_interaction_id":)" + j(first) + R"(})")["id"];
  CHECK_FALSE(contains(ask("list everything I said"), "opal"));
  CHECK_FALSE(contains(text_of(bench.create(R"({"input":"What is my name?"})")), "Ada"));
}

TEST_CASE("steps sent by the client are memory too") {
  const Bench bench;
  const Json answer = bench.create(R"({"store":false,"input":[{"type":"user_input",)"
                                   R"("content":[{"type":"text","text":"My cat is Tom."}]},)"
                                   R"({"type":"thought","signature":"c29tZSBmb3JlaWduIG9uZQ=="},)"
                                   R"({"type":"model_output","content":[{"type":"text",)"
                                   R"("text":"Noted."}]},{"type":"user_input",)"
                                   R"("content":[{"type":"text","text":"What is my cat?"}]}]})");
  CHECK(contains(text_of(answer), "Tom"));
}

TEST_CASE("store:false leaves no trace") {
  const Bench bench;
  const Json unary = bench.create(R"({"input":"Hello","store":false})");
  CHECK_FALSE(unary.contains("id"));
  const std::vector<Json> events =
      events_of(bench.post(R"({"input":"Hello","store":false,"stream":true})").body);
  CHECK(events[0]["interaction"]["id"] == "");
  CHECK(events[1]["interaction_id"] == "");
  CHECK(events.back()["interaction"]["id"] == "");
}

TEST_CASE("GET shows the input first, DELETE removes, and then nothing can be chained") {
  const Bench bench;
  const Json made = bench.create(R"({"input":"Hello"})");
  const std::string id = made["id"];
  const Answered got = bench.get(id);
  CHECK(got.status == 200);
  const Json resource = Json::parse(got.body);
  CHECK(resource["steps"][0].dump() ==
        R"({"type":"user_input","content":[{"type":"text","text":"Hello"}]})");
  Json steps = resource["steps"];
  steps.erase(0);
  CHECK(steps == made["steps"]);
  CHECK(resource["created"] == made["created"]);
  const Answered removed = fetch(bench.url(), "DELETE", "/v1beta/interactions/" + id);
  CHECK(removed.status == 200);
  CHECK(removed.body == "{}");
  for (const Answered& late :
       {bench.get(id), fetch(bench.url(), "DELETE", "/v1beta/interactions/" + id),
        bench.post(R"({"input":"x","previous_interaction_id":)" + j(id) + R"(})")}) {
    CHECK(late.status == 404);
    const Json error = Json::parse(late.body)["error"];
    CHECK(error["code"] == "not_found");
    CHECK(contains(error["message"], id));
  }
}

TEST_CASE("text comes back as it was, byte for byte") {
  const Bench bench;
  for (const std::string text : {"  two  spaces \n\n\nblank lines\nsame\nsame\n\ttab ",
                                 "\xf0\x9f\x8c\x8a \xe2\x80\xa8 \xc3\xa9",
                                 "{\"event_type\":\"error\"} data: [DONE]\r\n\r\n"}) {
    CHECK(text_of(bench.create(R"({"input":)" + j("echo:" + text.substr(0)) + R"(})")) ==
          (text[0] == ' ' ? text.substr(1) : text));
    const std::vector<Json> events =
        events_of(bench.post(R"({"input":)" + j("echo: " + text) + R"(,"stream":true})").body);
    CHECK(streamed_text(events) == text);
    CHECK(contains(text_of(bench.create(R"({"input":)" + j(text) + R"(})")), text));
  }
}

TEST_CASE("the models come in pages, camel case, and fewer under v1") {
  const Bench bench;
  std::vector<std::string> names;
  std::string token;
  do {
    const Json page =
        Json::parse(fetch(bench.url(), "GET", "/v1beta/models?pageSize=7&pageToken=" + token).body);
    CHECK(page["models"].size() <= 7);
    for (const Json& model : page["models"]) {
      names.push_back(model["name"]);
      CHECK(model["supportedGenerationMethods"][0] == "generateContent");
    }
    token = page.value("nextPageToken", "");
  } while (!token.empty());
  CHECK(names.size() == 39);
  CHECK(names[0] == "models/gemini-3.8-flash");
  const Json stable = Json::parse(fetch(bench.url(), "GET", "/v1/models").body);
  CHECK(stable["models"].size() == 33);
  CHECK_FALSE(contains(stable.dump(), "gemini-flash-latest"));
  CHECK(Json::parse(fetch(bench.url(), "GET", "/v1/models/gemini-4-neon").body)["displayName"] ==
        "Gemini 4 Neon");
  CHECK(fetch(bench.url(), "GET", "/v1/models/gemini-flash-latest").status == 404);
  CHECK(fetch(bench.url(), "GET", "/v1/models?pageToken=bm9uZQ").status == 400);
}

TEST_CASE("keys: any but none, and the documented bad ones") {
  const Bench bench;
  const auto models = [&](const Headers& headers, const std::string& query = "") {
    return fetch(bench.url(), "GET", "/v1beta/models" + query, "", headers);
  };
  CHECK(models({{"x-goog-api-key", "k"}}).status == 200);
  CHECK(models({{"authorization", "Bearer k"}}).status == 200);
  CHECK(models({}, "?key=k").status == 200);
  const Answered missing = models({});
  CHECK(missing.status == 403);
  CHECK(Json::parse(missing.body)["error"]["status"] == "PERMISSION_DENIED");
  const Answered invalid = models({{"x-goog-api-key", "invalid"}});
  CHECK(invalid.status == 400);
  CHECK(contains(invalid.body, "API_KEY_INVALID"));
  const Answered unauthenticated = models({{"x-goog-api-key", "invalid-401"}});
  CHECK(unauthenticated.status == 401);
  CHECK(Json::parse(unauthenticated.body)["error"]["code"] == "authentication");
}

TEST_CASE("other paths and methods are not found") {
  const Bench bench;
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"GET", "/v1beta/interactions"},
                                                        {"GET", "/"},
                                                        {"POST", "/v1beta2/interactions"},
                                                        {"PUT", "/v1beta/interactions/x"},
                                                        {"POST", "/v1/interactions/x/resume"}}) {
    const Answered answer = fetch(bench.url(), method, path);
    CHECK(answer.status == 404);
    CHECK(Json::parse(answer.body)["error"]["status"] == "NOT_FOUND");
  }
}

TEST_CASE("browsers of other origins may ask, but not with api-revision") {
  const Bench bench;
  const auto preflight = [&](const std::string& headers) {
    return fetch(bench.url(), "OPTIONS", "/v1beta/interactions", "",
                 {{"origin", "http://other.example"},
                  {"access-control-request-method", "POST"},
                  {"access-control-request-headers", headers}});
  };
  const Answered good = preflight("content-type, x-goog-api-key");
  CHECK(good.status == 200);
  CHECK(good.headers.at("access-control-allow-origin") == "http://other.example");
  for (const char* body : {R"({"model":"gemini-3.8-flash","input":"Hello"})",
                           R"({"model":"gemini-3.8-flash","input":"Hello","stream":true})",
                           R"({"model":"gemini-3.8-flash"})"}) {
    const Answered answer = fetch(bench.url(), "POST", "/v1beta/interactions?key=k", body,
                                  {{"origin", "http://other.example"}});
    CHECK(answer.headers.at("access-control-allow-origin") == "http://other.example");
  }
  const Answered bad = preflight("content-type,api-revision");
  CHECK(bad.status == 403);
  CHECK(bad.headers.count("access-control-allow-origin") == 0);
}

TEST_CASE("a foreground stream that loses its reader is gone") {
  const Bench bench;
  std::string id;
  {
    Client client(
        bench.url(), "POST", "/v1beta/interactions",
        R"({"model":"gemini-3.8-flash","input":"demo:slow 50 demo:long 5000","stream":true})");
    const std::string body = client.read_until("word2");
    id = events_of(body)[0]["interaction"]["id"];
    CHECK(Json::parse(bench.get(id).body)["status"] == "in_progress");
    const Answered chained =
        bench.post(R"({"input":"x","previous_interaction_id":)" + j(id) + R"(})");
    CHECK(chained.status == 400);
    CHECK(Json::parse(chained.body)["error"]["code"] == "invalid_request");
  }
  int status = 200;
  for (int i = 0; i < 10000 && status == 200; ++i) status = bench.get(id).status;
  CHECK(status == 404);
}

TEST_CASE("the server stops in the middle of a stream") {
  auto bench = std::make_unique<Bench>();
  Client client(bench->url(), "POST", "/v1beta/interactions",
                R"({"model":"gemini-3.8-flash","input":"demo:slow 60000 Hello","stream":true})");
  CHECK(client.read_until("step.start") != "");
  bench.reset();
  CHECK_FALSE(client.finish().whole);
}

}  // namespace
}  // namespace parley::demo
