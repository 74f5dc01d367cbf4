// Answers that are held at a word until the gate is opened, and how a test opens it.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "bench.h"
#include "demo/switches.h"

namespace parley::demo {
namespace {

using namespace std::chrono_literals;

Answered control(const Bench& bench, const std::string& method, const std::string& rest) {
  return fetch(bench.url(), method, "/demo/gates/" + rest, "", {});
}
std::string open(const Bench& bench, const std::string& name) {
  return control(bench, "POST", name).body;
}
// Waits until so many answers are held there.
void await_held(const Bench& bench, const std::string& name, int answers = 1) {
  const std::string count = std::to_string(answers);
  REQUIRE(control(bench, "GET", name + "?reached=" + count).body ==
          R"({"open":false,"reached":)" + count + "}");
}

// A POST of `input` that is on its way.
class Asked : public Client {
 public:
  Asked(const Bench& bench, const std::string& input, const std::string& more = R"("stream":true)")
      : Client(bench.url(), "POST", "/v1beta/interactions",
               Bench::with_model("{\"input\":" + j(input) + "," + more + "}")) {}
};
constexpr char kUnary[] = R"("stream":false)";
constexpr char kBackground[] = R"("stream":true,"background":true)";

// The events that come before the answer is held; `last` is in the last of them.
std::vector<Json> events_when_held(const Bench& bench, Client* client, const std::string& name,
                                   std::string_view last) {
  await_held(bench, name);
  client->read_until(last);
  client->arrived();
  return events_of(client->read_until(last));
}

std::string id_of(const std::vector<Json>& events) { return events.at(0)["interaction"]["id"]; }
Json resource_of(const Bench& bench, const std::string& id) {
  return Json::parse(bench.get(id).body);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST_CASE("what belongs to demo:gate and what to the message") {
  const auto values = [](const char* message) {
    const Prompt prompt = parse_prompt(message);
    std::string out;
    for (const std::string& value : prompt.switches.at(0).values) out += value + ",";
    return out + "|" + prompt.text;
  };
  CHECK(values("demo:gate A-1 3 Hello") == "a-1,3,|Hello");
  CHECK(values("demo:gate a Hello") == "a,|Hello");
  CHECK(values("demo:gate 7 thinking once 3 cats") == "7,thinking,once,|3 cats");
  CHECK(values("demo:gate a end end") == "a,end,|end");
  CHECK(values("demo:gate a_b") == "|a_b");
  CHECK(values("demo:gate once 3") == "|once 3");
  CHECK(parse_prompt("demo:gate a 3 demo:gate b").switches.size() == 2);
  const Bench bench;
  const Answered nameless = bench.post(R"({"input":"demo:gate a_b Hello"})");
  CHECK(nameless.status == 400);
  CHECK(Json::parse(nameless.body)["error"]["code"] == "invalid_request");
}

TEST_CASE("an answer is held after its third word until the gate is opened") {
  const Bench bench;
  Asked asked(bench, "demo:gate a 3 demo:long 5");
  const std::vector<Json> events = events_when_held(bench, &asked, "a", "word3");
  CHECK(events.back()["event_type"] == "step.delta");
  CHECK(streamed_text(events) == "word1 word2 word3");
  const std::string before = asked.read_until("word3");
  CHECK(open(bench, "a") == R"({"open":true,"reached":1})");
  const Answered whole = asked.finish();
  CHECK(whole.whole);
  CHECK(whole.body.substr(0, before.size()) == before);
  const std::vector<Json> all = events_of(whole.body);
  CHECK(all.back()["event_type"] == "interaction.completed");
  CHECK(streamed_text(all) == "word1 word2 word3 word4 word5.");
}

TEST_CASE("without a place it is the first word") {
  const Bench bench;
  Asked asked(bench, "demo:gate First demo:long 5");
  CHECK(streamed_text(events_when_held(bench, &asked, "first", "word1")) == "word1");
}

TEST_CASE("at 0 not even the head comes") {
  const Bench bench;
  for (const char* more : {R"("stream":true)", kUnary, kBackground, R"("background":true)"}) {
    CAPTURE(std::string(more));
    const std::string name = "zero-" + std::to_string(std::string(more).size());
    Asked asked(bench, "demo:gate " + name + " 0 demo:long 5", more);
    await_held(bench, name);
    CHECK(asked.arrived() == "");
    open(bench, name);
    const Answered answered = asked.finish();
    CHECK(answered.status == 200);
    CHECK(answered.whole);
  }
}

TEST_CASE("a refusal is held, too") {
  const Bench bench;
  for (const char* more : {R"("stream":true)", kUnary}) {
    CAPTURE(std::string(more));
    const std::string name = "refused-" + std::to_string(std::string(more).size());
    const std::string input = "demo:503 once demo:gate " + name + " 0 Hello";
    Asked asked(bench, input, more);
    await_held(bench, name);
    CHECK(asked.arrived() == "");
    open(bench, name);
    CHECK(asked.finish().status == 503);
    CHECK(Asked(bench, input, more).finish().status == 200);
  }
}

TEST_CASE("at its end all of an answer is out but the ends") {
  const Bench bench;
  for (const char* place : {"end", "6", "thinking"}) {
    CAPTURE(std::string(place));
    const std::string name = std::string("end-") + place;
    Asked asked(bench, "demo:gate " + name + " " + place + " demo:long 5");
    const std::vector<Json> events = events_when_held(bench, &asked, name, "word5.");
    CHECK(events.back()["event_type"] == "step.delta");
    CHECK(streamed_text(events) == "word1 word2 word3 word4 word5.");
    open(bench, name);
    CHECK(types_of(events_of(asked.finish().body)).back() == "interaction.completed");
  }
}

TEST_CASE("thinking is held after the first summary") {
  const Bench bench;
  Asked asked(bench, "demo:thoughts 3 demo:gate deep thinking Hello");
  const std::vector<Json> events = events_when_held(bench, &asked, "deep", "thought_summary");
  CHECK(events.back()["delta"]["type"] == "thought_summary");
  CHECK(std::count_if(events.begin(), events.end(),
                      [](const Json& event) { return event["event_type"] == "step.delta"; }) == 1);
  open(bench, "deep");
  CHECK(count(asked.finish().body, "\"thought_summary\"") == 3);
}

TEST_CASE("two gates in one answer, in the order of their places") {
  const Bench bench;
  Asked asked(bench, "demo:gate late 4 demo:gate early 2 demo:gate early 3 demo:long 5");
  CHECK(streamed_text(events_when_held(bench, &asked, "early", "word2")) == "word1 word2");
  CHECK(control(bench, "GET", "late").body == R"({"open":false,"reached":0})");
  open(bench, "early");
  CHECK(streamed_text(events_when_held(bench, &asked, "late", "word4")) ==
        "word1 word2 word3 word4");
  CHECK(open(bench, "late") == R"({"open":true,"reached":1})");
  CHECK(asked.finish().whole);
  CHECK(control(bench, "GET", "early").body == R"({"open":true,"reached":1})");
}

TEST_CASE("a unary reply waits for its gates") {
  const Bench bench;
  Asked asked(bench, "demo:gate one 3 demo:gate two end demo:long 5", kUnary);
  await_held(bench, "one");
  open(bench, "one");
  await_held(bench, "two");
  CHECK(asked.arrived() == "");
  open(bench, "two");
  CHECK(text_of(Json::parse(asked.finish().body)) == "word1 word2 word3 word4 word5.");
}

TEST_CASE("a gate holds whatever else the switches do, and changes nothing of it") {
  const Bench bench;
  for (const char* other : {"cut",
                            "lost",
                            "eof",
                            "tail",
                            "error",
                            "blocked",
                            "empty-error",
                            "no-done",
                            "failed",
                            "incomplete",
                            "incomplete-empty",
                            "big 1",
                            "start-content",
                            "unknown",
                            "no-types",
                            "empty-deltas",
                            "bare-thought",
                            "interleave",
                            "legacy",
                            "bad-json",
                            "json-reply",
                            "crlf",
                            "cr",
                            "comments",
                            "split 3",
                            "multi-line",
                            "bom",
                            "image",
                            "slow 1",
                            "stall 0",
                            "silent 0"}) {
    CAPTURE(std::string(other));
    const std::string switches = std::string("demo:long 8 demo:") + other;
    const Answered free = Asked(bench, switches).finish();
    std::string name(other);
    for (char& c : name) c = c == ' ' ? '-' : c;
    Asked asked(bench, switches + " demo:gate with-" + name + " 2");
    await_held(bench, "with-" + name);
    CHECK_FALSE(contains(asked.arrived(), "word3"));
    open(bench, "with-" + name);
    const Answered held = asked.finish();
    CHECK(held.whole == free.whole);
    for (const char* part : {"word", ".start\"", ".stop\"", "interaction.", "[DONE]", "error"}) {
      CAPTURE(std::string(part));
      CHECK(count(held.body, part) == count(free.body, part));
    }
  }
}

TEST_CASE("a background run is held for its readers and for those who poll") {
  const Bench bench;
  Asked asked(bench, "demo:gate run 3 demo:long 5", kBackground);
  const std::vector<Json> events = events_when_held(bench, &asked, "run", "word3");
  CHECK(streamed_text(events) == "word1 word2 word3");
  const std::string id = id_of(events);
  const Json now = resource_of(bench, id);
  CHECK(now["status"] == "in_progress");
  CHECK(text_of(now) == "word1 word2 word3");
  const std::string last = events.back()["event_id"];
  Client resumed(bench.url(), "GET",
                 "/v1beta/interactions/" + id + "?stream=true&last_event_id=" + last);
  CHECK(bench.get(id).status == 200);
  CHECK(open(bench, "run") == R"({"open":true,"reached":1})");
  const std::string rest = resumed.finish().body;
  CHECK(streamed_text(events_of(rest)) == " word4 word5.");
  const Answered whole = asked.finish();
  CHECK(whole.whole);
  CHECK(whole.body.substr(whole.body.size() - rest.size()) == rest);
  CHECK(resource_of(bench, id)["status"] == "completed");
  CHECK(bench.get(id, "?stream=true").body == whole.body);
}

TEST_CASE("a poll comes to the gate when no reader does") {
  const Bench bench;
  const std::string id =
      bench.create(R"({"input":"demo:gate poll 1 demo:long 5","background":true})")["id"];
  CHECK(text_of(resource_of(bench, id)) == "word1");
  CHECK(text_of(resource_of(bench, id)) == "word1");
  CHECK(open(bench, "poll") == R"({"open":true,"reached":1})");
  CHECK(resource_of(bench, id)["status"] == "completed");
}

TEST_CASE("a held background run can be cancelled, and opening does not wake it") {
  const Bench bench;
  Asked asked(bench, "demo:gate stop 2 demo:long 5", kBackground);
  const std::string id = id_of(events_when_held(bench, &asked, "stop", "word2"));
  CHECK(bench.cancel(id).status == 200);
  const std::vector<Json> events = events_of(asked.finish().body);
  CHECK(events.back()["interaction"]["status"] == "cancelled");
  CHECK(streamed_text(events) == "word1 word2");
  open(bench, "stop");
  CHECK(resource_of(bench, id)["status"] == "cancelled");
  CHECK(text_of(resource_of(bench, id)) == "word1 word2");
}

TEST_CASE("a client that leaves a held answer ends it") {
  const Bench bench;
  std::string id;
  {
    Asked asked(bench, "demo:gate left 2 demo:long 5");
    id = id_of(events_when_held(bench, &asked, "left", "word2"));
    CHECK(bench.get(id).status == 200);
  }
  const auto patience = std::chrono::steady_clock::now() + 20s;
  while (bench.get(id).status == 200 && std::chrono::steady_clock::now() < patience) {
  }
  CHECK(bench.get(id).status == 404);
}

TEST_CASE("the demo stops at once, whatever is held") {
  std::optional<Bench> bench(std::in_place);
  Asked head(*bench, "demo:gate all 0 Hello");
  Asked stream(*bench, "demo:gate all 1 Hello");
  Asked unary(*bench, "demo:gate all 1 Hello", kUnary);
  Asked background(*bench, "demo:gate all 1 Hello", kBackground);
  await_held(*bench, "all", 4);
  Client waiting(bench->url(), "GET", "/demo/gates/all?reached=5");
  const auto begin = std::chrono::steady_clock::now();
  bench.reset();
  CHECK(std::chrono::steady_clock::now() - begin < 10s);
  for (Client* client : std::array<Client*, 4>{&head, &stream, &unary, &background}) {
    CHECK_FALSE(client->finish().whole);
  }
}

TEST_CASE("a gate that was opened before anyone came holds nobody") {
  const Bench bench;
  CHECK(open(bench, "early") == R"({"open":true,"reached":0})");
  CHECK(Asked(bench, "demo:gate early 2 demo:long 5").finish().whole);
  CHECK(control(bench, "GET", "early?reached=1").body == R"({"open":true,"reached":1})");
}

TEST_CASE("one gate holds several answers") {
  const Bench bench;
  Asked one(bench, "demo:gate both demo:long 5");
  Asked two(bench, "demo:gate both demo:long 5");
  await_held(bench, "both", 2);
  open(bench, "both");
  CHECK(one.finish().whole);
  CHECK(two.finish().whole);
}

TEST_CASE("what the gates' own paths answer") {
  const Bench bench;
  CHECK(control(bench, "GET", "new").body == R"({"open":false,"reached":0})");
  CHECK(control(bench, "GET", "new?reached=0").body == R"({"open":false,"reached":0})");
  CHECK(open(bench, "new") == R"({"open":true,"reached":0})");
  CHECK(open(bench, "new") == R"({"open":true,"reached":0})");
  CHECK(control(bench, "GET", std::string(64, 'x')).status == 200);
  CHECK(control(bench, "DELETE", "new").status == 404);
  for (const std::string& wrong :
       {std::string(), std::string("A"), std::string("a_b"), std::string("a/b"),
        std::string("once"), std::string("new?reached=x"), std::string(65, 'x')}) {
    CAPTURE(wrong);
    for (const char* method : {"GET", "POST"}) {
      const Answered refused = control(bench, method, wrong);
      CHECK(refused.status == 400);
      CHECK(Json::parse(refused.body)["error"]["code"] == "invalid_request");
    }
  }
}

}  // namespace
}  // namespace parley::demo
