// How deep what is made of events may nest.
#include <doctest/doctest.h>

#include <string>

#include "answer/interaction.h"
#include "support/events.h"

namespace parley {
namespace {

TEST_CASE("an interaction that nests as deep as events can make it loads as itself") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  const std::string deepest = nested(kMaxJsonDepth - 2);
  Interaction whole;
  for (const std::string& event :
       {R"({"event_type":"step.start","index":0,"step":{"type":"function_call","arguments":")" +
            nested(kMaxJsonDepth) + "\"}}",
        R"({"event_type":"step.start","index":1,"step":{"type":"dream","x":)" + deepest + "}}",
        R"({"event_type":"content.start","index":2,"content":{"type":"image","x":)" + deepest +
            "}}",
        R"({"event_type":"step.delta","index":3,"delta":{"type":"thought_summary","content":[)" +
            nested(kMaxJsonDepth - 4) + "]}}",
        R"({"event_type":"interaction.completed","interaction":{"x":)" + deepest + "}}"}) {
    whole.apply(event_of(event), nullptr);
  }
  CHECK(whole.end() == Interaction::End::kCompleted);
  CHECK(whole.step_count() == 4);
  Interaction again;
  REQUIRE(again.load(whole.json()));
  CHECK(again.json() == whole.json());
}

}  // namespace
}  // namespace parley
