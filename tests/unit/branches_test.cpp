#include "turns/branches.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace parley {
namespace {

struct Tree {
  TurnQueue queue;
  Branches branches;

  // "versions 0: 1 2", "branch 1 other": what the view is told, each once.
  std::string told() {
    Emitter out;
    branches.update(queue, &out);
    std::string all;
    for (const Effect& effect : out.effects) {
      if (!all.empty()) all += "; ";
      if (effect.kind == EffectKind::kVersions) {
        all += "versions " + std::to_string(effect.id) + ": " + effect.text;
      } else {
        REQUIRE(effect.kind == EffectKind::kTurnBranch);
        all += "branch " + std::to_string(effect.id) + ' ' + kBranchNames[effect.arg];
      }
    }
    return all;
  }
  TurnId add(TurnId beside = kNoTurn, SubmitMode mode = SubmitMode::kQueued) {
    return queue.add(mode, beside);
  }
  void end(TurnId turn, TurnEvent how = TurnEvent::kComplete) {
    REQUIRE(queue.apply(turn, TurnEvent::kStart));
    REQUIRE(queue.apply(turn, how));
  }
  TurnId say(TurnId beside = kNoTurn) {
    const TurnId turn = add(beside);
    end(turn);
    return turn;
  }
  void select(TurnId turn) { REQUIRE(queue.select(branches.end(turn))); }
};

TEST_CASE("turns that follow one another are on the branch in use, and nothing more is said") {
  Tree tree;
  CHECK(tree.told() == "");
  tree.add();
  tree.add();
  CHECK(tree.told() == "versions 0: 1; versions 1: 2");
  CHECK(tree.told() == "");
  tree.end(1);
  tree.end(2);
  CHECK(tree.told() == "");
}

TEST_CASE("another version leaves the others on another branch; the way back leads to its end") {
  Tree tree;
  tree.say();
  tree.say();
  tree.say();
  tree.told();
  tree.say(2);
  CHECK(tree.told() == "versions 1: 2 4; branch 2 other; branch 3 other");
  CHECK(tree.branches.end(2) == 3);
  tree.select(2);
  CHECK(tree.queue.head() == 3);
  CHECK(tree.told() == "branch 2 in_use; branch 3 in_use; branch 4 other");
  tree.say();
  CHECK(tree.told() == "versions 3: 5");
  tree.select(4);
  CHECK(tree.told() == "branch 4 in_use; branch 2 other; branch 3 other; branch 5 other");
  tree.select(2);
  CHECK(tree.queue.head() == 5);
  tree.told();
  tree.say(3);
  CHECK(tree.told() == "versions 2: 3 6; branch 3 other; branch 5 other");
  tree.select(3);
  tree.told();
  tree.select(4);
  tree.told();
  tree.select(2);
  CHECK(tree.queue.head() == 5);  // not 6, the newest
}

TEST_CASE("what was never in use is parallel, also when it is over; there the newest goes on") {
  Tree tree;
  tree.say();
  tree.add();
  REQUIRE(tree.queue.apply(2, TurnEvent::kStart));
  tree.add(kNoTurn, SubmitMode::kParallel);
  tree.add(kNoTurn, SubmitMode::kParallel);
  CHECK(tree.told() == "versions 0: 1; versions 1: 2 3 4; branch 3 parallel; branch 4 parallel");
  tree.end(3);
  CHECK(tree.told() == "");
  tree.select(3);
  CHECK(tree.told() == "branch 3 in_use; branch 2 parallel");  // it goes on
  REQUIRE(tree.queue.apply(2, TurnEvent::kComplete));
  CHECK(tree.told() == "branch 2 other");
  tree.end(4);
  CHECK(tree.branches.end(1) == 3);
}

TEST_CASE("a turn that was written past and is sent again is a branch of its own") {
  Tree tree;
  tree.say();
  tree.end(tree.add(), TurnEvent::kFail);
  REQUIRE(tree.queue.skip(2));
  tree.say();
  CHECK(tree.told() == "versions 0: 1; versions 1: 2; versions 2: 3");
  REQUIRE(tree.queue.apply(2, TurnEvent::kRequeue));
  tree.branches.sent_again(2);
  CHECK(tree.told() == "versions 1: 2 3; versions 2: ; branch 2 parallel");
  tree.end(2);
  CHECK(tree.told() == "");
  // One that nothing followed stays where it is.
  tree.end(tree.add(), TurnEvent::kFail);
  tree.told();
  REQUIRE(tree.queue.apply(4, TurnEvent::kRequeue));
  tree.branches.sent_again(4);
  CHECK(tree.told() == "");
  tree.end(4);
  tree.say(4);
  CHECK(tree.told() == "versions 3: 4 5; branch 4 other");
}

TEST_CASE("a queued message that is moved or removed leaves its place to others") {
  Tree tree;
  tree.say();
  tree.add();
  tree.add();
  tree.add();
  tree.told();
  REQUIRE(tree.queue.move(4, 0));
  CHECK(tree.told() == "versions 1: 4; versions 3: ; versions 4: 2");
  REQUIRE(tree.queue.remove(2));
  CHECK(tree.told() == "versions 4: 3");
}

// Any turns, in any order: what was told adds up to the tree as it stands.
TEST_CASE("what is told is the tree, whatever happens to it") {
  constexpr TurnEvent kEvents[] = {TurnEvent::kStart, TurnEvent::kProgress, TurnEvent::kComplete,
                                   TurnEvent::kFail,  TurnEvent::kStop,     TurnEvent::kWait};
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&random](std::uint32_t below) {
      return static_cast<std::uint32_t>(random()) % below;
    };
    Tree tree;
    std::vector<std::string> versions(400);
    std::vector<Branch> shown(400, Branch::kInUse);
    for (int i = 0; i < 300; ++i) {
      const TurnQueue& queue = tree.queue;
      const TurnId turn = 1 + pick(queue.newest() + 1);
      const bool exists = queue.exists(turn);
      switch (pick(9)) {
        case 0:
        case 1:
          tree.add(exists && pick(2) == 0 ? turn : kNoTurn, static_cast<SubmitMode>(pick(2)));
          break;
        case 2:
          std::ignore = tree.queue.remove(turn);
          break;
        case 3:
          std::ignore = tree.queue.move(turn, pick(4));
          break;
        case 4:
          std::ignore = tree.queue.skip(turn);
          break;
        case 5:
          if (exists) tree.select(turn);
          break;
        case 6:
          if (tree.queue.apply(turn, TurnEvent::kRequeue)) tree.branches.sent_again(turn);
          break;
        default:
          std::ignore = tree.queue.apply(turn, kEvents[pick(6)]);
      }
      Emitter out;
      tree.branches.update(queue, &out);
      for (const Effect& effect : out.effects) {
        if (effect.kind == EffectKind::kVersions) {
          CHECK(versions[effect.id] != effect.text);
          versions[effect.id] = effect.text;
        } else {
          CHECK(shown[effect.id] != static_cast<Branch>(effect.arg));
          shown[effect.id] = static_cast<Branch>(effect.arg);
        }
      }
      std::vector<std::string> wanted(400);
      std::vector<bool> in_use(400);
      for (TurnId each = queue.head(); each != kNoTurn; each = queue.after(each)) {
        in_use[each] = true;
      }
      for (TurnId each = 1; each <= queue.newest(); ++each) {
        if (!queue.exists(each)) continue;
        std::string& list = wanted[queue.after(each)];
        list += (list.empty() ? "" : " ") + std::to_string(each);
        CHECK((shown[each] == Branch::kInUse) == in_use[each]);
        const bool goes_on = queue.state(each) == TurnState::kQueued || queue.in_flight(each);
        if (goes_on && !in_use[each]) CHECK(shown[each] == Branch::kParallel);
      }
      for (TurnId each = 0; each <= queue.newest(); ++each) {
        if (each == kNoTurn || queue.exists(each)) CHECK(versions[each] == wanted[each]);
      }
    }
  }
}

}  // namespace
}  // namespace parley
