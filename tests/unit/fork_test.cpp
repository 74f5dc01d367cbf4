#include "archive/fork.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/cost.h"
#include "told.h"

namespace parley {
namespace {

using States = std::vector<TurnState>;

TEST_CASE("a fork ends with its turn: what was queued is gone, what ran is stopped") {
  Told told;
  told.open();
  told.submit("one");
  told.answer("v1_a", "1");
  told.submit("two");
  const RequestId two = told.request;
  told.input(InputKind::kSubmit, 0, static_cast<std::uint32_t>(SubmitMode::kParallel), "beside");
  told.begin();
  told.event(
      R"({"event_type":"interaction.created","interaction":{"id":"v1_b","status":"in_progress"}})");
  told.submit("queued");
  told.request = two;
  told.answer("v1_c", "2");
  told.submit("later");

  const std::vector<std::string> fork = fork_journal(told.journal, 2);
  const Shown shown = show(fork);
  CHECK(shown.states ==
        States{TurnState::kDone, TurnState::kDone, TurnState::kStopped, TurnState::kQueued});
  CHECK(shown.sent == 0);
  for (const std::string& entry : fork) CHECK(entry.find("later") == std::string::npos);
  CHECK(fork.back().find("select 2 0") != std::string::npos);

  const Shown first = show(fork_journal(told.journal, 1));
  CHECK(first.states == States{TurnState::kDone});
}

TEST_CASE("it ends where the turn was over for the last time") {
  Told told;
  told.open();
  told.submit("one");
  told.refuse(400);
  told.input(InputKind::kRetry, 1);
  told.answer("v1_a", "at last");
  const Shown shown = show(fork_journal(told.journal, 1));
  CHECK(shown.states == States{TurnState::kDone});
}

TEST_CASE("of a turn that was never over there is no fork") {
  Told told;
  told.open();
  told.submit("one");
  told.begin();
  CHECK(fork_journal(told.journal, 1).empty());
  CHECK(fork_journal(told.journal, 7).empty());
  CHECK(fork_journal({}, 1).empty());
  CHECK(fork_journal({"nonsense", ""}, 1).empty());
}

TEST_CASE("a fork of a long conversation costs in proportion to it") {
  const auto run = [](int size) {
    Told told;
    told.open();
    told.talk(size);
    CHECK(fork_journal(told.journal, 1).size() > 5);
    CHECK(fork_journal(told.journal, static_cast<TurnId>(size)).size() > told.journal.size() / 2);
  };
  CHECK(cost_is_linear(run, 50));
}

}  // namespace
}  // namespace parley
