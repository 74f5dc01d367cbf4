// Each switch does what it says: wire.md 12.9.
#include <doctest/doctest.h>

#include <set>

#include <nlohmann/json.hpp>

#include "bench.h"
#include "demo/switches.h"
#include "support/fixtures.h"

namespace parley::demo {
namespace {

Answered streamed(const Bench& bench, const std::string& input) {
  return bench.post(R"({"input":)" + j(input) + R"(,"stream":true})");
}

TEST_CASE("switches are read off the start of a message") {
  const Prompt prompt = parse_prompt("demo:slow 20ms demo:503 once\ndemo:CRLF  echo: a  b\n");
  CHECK(prompt.text == " echo: a  b\n");
  REQUIRE(prompt.switches.size() == 3);
  CHECK(prompt.find("slow")->milliseconds(1, 300) == 20);
  CHECK(prompt.find("503")->has("once"));
  CHECK(prompt.has("crlf"));
  CHECK(prompt.unknown == "");
  CHECK(parse_prompt("demo:long 12 7").find("long")->number(0) == 12);
  CHECK(parse_prompt("demo:silent 2.5s").find("silent")->milliseconds(1000, 0) == 2500);
  CHECK(parse_prompt("demo:silent 2").find("silent")->milliseconds(1000, 0) == 2000);
  CHECK(parse_prompt("demo:crlf 3 cats").text == "3 cats");
  CHECK(parse_prompt("demo:nothing").unknown == "nothing");
  CHECK(parse_prompt("what is demo:cut").switches.empty());
  CHECK(parse_prompt("demo:").switches.empty());
  CHECK(parse_prompt("").text == "");
  CHECK(parse_prompt("demo:long 99999999999999999999").find("long")->number(0) == 1000000);
}

TEST_CASE("the page about the demo names every switch") {
  const std::string page = read_file(std::string(PARLEY_SOURCE_DIR) + "/proxy/demo/README.md");
  for (const SwitchInfo& info : all_switches()) {
    CHECK_MESSAGE(contains(page, "`demo:" + std::string(info.name)), info.name);
  }
  const Bench bench;
  CHECK(contains(text_of(bench.create(R"({"input":"demo:help"})")), "demo:interleave"));
  CHECK(contains(text_of(bench.create(R"({"input":"demo:nothing"})")), "There is no switch"));
}

TEST_CASE("statuses") {
  const Bench bench;
  const std::pair<const char*, const char*> codes[] = {
      {"400", "invalid_request"},   {"401", "authentication"},      {"402", "payment_required"},
      {"403", "permission_denied"}, {"404", "not_found"},           {"409", "aborted"},
      {"416", "out_of_range"},      {"499", "cancelled"},           {"500", "api_error"},
      {"501", "unimplemented"},     {"503", "service_unavailable"}, {"504", "deadline_exceeded"}};
  for (const auto& [status, code] : codes) {
    for (const bool stream : {false, true}) {
      const Answered answer = bench.post(R"({"input":)" + j(std::string("demo:") + status + " x") +
                                         R"(,"stream":)" + j(stream) + R"(})");
      CHECK(answer.status == std::atoi(status));
      CHECK(answer.headers.at("content-type") == "application/json");
      CHECK(Json::parse(answer.body)["error"]["code"] == code);
    }
  }
  CHECK(bench.post(R"({"input":"demo:html"})").headers.at("content-type") ==
        "text/html; charset=UTF-8");
  CHECK(Json::parse(bench.post(R"({"input":"demo:array"})").body)[0]["error"]["status"] ==
        "UNAVAILABLE");
  CHECK(Json::parse(bench.post(R"({"input":"demo:blocked recitation"})").body)["error"]["code"] ==
        "recitation");
  const std::vector<Json> blocked = events_of(streamed(bench, "demo:blocked").body);
  CHECK(blocked.back()["error"]["code"] == "safety");
}

TEST_CASE("429 has the shape of the recording, and the delay asked for") {
  const Bench bench;
  const auto quota = [&](const std::string& input) {
    const Answered answer = bench.post(R"({"input":)" + j(input) + R"(})");
    CHECK(answer.status == 429);
    CHECK(answer.headers.count("retry-after") == 0);
    return Json::parse(answer.body)["error"];
  };
  const Json error = quota("demo:429 2.5s");
  CHECK(error["code"] == 429);
  CHECK(error["status"] == "RESOURCE_EXHAUSTED");
  CHECK(error["details"][1]["retryDelay"] == "2.5s");
  CHECK(contains(error["details"][0]["violations"][0]["quotaId"], "PerMinute"));
  CHECK(contains(quota("demo:429 daily")["details"][0]["violations"][0]["quotaId"], "PerDay"));
  CHECK(quota("demo:429 plain")["code"] == "rate_limit_exceeded");
  const Json text = quota("demo:429 28130ms text");
  CHECK_FALSE(text.contains("details"));
  CHECK(contains(text["message"], "Please retry in 28.13s"));
}

TEST_CASE("once and twice: the same message succeeds then, and it starts anew") {
  const Bench bench;
  const auto status = [&](const char* input) {
    return bench.post(R"({"input":)" + j(input) + R"(})").status;
  };
  for (int round = 0; round < 2; ++round) {
    CHECK(status("demo:503 once a") == 503);
    CHECK(status("demo:503 once b") == 503);
    CHECK(status("demo:503 once a") == 200);
    CHECK(status("demo:503 once b") == 200);
    CHECK(status("demo:429 1s twice c") == 429);
    CHECK(status("demo:429 1s twice c") == 429);
    CHECK(status("demo:429 1s twice c") == 200);
    CHECK_FALSE(streamed(bench, "demo:cut once d").whole);
    CHECK(streamed(bench, "demo:cut once d").whole);
  }
}

TEST_CASE("streams that end badly") {
  const Bench bench;
  const auto status = [&](const Answered& answer) {
    const std::string id = events_of(answer.body)[0]["interaction"]["id"];
    const Answered got = bench.get(id);
    return got.status == 200 ? Json::parse(got.body)["status"].get<std::string>() : "gone";
  };
  const auto part = [](const Answered& answer) {
    CHECK(streamed_text(events_of(answer.body)) != "");
    CHECK_FALSE(contains(answer.body, "interaction.completed"));
    CHECK_FALSE(contains(answer.body, "[DONE]"));
  };
  const Answered cut = streamed(bench, "demo:cut Tell me a story");
  part(cut);
  CHECK_FALSE(cut.whole);
  CHECK(status(cut) == "completed");
  const Answered lost = streamed(bench, "demo:lost Tell me a story");
  part(lost);
  CHECK_FALSE(lost.whole);
  CHECK(status(lost) == "gone");
  const Answered eof = streamed(bench, "demo:eof Tell me a story");
  part(eof);
  CHECK(eof.whole);
  const Answered error = streamed(bench, "demo:error Tell me a story");
  part(error);
  CHECK(error.whole);
  const Json event = events_of(error.body).back();
  CHECK(event.dump() ==
        R"({"error":{"message":"Deadline expired before operation could complete.",)"
        R"("code":"gateway_timeout"},"event_type":"error"})");
  CHECK(status(error) == "failed");
  CHECK(contains(streamed(bench, "demo:error api_error x").body, R"("code":"api_error"})"));
  const Answered tail = streamed(bench, "demo:tail Tell me a story");
  part({0, {}, tail.body.substr(0, tail.body.find("[{")), false});
  CHECK(tail.whole);
  for (const std::string& path : recordings("sse-tail-after-600s.txt")) {
    std::string recorded = read_file(path);
    while (!recorded.empty() && recorded.back() == '\n') recorded.pop_back();
    CHECK(Json::parse(tail.body.substr(tail.body.find("[{"))) == Json::parse(recorded));
  }
  const Answered undone = streamed(bench, "demo:no-done x");
  CHECK(contains(undone.body, "interaction.completed"));
  CHECK_FALSE(contains(undone.body, "[DONE]"));
  const Answered empty = streamed(bench, "demo:empty-error x");
  CHECK(contains(empty.body, "data: {\"event_type\":\"error\"}\n"));
  CHECK(contains(empty.body, "[DONE]"));
  CHECK(status(empty) == "completed");
}

TEST_CASE("outcomes") {
  const Bench bench;
  const Json failed = bench.create(R"({"input":"demo:failed x"})");
  CHECK(failed["status"] == "failed");
  CHECK(failed["errors"][0]["code"] == "api_error");
  CHECK(bench.create(R"({"input":"demo:incomplete x"})")["status"] == "incomplete");
  const Json empty = bench.create(R"({"input":"demo:incomplete-empty x"})");
  CHECK(empty["status"] == "incomplete");
  CHECK_FALSE(empty.contains("steps"));
  CHECK_FALSE(bench.create(R"({"input":"demo:no-usage x"})").contains("usage"));
  CHECK_FALSE(bench.create(R"({"input":"demo:no-steps x"})").contains("steps"));
  CHECK(events_of(streamed(bench, "demo:continue").body)
            .back()["interaction"]
            .contains("continuation_token"));
  const std::string forgotten = bench.create(R"({"input":"demo:forget x"})")["id"];
  CHECK(bench.post(R"({"input":"y","previous_interaction_id":)" + j(forgotten) + R"(})").status ==
        404);
  const std::string bug = bench.create(R"({"input":"demo:search-bug x"})")["id"];
  const Answered chained =
      bench.post(R"({"input":"y","previous_interaction_id":)" + j(bug) + R"(})");
  CHECK(chained.status == 400);
  CHECK(contains(chained.body, "does not match with tool call context"));
}

TEST_CASE("framings") {
  const Bench bench;
  const std::string plain = streamed(bench, "echo: \xc3\xa9\xf0\x9f\x8c\x8a").body;
  CHECK_FALSE(contains(plain, "\r"));
  const std::string crlf = streamed(bench, "demo:crlf x").body;
  CHECK(contains(crlf, "event: done\r\ndata: [DONE]\r\n\r\n"));
  const std::string cr = streamed(bench, "demo:cr x").body;
  CHECK(contains(cr, "event: done\rdata: [DONE]\r\r"));
  CHECK_FALSE(contains(cr, "\n"));
  const std::string comments = streamed(bench, "demo:comments x").body;
  CHECK(contains(comments, "\n: beat 3\n"));
  CHECK(contains(comments, "\nretry: 3000\n"));
  CHECK(streamed(bench, "demo:bom x").body.substr(0, 3) == "\xef\xbb\xbf");
  CHECK(
      contains(streamed(bench, "demo:multi-line x").body, "data: {\ndata:  \"interaction\": {\n"));
  CHECK(contains(streamed(bench, "demo:split 1 echo: \xc3\xa9").body, "\xc3\xa9"));
  const Answered json = streamed(bench, "demo:json-reply x");
  CHECK(json.headers.at("content-type") == "application/json");
  CHECK(Json::parse(json.body)["status"] == "completed");
}

TEST_CASE("odd contents") {
  const Bench bench;
  const auto types = [&](const std::string& input) {
    std::vector<std::string> out = types_of(events_of(streamed(bench, input).body));
    return std::set<std::string>(out.begin(), out.end());
  };
  CHECK(types("demo:unknown x").count("interaction.mood") == 1);
  CHECK(types("demo:unknown x").count("step.pondered") == 1);
  CHECK(types("demo:legacy x") ==
        std::set<std::string>{"interaction.start", "interaction.status_update", "content.start",
                              "content.delta", "content.stop", "interaction.complete"});
  const std::vector<Json> mixed = events_of(streamed(bench, "demo:interleave x").body);
  int open = 0;
  int most = 0;
  for (const Json& event : mixed) {
    open += event["event_type"] == "step.start" ? 1 : event["event_type"] == "step.stop" ? -1 : 0;
    most = std::max(most, open);
  }
  CHECK(most == 2);
  CHECK(open == 0);
  const std::vector<Json> started =
      events_of(streamed(bench, "demo:start-content echo: one two").body);
  CHECK(contains(started[2].dump(), "signature"));
  CHECK(contains(started[4]["step"].dump(), R"("content":[{"text":"one)"));
  for (const Json& event : events_of(streamed(bench, "demo:no-types x").body)) {
    if (event["event_type"] == "step.delta") CHECK_FALSE(event["delta"].contains("type"));
  }
  const std::string empty = streamed(bench, "demo:empty-deltas x").body;
  CHECK(contains(empty, R"("delta":{})"));
  CHECK(contains(empty, R"("text":"")"));
  CHECK(contains(empty, R"("signature":"")"));
  CHECK(contains(streamed(bench, "demo:event-ids x").body, R"("event_id":"v1_)"));
  CHECK(streamed(bench, "demo:big 2 x").body.size() > 2 * 1024 * 1024);
  CHECK(bench.create(R"({"input":"demo:bare-thought x"})")["steps"][0].dump() ==
        R"({"type":"thought"})");
  CHECK(contains(streamed(bench, "demo:bad-json x").body, "data: {\"index\":1,\"de\n"));
  const Json call = bench.create(R"({"input":"demo:completed-call x","tools":[{"type":"function",)"
                                 R"("name":"f"}]})");
  CHECK(call["status"] == "completed");
  CHECK(call["steps"][1]["type"] == "function_call");
}

TEST_CASE("pace: as fast as it can, a human's, and silence") {
  const auto took = [](const Bench& bench, const std::string& body) {
    const auto start = std::chrono::steady_clock::now();
    CHECK(bench.post(body).status == 200);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const Bench fast;
  CHECK(took(fast, R"({"input":"demo:long 20000","stream":true})") < 60);  // with a pace: minutes
  CHECK(took(fast, R"({"input":"demo:slow 10 demo:long 30","stream":true})") > 0.3);
  CHECK(took(fast, R"({"input":"demo:silent 300ms x","stream":true})") > 0.3);
  CHECK(took(fast, R"({"input":"demo:stall 300ms x","stream":true})") > 0.3);
  const Bench human(40);
  const double hello = took(human, R"({"input":"Hello","stream":true})");
  CHECK(hello > 1);
  CHECK(took(human, R"({"input":"demo:fast Hello","stream":true})") < hello);
}

}  // namespace
}  // namespace parley::demo
