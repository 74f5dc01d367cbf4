// What a view says of the order of turns, against what it must be.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "service.h"
#include "view.h"

namespace parley {

// What was said that a message would do is what it did.
inline void check_next(const View& before, const View& view, std::uint32_t mode) {
  const View::Next& next = before.next[mode];
  const auto& [added, turn] = *view.turns.rbegin();
  REQUIRE(before.turns.count(added) == 0);
  CHECK(turn.parent == next.parent);
  CHECK((turn.state == TurnState::kQueued) == (next.waits != kNoTurn));
  if (next.waits != kNoTurn) CHECK(next.parent == next.waits);
  for (const auto& [id, then] : before.turns) {
    const TurnState now = view.turns.at(id).state;
    if (id == next.stops) {
      CHECK((now == TurnState::kStopped || now == TurnState::kFailed));
    } else {
      CHECK((now == then.state || then.state == TurnState::kQueued));
    }
  }
}

// Who is in flight has a request that is not over; who keeps others waiting is said to.
inline void check_told(const View& view) {
  std::set<TurnId> waited_for;
  for (const auto& [id, turn] : view.turns) {
    if (turn.state == TurnState::kQueued) waited_for.insert(turn.parent);
    const bool asks =
        turn.request == RequestStage::kBegun || turn.request == RequestStage::kFirstText;
    CHECK(is_in_flight(turn.state) == asks);
    CHECK((turn.requests > 0 || turn.state == TurnState::kQueued));
  }
  for (const auto& [id, turn] : view.turns) {
    const bool for_user = turn.state == TurnState::kFailed || turn.state == TurnState::kStopped ||
                          turn.state == TurnState::kWaiting;
    CHECK((turn.blocks != 0) == (for_user && waited_for.count(id) != 0));
  }
}

// Who is in flight is in flight for good reason, and who is done has an answer of the service.
inline void check_turns(const View& view, const Service& service, bool one_branch) {
  std::uint32_t in_flight = 0;
  for (const auto& [id, turn] : view.turns) {
    const bool active = is_in_flight(turn.state);
    in_flight += active ? 1 : 0;
    if (turn.held != 0) CHECK(turn.state == TurnState::kQueued);
    if (active && turn.parent != kNoTurn) {
      CHECK(view.turns.at(turn.parent).state == TurnState::kDone);
    }
    if (turn.state == TurnState::kDone) CHECK(service.is_answer(id, turn.answer));
  }
  if (one_branch) CHECK(in_flight <= 1);
  check_told(view);
}

// What check_tree() looks at may be another after it.
inline bool is_of_tree(const Effect& effect) {
  return effect.kind == EffectKind::kTurnAdded || effect.kind == EffectKind::kTurnRemoved ||
         effect.kind == EffectKind::kVersions || effect.kind == EffectKind::kTurnBranch ||
         effect.kind == EffectKind::kHead;
}

// The versions are a tree of all turns, and one way through it is in use: up from the head.
inline void check_tree(const View& view) {
  std::map<TurnId, TurnId> after;
  for (const auto& [followed, list] : view.versions) {
    CHECK((followed == kNoTurn || view.turns.count(followed) != 0));
    for (std::size_t at = 0; at < list.size(); at = list.find(' ', at) + 1) {
      const auto turn = static_cast<TurnId>(std::stoul(list.substr(at)));
      CHECK(after.emplace(turn, followed).second);
      if (list.find(' ', at) == list.npos) break;
    }
  }
  CHECK(after.size() == view.turns.size());
  std::set<TurnId> in_use;
  for (TurnId turn = view.head; turn != kNoTurn; turn = after[turn]) {
    REQUIRE(in_use.insert(turn).second);
  }
  for (const auto& [id, turn] : view.turns) {
    CHECK((turn.branch == Branch::kInUse) == (in_use.count(id) != 0));
  }
}

}  // namespace parley
