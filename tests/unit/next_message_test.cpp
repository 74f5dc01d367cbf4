// That it comes so: session_property_test.cpp.
#include "turns/next_message.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace parley {
namespace {

struct Line {
  TurnQueue queue;
  std::map<TurnId, Turn> turns;

  TurnId add(SubmitMode mode = SubmitMode::kQueued) {
    const TurnId turn = queue.add(mode, kNoTurn);
    turns[turn].settings = std::make_shared<const Settings>();
    return turn;
  }
  void apply(TurnId turn, TurnEvent event) { REQUIRE(queue.apply(turn, event)); }
  TurnId say(TurnEvent how = TurnEvent::kComplete) {
    const TurnId turn = add();
    apply(turn, TurnEvent::kStart);
    apply(turn, how);
    return turn;
  }

  // For each mode: parent waits stops.
  std::string next() const {
    std::string all;
    for (const SubmitMode mode :
         {SubmitMode::kQueued, SubmitMode::kParallel, SubmitMode::kInterrupt}) {
      const NextMessage next = next_message(queue, turns, mode);
      if (!all.empty()) all += ", ";
      all += std::to_string(next.parent) + ' ' + std::to_string(next.waits) + ' ' +
             std::to_string(next.stops);
    }
    return all;
  }
};

TEST_CASE("with nothing under way all modes continue the head") {
  Line line;
  CHECK(line.next() == "0 0 0, 0 0 0, 0 0 0");
  line.say();
  CHECK(line.next() == "1 0 0, 1 0 0, 1 0 0");
}

TEST_CASE("what runs is waited for, passed by or stopped, also behind a line") {
  Line line;
  line.say();
  line.apply(line.add(), TurnEvent::kStart);
  CHECK(line.next() == "2 2 0, 1 0 0, 1 0 2");
  line.add();
  line.add();
  CHECK(line.next() == "4 4 0, 1 0 0, 1 0 2");
}

TEST_CASE("a turn that waits for the user is stopped by what interrupts") {
  Line line;
  line.say(TurnEvent::kWait);
  CHECK(line.next() == "1 1 0, 0 0 0, 0 0 1");
}

TEST_CASE("a failure is written past, unless it is going to be sent again by itself") {
  Line line;
  line.say();
  line.say(TurnEvent::kFail);
  CHECK(line.next() == "1 0 0, 1 0 0, 1 0 0");
  line.turns[2].timer = 7;
  CHECK(line.next() == "2 2 0, 1 0 0, 1 0 2");
}

TEST_CASE("behind a failure that holds the line a message waits, or goes without it") {
  Line line;
  line.say();
  const TurnId failed = line.add();
  line.add();
  line.apply(failed, TurnEvent::kStart);
  line.apply(failed, TurnEvent::kFail);
  CHECK(line.next() == "3 3 0, 1 0 0, 1 0 0");
  REQUIRE(line.queue.skip(failed));
  CHECK(line.next() == "3 3 0, 1 0 0, 1 0 0");
}

TEST_CASE("what was given up is not continued") {
  Line line;
  line.say();
  line.say(TurnEvent::kStop);
  REQUIRE(line.queue.skip(2));
  CHECK(line.next() == "1 0 0, 1 0 0, 1 0 0");
}

}  // namespace
}  // namespace parley
