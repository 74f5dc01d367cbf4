// Clocks that are off and journals that are damaged.
#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "turns/session.h"

namespace parley {
namespace {

TEST_CASE("a time that no clock gives is none") {
  Session session;
  session.step({InputKind::kOpen, 0, 0, 1000, "seed"});
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double time :
       {-1.0, -infinity, std::numeric_limits<double>::quiet_NaN(), 1e300, infinity, 5.0}) {
    CAPTURE(time);
    const std::vector<Effect> effects = session.step({InputKind::kSubmit, 0, 1, time, "a"});
    CHECK(effects.size() > 1);
    for (const Effect& effect : effects) {
      CHECK(effect.time >= 1000);
      CHECK(effect.time <= kLatestTime);
      Session fresh;
      if (effect.kind != EffectKind::kJournal) continue;
      CHECK(fresh.step({InputKind::kJournalEntry, 0, 0, 0, effect.text}).size() > 0);
    }
  }
}

TEST_CASE("a message in a damaged journal that no stream can have brought changes nothing") {
  Session session;
  const auto enter = [&session](const std::string& entry) {
    return session.step({InputKind::kJournalEntry, 0, 0, 0, entry}).size();
  };
  CHECK(enter("1 open 0 0\nseed") == 0);
  CHECK(enter("2 submit 0 0\na") > 0);
  CHECK(enter("3 stop 1 0\n") > 0);  // request 1 is gone, and 2 says so to the proxy
  const std::string message = "4 message 2 0\n0 message\n\n{\"event_type\":\"step.start\"}";
  CHECK(enter(message) == 0);
  CHECK(enter("5 hold 0 1\n") == 0);
  CHECK(enter("6 retry 1 0\n") > 0);
  CHECK(enter("7 remove 1 0\n") > 0);
  CHECK(enter(message) == 0);
  CHECK(enter("8 http_head 2 200\ntext/event-stream") == 0);
  CHECK(enter("9 http_end 2 0\n") == 0);
}

}  // namespace
}  // namespace parley
