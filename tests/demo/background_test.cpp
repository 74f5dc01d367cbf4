// Runs that go on without a reader: growth, replay, resume, cancel, delete; agents; long decodes.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "bench.h"

namespace parley::demo {
namespace {

Json stored(const Bench& bench, const std::string& id) { return Json::parse(bench.get(id).body); }

Json wait_until_over(const Bench& bench, const std::string& id) {
  while (true) {
    const Json now = stored(bench, id);
    if (now["status"] != "in_progress" && now["status"] != "queued") return now;
  }
}

TEST_CASE("a background run answers at once, grows, and ends") {
  const Bench bench(1);
  const Json made = bench.create(R"({"input":"demo:long 300","background":true})");
  CHECK(made["status"] == "in_progress");
  CHECK_FALSE(made.contains("steps"));
  const std::string id = made["id"];
  const Answered early = bench.post(R"({"input":"x","previous_interaction_id":)" + j(id) + R"(})");
  CHECK(early.status == 400);
  CHECK(Json::parse(early.body)["error"]["code"] == "invalid_request");
  std::size_t longest = 0;
  std::size_t sizes = 0;
  while (true) {
    const Json now = stored(bench, id);
    CHECK(now["steps"][0]["type"] == "user_input");
    const std::size_t length = text_of(now).size();
    CHECK(length >= longest);
    sizes += length > longest ? 1 : 0;
    longest = length;
    if (now["status"] == "completed") break;
  }
  CHECK(sizes >= 3);
  CHECK(contains(text_of(stored(bench, id)), "word300."));
  CHECK(contains(text_of(bench.create(R"({"input":"What did I say?","previous_interaction_id":)" +
                                      j(id) + R"(})")),
                 "demo:long 300"));
}

TEST_CASE("a replay is the stream; resuming after any event gives the rest, byte for byte") {
  const Bench bench;
  const Answered live = bench.post(R"({"input":"demo:thoughts 2 Hello","background":true,)"
                                   R"("stream":true})");
  const std::vector<Json> events = events_of(live.body);
  const std::string id = events[0]["interaction"]["id"];
  const Answered replay = bench.get(id, "?stream=true");
  CHECK(replay.body == live.body);
  std::size_t resumed = 0;
  for (const Json& event : events) {
    const bool delta = event["event_type"] == "step.delta";
    CHECK(event.contains("event_id") == (delta || event["event_type"] == "interaction.completed"));
    if (!event.contains("event_id")) continue;
    const std::string mark = event["event_id"];
    CHECK(mark.substr(0, 3) == "v1_");
    const Answered rest = bench.get(id, "?stream=true&last_event_id=" + mark);
    const std::size_t at = live.body.find(mark);
    CHECK(rest.body == live.body.substr(live.body.find("\n\n", at) + 2));
    ++resumed;
  }
  CHECK(resumed > 10);
  CHECK(bench.get(id, "?stream=true&last_event_id=v1_bm9uZQ").status == 400);
}

TEST_CASE("a background stream survives its reader, and can be read by several") {
  const Bench bench;
  std::string id;
  {
    Client client(bench.url(), "POST", "/v1beta/interactions",
                  R"({"model":"gemini-3.8-flash","input":"demo:slow 3 demo:long 200",)"
                  R"("stream":true,"background":true})");
    id = events_of(client.read_until("word2"))[0]["interaction"]["id"];
  }
  Client one(bench.url(), "GET", "/v1beta/interactions/" + id + "?stream=true", "");
  Client two(bench.url(), "GET", "/v1beta/interactions/" + id + "?stream=true", "");
  const Answered first = one.finish();
  CHECK(contains(first.body, "word200."));
  CHECK(first.body == two.finish().body);
}

TEST_CASE("cut connections of background runs are resumed") {
  const Bench bench;
  for (const char* fault : {"cut", "eof", "tail", "error"}) {
    const Answered live =
        bench.post(R"({"input":)" + j(std::string("demo:") + fault + " Tell me a story") +
                   R"(,"background":true,"stream":true})");
    CHECK_FALSE(contains(live.body, "interaction.completed"));
    CHECK(live.whole == (std::string(fault) != "cut"));
    std::string body = live.body.substr(0, live.body.rfind("[{\"error\""));
    std::vector<Json> events = events_of(body);
    if (events.back()["event_type"] == "error") events.pop_back();
    const std::string id = events[0]["interaction"]["id"];
    const Answered rest =
        bench.get(id, "?stream=true&last_event_id=" + events.back()["event_id"].get<std::string>());
    const std::vector<Json> more = events_of(rest.body);
    CHECK(more.back()["interaction"]["status"] == "completed");
    CHECK(streamed_text(events) + streamed_text(more) == text_of(stored(bench, id)));
  }
}

TEST_CASE("a foreground run cannot be replayed, only fetched") {
  const Bench bench;
  const std::string id = bench.create(R"({"input":"Hello"})")["id"];
  const Answered replay = bench.get(id, "?stream=true");
  CHECK(replay.status == 200);
  CHECK(events_of(replay.body).at(0).dump() ==
        R"({"error":{"message":"Failed to get completed interaction: Result not found.",)"
        R"("code":"not_found"},"event_type":"error"})");
}

TEST_CASE("cancel ends the run, its stream and nothing twice") {
  const Bench bench;
  Client client(bench.url(), "POST", "/v1beta/interactions",
                R"({"model":"gemini-3.8-flash","input":"demo:slow 100 demo:long 1000",)"
                R"("stream":true,"background":true})");
  const std::string id = events_of(client.read_until("word2"))[0]["interaction"]["id"];
  const Answered cancelled = bench.cancel(id);
  CHECK(cancelled.status == 200);
  CHECK(Json::parse(cancelled.body)["status"] == "cancelled");
  const Answered stream = client.finish();
  CHECK(stream.whole);
  const std::vector<Json> events = events_of(stream.body);
  CHECK(events.back()["event_type"] == "interaction.completed");
  CHECK(events.back()["interaction"]["status"] == "cancelled");
  CHECK(streamed_text(events) == text_of(stored(bench, id)));
  CHECK(bench.cancel(id).status == 200);
  CHECK(bench.get(id, "?stream=true").body.find("\"status\":\"cancelled\"") != std::string::npos);
  const std::string done = bench.create(R"({"input":"Hello"})")["id"];
  CHECK(bench.cancel(done).status == 400);
  CHECK(bench.cancel("v1_none").status == 404);
}

TEST_CASE("odd replies to cancel") {
  const Bench bench;
  const auto start = [&](const char* fault) {
    return bench
        .create(R"({"input":)" + j(std::string("demo:zombie demo:") + fault) +
                R"(,"background":true})")["id"]
        .get<std::string>();
  };
  const std::string ignored = start("cancel-404");
  const Answered answer = bench.cancel(ignored);
  CHECK(answer.status == 404);
  CHECK(answer.body ==
        R"([{"error":{"code":404,"message":"Method not found.","status":"NOT_FOUND"}}])");
  CHECK(stored(bench, ignored)["status"] == "in_progress");
  const std::string odd = start("cancel-500");
  CHECK(bench.cancel(odd).status == 500);
  CHECK(stored(bench, odd)["status"] == "cancelled");
  CHECK(events_of(bench.get(odd, "?stream=true").body).back()["event_type"] == "error");
  CHECK(bench.cancel(start("cancel-499")).status == 499);
}

TEST_CASE("queued runs and zombies") {
  const Bench bench;
  const Json queued = bench.create(R"({"input":"demo:queued 100ms Hello","background":true})");
  CHECK(queued["status"] == "queued");
  CHECK(wait_until_over(bench, queued["id"])["status"] == "completed");
  const std::string zombie = bench.create(R"({"input":"demo:zombie","background":true})")["id"];
  CHECK(stored(bench, zombie)["status"] == "in_progress");
  CHECK(stored(bench, zombie)["steps"].size() == 1);
  CHECK(fetch(bench.url(), "DELETE", "/v1beta/interactions/" + zombie).status == 200);
  CHECK(bench.get(zombie).status == 404);
}

TEST_CASE("deep research plans, thinks and reports in several steps") {
  const Bench bench;
  const auto run = [&](const std::string& config, const std::string& parent) {
    Json body = Json::parse(R"({"agent":"deep-research-preview-04-2026","input":"rivers",)"
                            R"("background":true,"agent_config":)" +
                            config + R"(})");
    if (!parent.empty()) body["previous_interaction_id"] = parent;
    return wait_until_over(bench, bench.create(body.dump())["id"]);
  };
  const Json plan = run(R"({"type":"deep-research","collaborative_planning":true})", "");
  CHECK(contains(text_of(plan), "Research plan"));
  CHECK(plan["agent"] == "deep-research-preview-04-2026");
  CHECK_FALSE(plan.contains("model"));
  CHECK_FALSE(plan.contains("service_tier"));
  const Json report = run(R"({"type":"deep-research","thinking_summaries":"auto",)"
                          R"("collaborative_planning":false})",
                          plan["id"]);
  int outputs = 0;
  int summaries = 0;
  for (const Json& step : report["steps"]) {
    outputs += step["type"] == "model_output" ? 1 : 0;
    if (step["type"] == "thought") summaries += static_cast<int>(step["summary"].size());
  }
  CHECK(outputs == 2);
  CHECK(summaries == 6);
}

TEST_CASE("the sandbox agent keeps its environment and answers its own calls") {
  const Bench bench;
  const Json first =
      bench.create(R"({"agent":"antigravity-preview-09-2026","input":"Write hello.py",)"
                   R"("environment":"remote"})");
  const std::string environment = first["environment_id"];
  CHECK(environment.size() == 36);
  CHECK(first["status"] == "completed");
  const std::vector<Json> events =
      events_of(bench
                    .post(R"({"agent":"antigravity-preview-09-2026","input":"again",)"
                          R"("environment":)" +
                          j(environment) + R"(,"previous_interaction_id":)" + j(first["id"]) +
                          R"(,"stream":true})")
                    .body);
  CHECK(events.front()["interaction"]["environment_id"] == environment);
  CHECK(events.back()["interaction"]["environment_id"] == environment);
}

TEST_CASE("a long decode: by hops in the foreground, in steps in the background") {
  const Bench bench;
  std::vector<std::string> statuses;
  Json hop = bench.create(R"({"input":"demo:continue 3"})");
  while (true) {
    statuses.push_back(hop["status"]);
    if (!hop.contains("continuation_token")) break;
    hop = bench.create(R"({"previous_interaction_id":)" + j(hop["id"]) +
                       R"(,"continuation_token":)" + j(hop["continuation_token"]) + R"(})");
  }
  CHECK(statuses ==
        std::vector<std::string>{"requires_continuation", "requires_continuation", "completed"});
  CHECK(contains(text_of(hop), "Part 3 of 3"));
  const Json stateless = bench.create(R"({"input":"demo:continue 2","store":false})");
  CHECK(bench.create(R"({"input":"demo:continue 2","store":false,"continuation_token":)" +
                     j(stateless["continuation_token"]) + R"(})")["status"] == "completed");
  CHECK(bench.post(R"({"input":"x","continuation_token":"nonsense"})").status == 400);

  const Json run = bench.create(R"({"model":"gemini-4-argon","input":"demo:long 600",)"
                                R"("background":true,"store":true,)"
                                R"("generation_config":{"max_output_tokens":262144}})");
  const Json over = wait_until_over(bench, run["id"]);
  CHECK(over["steps"].size() == 5);
  CHECK(contains(text_of(over), "word600."));
}

TEST_CASE("limits of the answer") {
  const Bench bench;
  const Json cut = bench.create(R"({"input":"demo:long 300",)"
                                R"("generation_config":{"max_output_tokens":20}})");
  CHECK(cut["status"] == "incomplete");
  CHECK(text_of(cut).size() == 80);
  const Json empty =
      bench.create(R"({"input":"Hello","generation_config":{"max_output_tokens":3}})");
  CHECK(empty["status"] == "incomplete");
  CHECK_FALSE(empty.contains("steps"));
  const Json stopped = bench.create(R"({"input":"echo: one two three",)"
                                    R"("generation_config":{"stop_sequences":[" three"]}})");
  CHECK(text_of(stopped) == "one two");
}

}  // namespace
}  // namespace parley::demo
