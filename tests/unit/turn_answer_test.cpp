#include "turns/turn_answer.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "support/events.h"

namespace parley {
namespace {

// What the view was told: kind, place and text, a line each.
std::string told(Emitter* out) {
  std::string all;
  for (const Effect& effect : out->effects) {
    if (effect.kind == EffectKind::kEvent) continue;
    all += std::string(name(effect.kind)) + ' ' + std::to_string(effect.arg) +
           (effect.text.empty() ? "" : ' ' + effect.text) + '\n';
  }
  out->effects.clear();
  return all;
}

struct Answer {
  TurnAnswer answer;
  Emitter out;
  bool event(const std::string& data) {
    const SseMessage message{.type = "message", .data = data};
    Event event = event_of(data);
    if (!answer.is_new(event)) return false;
    answer.add(std::move(event), message, 1, &out);
    return true;
  }
  bool text(const std::string& text, const std::string& id = {}) {
    return event(R"({"event_type":"step.delta","index":0,)" +
                 (id.empty() ? "" : R"("event_id":")" + id + R"(",)") +
                 R"("delta":{"type":"text","text":")" + text + R"("}})");
  }
};

TEST_CASE("answers of one turn stand one below the other, also when the last begins anew") {
  Answer one;
  one.event(R"({"event_type":"step.start","index":0,"step":{"type":"model_output"}})");
  one.text("a");
  one.event(R"({"event_type":"step.stop","index":0})");
  told(&one.out);
  one.answer.go_on(R"([{"type":"user_input"}])", true, 1, &one.out);
  CHECK(told(&one.out) == "step 1 {\"type\":\"user_input\"}\ninteraction 0 {}\n");
  one.text("b");
  CHECK(told(&one.out).find("text 2 b\n") != std::string::npos);
  CHECK(one.answer.rounds().size() == 2);

  one.answer.begin_anew(1, &one.out);
  const std::string again = told(&one.out);
  CHECK(again.find("turn_reset 0\nstep 0 ") == 0);
  CHECK(again.find("step 1 {\"type\":\"user_input\"}") != std::string::npos);
  CHECK(again.find("\"b\"") == std::string::npos);
  one.text("c");
  CHECK(told(&one.out).find("text 2 c\n") != std::string::npos);
}

TEST_CASE("the same event is not new twice; the same id with something else is") {
  Answer one;
  CHECK(one.text("a", "e1"));
  CHECK_FALSE(one.text("a", "e1"));
  CHECK(one.text("b", "e1"));
  CHECK(one.text("a", "e2"));
  CHECK(one.text("a"));
  CHECK(one.text("a"));
  CHECK_FALSE(one.event(R"({"delta":{"text":"b","type":"text"},"event_id":"e1","index":0,)"
                        R"("event_type":"step.delta"})"));
  one.answer.begin_anew(1, &one.out);
  CHECK(one.text("a", "e1"));
}

TEST_CASE("what is said of a resource is not said again at each look") {
  Answer one;
  const auto look = [&one] {
    Interaction resource;
    REQUIRE(resource.load(R"({"id":"v1_a","steps":[{"type":"model_output"}]})"));
    one.answer.replace(std::move(resource), true, 1, &one.out);
  };
  one.event(R"({"event_type":"step.pondered"})");
  CHECK(told(&one.out).find("notice 0 ") != std::string::npos);
  look();
  CHECK(told(&one.out).find("notice") == std::string::npos);
}

// Of each event effect: its place and the piece that it made, without where its data stands.
std::string pieces(Emitter* out) {
  std::string all;
  for (const Effect& effect : out->effects) {
    if (effect.kind != EffectKind::kEvent) continue;
    const std::string refers = effect.text.substr(0, effect.text.find(' '));
    const std::size_t data = refers.find(':', refers.find(':') + 1);
    if (!all.empty()) all += ", ";
    all += std::to_string(effect.arg) + (data < refers.size() ? refers.substr(data) : "");
  }
  out->effects.clear();
  return all;
}

TEST_CASE("an event says which piece of which text it made, in UTF-16 units") {
  Answer one;
  one.event(R"({"event_type":"interaction.created","interaction":{}})");
  one.event(R"({"event_type":"step.start","index":0,"step":{"type":"thought","summary":[]}})");
  one.event(R"({"event_type":"step.delta","index":0,"delta":{"type":"thought_summary",)"
            R"("content":{"type":"text","text":"so"}}})");
  one.event(R"({"event_type":"step.stop","index":0})");
  CHECK(pieces(&one.out) == "0, 1, 1:0:2t, 1");
  one.event(R"({"event_type":"step.start","index":1,"step":{"type":"model_output",)"
            R"("content":[{"type":"text","text":"a"}]}})");
  one.event(R"({"event_type":"step.delta","index":1,"delta":{"type":"text","text":""}})");
  one.event(
      R"({"event_type":"step.delta","index":1,"delta":{"type":"text","text":"\u00e4\u4f60"}})");
  one.event(
      R"({"event_type":"step.delta","index":1,"delta":{"type":"text","text":"\ud83d\ude00"}})");
  one.event(R"({"event_type":"step.delta","index":1,"delta":{"type":"text","text":"!",)"
            R"("annotations":[{"type":"url_citation"}]}})");
  one.event(R"({"event_type":"step.stop","index":1})");
  CHECK(pieces(&one.out) == "2:0:1, 2, 2:1:3, 2:3:5, 2:5:6, 2");
  // Below what was before; and again from the beginning.
  one.answer.go_on("[]", false, 1, &one.out);
  one.out.effects.clear();
  one.event(R"({"event_type":"step.delta","index":0,"delta":{"type":"text","text":"b"}})");
  CHECK(pieces(&one.out) == "3:0:1");
  one.answer.begin_anew(1, &one.out);
  one.out.effects.clear();
  one.text("bc");
  CHECK(pieces(&one.out) == "3:0:2");
}

TEST_CASE(
    "the first text of a request is told once, before its event, and only where it is awaited") {
  Answer one;
  const auto stages = [&one] {
    std::string all;
    for (const Effect& effect : one.out.effects) {
      if (effect.kind == EffectKind::kTurnRequest) {
        all += kRequestStageNames[effect.arg];
      } else if (effect.kind == EffectKind::kEvent) {
        all += 'e';
      }
    }
    one.out.effects.clear();
    return all;
  };
  one.text("nobody waits");
  CHECK(stages() == "e");
  one.answer.await_text(true);
  one.event(R"({"event_type":"step.start","index":1,"step":{"type":"thought","summary":[)"
            R"({"type":"text","text":"so"}]}})");
  CHECK(stages() == "e");
  one.text("a");
  one.text("b");
  CHECK(stages() == "first_textee");
  one.answer.begin_anew(1, &one.out);
  one.text("a");
  CHECK(stages() == "e");
}

TEST_CASE("what an event makes of a step that it does not name is told with that step") {
  Answer one;
  one.event(R"({"event_type":"step.start","step":{"type":"model_output"}})");
  one.event(R"({"event_type":"step.delta","delta":{"type":"text","text":"a"}})");
  CHECK(pieces(&one.out) == "0, 1:0:1");
}

TEST_CASE("a breach follows its event; what a stream lacks is said once, when it is over") {
  Answer one;
  one.text("a");
  CHECK(one.out.effects[1].kind == EffectKind::kBreach);
  CHECK(told(&one.out).find("breach 0 not_started 0\ntext 0 a\n") == 0);
  one.event(R"({"event_type":"step.stop","index":0})");
  told(&one.out);
  one.answer.settle(1, &one.out);
  CHECK(told(&one.out) == "breach 0 no_terminal\n");
  one.answer.settle(1, &one.out);
  CHECK(told(&one.out) == "");
  // A look at the resource takes nothing back; another request begins a stream of its own.
  Interaction resource;
  REQUIRE(resource.load(R"({"status":"completed"})"));
  one.answer.replace(std::move(resource), true, 1, &one.out);
  one.answer.go_on("[]", false, 1, &one.out);
  told(&one.out);
  one.answer.settle(1, &one.out);
  CHECK(told(&one.out) == "");
}

}  // namespace
}  // namespace parley
