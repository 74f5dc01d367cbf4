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
    if (!answer.is_new(event, message.data)) return false;
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

}  // namespace
}  // namespace parley
