#include "answer/grammar.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/events.h"
#include "support/fixtures.h"

namespace parley {
namespace {

std::string created() { return R"({"event_type":"interaction.created","interaction":{}})"; }
std::string completed() { return R"({"event_type":"interaction.completed","interaction":{}})"; }
std::string of_step(const std::string& type, int index, const std::string& more) {
  return "{\"event_type\":\"" + type + "\",\"index\":" + std::to_string(index) + more + '}';
}
std::string start(int index) {
  return of_step("step.start", index, R"(,"step":{"type":"model_output"})");
}
std::string delta(int index, const std::string& id = {}) {
  return of_step(
      "step.delta", index,
      R"(,"delta":{"type":"text","text":"x"})" + (id.empty() ? "" : ",\"event_id\":\"" + id + '"'));
}
std::string stop(int index) { return of_step("step.stop", index, ""); }

// What is wrong with a stream: "3 after_stop 0" at the fourth event, "end no_terminal" at its end.
std::string check(const std::vector<std::string>& events) {
  Grammar grammar;
  std::vector<Breach> found;
  std::string all;
  const auto take = [&](const std::string& where) {
    for (const Breach& each : found) {
      if (!all.empty()) all += ", ";
      all += where + ' ' + each.rule + (each.about.empty() ? "" : ' ' + each.about);
    }
    found.clear();
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    grammar.add(event_of(events[i]), &found);
    take(std::to_string(i));
  }
  grammar.end(&found);
  take("end");
  return all;
}

TEST_CASE("a proper stream breaks no rule, in both schemas") {
  CHECK(check({created(), start(0), delta(0), stop(0), start(1), stop(1), completed(), "[DONE]"}) ==
        "");
  CHECK(
      check({R"({"event_type":"interaction.start"})", R"({"event_type":"content.start","index":0})",
             R"({"event_type":"content.delta","index":0})",
             R"({"event_type":"content.stop","index":0})",
             R"({"event_type":"interaction.complete"})"}) == "");
  CHECK(check({created(), start(0), start(1), delta(0), delta(1), stop(1), stop(0), completed()}) ==
        "");
  // An error may come at any time; one that says nothing is noise.
  CHECK(check({created(), start(0), R"({"event_type":"error","error":{"code":"x"}})"}) == "");
  CHECK(check({created(), R"({"event_type":"error"})", start(0), stop(0), completed()}) == "");
  CHECK(check({}) == "");
}

TEST_CASE("each rule, where it is broken") {
  CHECK(check({created(), R"({"event_type":"step.pondered"})", completed()}) ==
        "1 unknown_type step.pondered");
  CHECK(check({created(), "{", completed()}) == "1 unreadable message");
  CHECK(check({created(), "[]", completed()}) == "1 unreadable message");
  CHECK(check({created(), start(0), completed()}) == "2 never_stopped 0");
  CHECK(check({created(), start(0), stop(0), start(0), stop(0), completed()}) ==
        "3 index_used_twice 0");
  CHECK(check({created(), start(0), start(0), stop(0), completed()}) == "2 index_used_twice 0");
  CHECK(check({created(), start(0), stop(0), delta(0), completed()}) == "3 after_stop 0");
  CHECK(check({created(), start(0), start(1), stop(0), delta(0), stop(1), completed()}) ==
        "4 after_stop 0");
  CHECK(check({created(), delta(0), delta(0), stop(0), completed()}) == "1 not_started 0");
  CHECK(check({created(), stop(0), completed()}) == "1 not_started 0");
  CHECK(check({created(), start(0), stop(0), stop(0), completed()}) == "3 stopped_twice 0");
  CHECK(check({created(), start(0), stop(0)}) == "end no_terminal");
  CHECK(check({created(), completed(), stop(0)}) == "2 after_end step.stop, 2 not_started 0");
  CHECK(check({created(), start(0), completed(), delta(0)}) ==
        "2 never_stopped 0, 3 after_end step.delta");
  CHECK(check({created(), start(0), delta(0)}) == "end no_terminal, end never_stopped 0");
}

TEST_CASE("an error that is no JSON object is unreadable, and an end all the same") {
  Grammar grammar;
  std::vector<Breach> found;
  grammar.add(event_of(created()), &found);
  grammar.add(event_of("Bad gateway", "error"), &found);
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == std::string(breach::kUnreadable));
  grammar.end(&found);
  CHECK(found.size() == 1);
}

TEST_CASE("a stream that begins again is told anew") {
  CHECK(check({created(), start(0), delta(0, "1"), created(), start(0), delta(0, "1"), stop(0),
               completed()}) == "");
}

TEST_CASE("event ids: a gap and a repetition, whether or not the number is in sight") {
  const std::vector<std::vector<std::string>> kinds = {
      {"2", "3", "4", "5"},
      {"chunk-2", "chunk-3", "chunk-4", "chunk-5"},
      // v1_ and base64 of 0_thought_2
      {"v1_MF90aG91Z2h0XzI", "v1_MF90aG91Z2h0XzM", "v1_MF90aG91Z2h0XzQ", "v1_MF90aG91Z2h0XzU="}};
  for (const std::vector<std::string>& ids : kinds) {
    CAPTURE(ids[0]);
    CHECK(check({created(), start(0), delta(0, ids[0]), delta(0, ids[1]), delta(0, ids[2]), stop(0),
                 completed()}) == "");
    CHECK(check({created(), start(0), delta(0, ids[0]), delta(0, ids[1]), delta(0, ids[3]), stop(0),
                 completed()}) == "4 id_gap " + ids[3]);
    CHECK(check({created(), start(0), delta(0, ids[0]), delta(0, ids[1]), delta(0, ids[1]), stop(0),
                 completed()}) == "4 id_twice " + ids[1]);
    // Starts and stops have none, but are counted.
    CHECK(check({created(), start(0), delta(0, ids[0]), stop(0), start(1), delta(1, ids[3]),
                 stop(1), completed()}) == "");
  }
  for (const char* const opaque : {"abc", "v1_", "=", "x1", "1234567890123456", "\\u00e4_"}) {
    CAPTURE(opaque);
    CHECK(check({created(), start(0), delta(0, "1"), delta(0, opaque), stop(0), completed()}) ==
          "");
  }
}

std::vector<Breach> check_file(const std::string& path) {
  SseParser parser;
  std::vector<SseMessage> messages;
  CHECK(parser.feed(read_file(path), &messages));
  CHECK_FALSE(messages.empty());
  Grammar grammar;
  std::vector<Breach> found;
  for (const SseMessage& each : messages) grammar.add(decode_event(each), &found);
  grammar.end(&found);
  return found;
}

TEST_CASE("recorded traffic breaks no rule") {
  for (const std::string& path : recordings(".sse")) {
    CAPTURE(path);
    CHECK(check_file(path).empty());
  }
  const std::string ours = PARLEY_SOURCE_DIR "/tests/recordings/";
  for (const char* const name : {"plain", "markdown", "function_calls", "thoughts_and_search",
                                 "interleaved", "image", "event_ids"}) {
    CAPTURE(name);
    CHECK(check_file(ours + name + ".sse").empty());
  }
  const std::vector<Breach> cut = check_file(ours + "cut.sse");
  REQUIRE(cut.size() == 2);
  CHECK(cut[0].rule == std::string(breach::kNoTerminal));
}

}  // namespace
}  // namespace parley
