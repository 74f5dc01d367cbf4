// Events whose index cannot be: none makes a step, and none another step's.
#include <doctest/doctest.h>

#include <string>

#include "answer/interaction.h"
#include "support/events.h"

namespace parley {
namespace {

std::string start(const std::string& index) {
  return R"({"event_type":"step.start","index":)" + index + R"(,"step":{"type":"thought"}})";
}

TEST_CASE("an event with an impossible index is left out, and said") {
  for (const char* const index :
       {"1048577", "4294967294", "4294967295", "4294967296", "4294967297", "9007199254740992",
        "18446744073709551615", "1e300", "-1", "0.5", "\"x\"", "[]"}) {
    CAPTURE(index);
    Interaction interaction;
    std::vector<Change> changes;
    interaction.apply(event_of(start("0")), &changes);
    changes.clear();
    interaction.apply(event_of(start(index)), &changes);
    interaction.apply(event_of(R"({"event_type":"step.delta","index":)" + std::string(index) +
                               R"(,"delta":{"type":"text","text":"a"}})"),
                      &changes);
    interaction.apply(event_of(R"({"event_type":"step.stop","index":)" + std::string(index) + '}'),
                      &changes);
    CHECK(changes.empty());
    CHECK(interaction.step_count() == 1);
    CHECK(interaction.steps_json() == R"([{"type":"thought"}])");
    REQUIRE(interaction.notices().size() == 3);
    CHECK(interaction.notices()[1] ==
          "An event of type step.delta has an impossible index and was left out.");
  }
}

TEST_CASE("the last index there is has no next") {
  Interaction interaction;
  interaction.apply(event_of(start("1048576")), nullptr);
  CHECK(interaction.step_json(1048576) == R"({"type":"thought"})");
  CHECK(interaction.notices().empty());
  interaction.apply(event_of(R"({"event_type":"step.start","step":{"type":"thought"}})"), nullptr);
  CHECK(interaction.step_count() == 1);
  CHECK(interaction.notices().size() == 2);
}

}  // namespace
}  // namespace parley
