#include "answer/event_ids.h"

#include <doctest/doctest.h>

#include <string>

#include "support/events.h"

namespace parley {
namespace {

std::string text(int step, const std::string& words) {
  return R"("event_type":"step.delta","index":)" + std::to_string(step) +
         R"(,"delta":{"type":"text","text":")" + words + "\"}";
}

struct Ids {
  EventIds ids;
  bool is_new(const std::string& id, const std::string& members) {
    return ids.add(event_of("{\"event_id\":\"" + id + "\"," + members + '}'), 0);
  }
};

TEST_CASE("an event with the id and content of another is that other one, however it is written") {
  Ids one;
  CHECK(one.is_new("1", text(0, "a")));
  CHECK_FALSE(one.is_new("1", text(0, "a")));
  CHECK_FALSE(one.is_new("1", R"("delta":{"text":"\u0061","type":"text"},"index":0,)"
                              R"("event_type":"step.delta")"));
  CHECK(one.is_new("1", text(0, "b")));
  CHECK(one.is_new("1", text(1, "a")));
  CHECK(one.is_new("2", text(0, "a")));
  const std::string image =
      R"("event_type":"step.delta","index":0,"delta":{"type":"image","uri":"u"})";
  CHECK(one.is_new("1", image));
  CHECK_FALSE(
      one.is_new("1", R"("event_type":"step.delta","delta":{"uri":"u","type":"image"},"index":0)"));
  const std::string status = R"("event_type":"interaction.status_update","status":"in_progress")";
  CHECK(one.is_new("1", status));
  CHECK_FALSE(one.is_new("1", status));
}

TEST_CASE("without an id every event is new") {
  Ids one;
  CHECK(one.is_new("", text(0, "a")));
  CHECK(one.is_new("", text(0, "a")));
}

TEST_CASE("what comes for a step that begins anew is new, and nothing else is") {
  Ids one;
  CHECK(one.is_new("1", text(0, "a")));
  CHECK(one.is_new("2", text(1, "a")));
  CHECK(one.is_new("3", R"("event_type":"step.delta","delta":{"type":"text","text":"a"})"));
  one.ids.forget_deltas(0);
  CHECK(one.is_new("1", text(0, "a")));
  CHECK_FALSE(one.is_new("2", text(1, "a")));
  CHECK(one.is_new("3", R"("event_type":"step.delta","delta":{"type":"text","text":"a"})"));
}

}  // namespace
}  // namespace parley
