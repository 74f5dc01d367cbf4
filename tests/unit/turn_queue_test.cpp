#include "turns/turn_queue.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

constexpr TurnEvent kEvents[] = {TurnEvent::kStart,  TurnEvent::kProgress, TurnEvent::kComplete,
                                 TurnEvent::kFail,   TurnEvent::kStop,     TurnEvent::kWait,
                                 TurnEvent::kRequeue};

TurnId submit(TurnQueue& queue, SubmitMode mode = SubmitMode::kQueued) {
  return queue.add(mode, 0);
}

void run(TurnQueue& queue, TurnId turn, TurnEvent last) {
  CHECK(queue.apply(turn, TurnEvent::kStart));
  CHECK(queue.apply(turn, TurnEvent::kProgress));
  CHECK(queue.apply(turn, last));
}

// "queued sending streaming" ...: what each state allows.
std::string allowed(TurnState state) {
  std::string result;
  for (const TurnEvent event : kEvents) {
    TurnQueue queue;
    const TurnId turn = submit(queue);
    switch (state) {
      case TurnState::kQueued:
        break;
      case TurnState::kSending:
        CHECK(queue.apply(turn, TurnEvent::kStart));
        break;
      case TurnState::kStreaming:
        CHECK(queue.apply(turn, TurnEvent::kStart));
        CHECK(queue.apply(turn, TurnEvent::kProgress));
        break;
      case TurnState::kDone:
        run(queue, turn, TurnEvent::kComplete);
        break;
      case TurnState::kFailed:
        run(queue, turn, TurnEvent::kFail);
        break;
      case TurnState::kStopped:
        run(queue, turn, TurnEvent::kStop);
        break;
      case TurnState::kWaiting:
        run(queue, turn, TurnEvent::kWait);
        break;
    }
    CHECK(queue.state(turn) == state);
    const bool taken = queue.apply(turn, event);
    if (!taken) CHECK(queue.state(turn) == state);
    result += taken ? kTurnStateNames[static_cast<std::size_t>(queue.state(turn))] : "-";
    result += ' ';
  }
  return result;
}

TEST_CASE("every state with every event: the table and nothing else") {
  //                                     start   progress  complete fail stop wait requeue
  CHECK(allowed(TurnState::kQueued) == "sending - - - - - - ");
  CHECK(allowed(TurnState::kSending) == "- streaming done failed stopped waiting - ");
  CHECK(allowed(TurnState::kStreaming) == "- - done failed stopped waiting - ");
  CHECK(allowed(TurnState::kDone) == "- - - - - - - ");
  CHECK(allowed(TurnState::kFailed) == "- - - - - - queued ");
  CHECK(allowed(TurnState::kStopped) == "- - - - - - queued ");
  CHECK(allowed(TurnState::kWaiting) == "sending - - failed stopped - - ");
}

TEST_CASE("queued messages go one after another, each with the one before as parent") {
  TurnQueue queue;
  const TurnId a = submit(queue), b = submit(queue), c = submit(queue);
  CHECK(queue.runnable() == a);
  CHECK(queue.apply(a, TurnEvent::kStart));
  CHECK(queue.runnable() == kNoTurn);
  CHECK(queue.expected_parent(b) == a);
  CHECK(queue.expected_parent(c) == b);
  CHECK(queue.apply(a, TurnEvent::kComplete));
  CHECK(queue.runnable() == b);
  CHECK(queue.parent(b) == a);
  CHECK(queue.queued() == std::vector<TurnId>{b, c});
}

TEST_CASE("a failed turn pauses its queue and never becomes a parent") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  run(queue, a, TurnEvent::kComplete);
  const TurnId b = submit(queue), c = submit(queue);
  run(queue, b, TurnEvent::kFail);
  CHECK(queue.runnable() == kNoTurn);
  CHECK(queue.blocking() == std::vector<TurnId>{b});  // not c, which waits itself
  CHECK(queue.skip(b));
  CHECK(queue.blocking().empty());
  CHECK(queue.runnable() == c);
  CHECK(queue.parent(c) == a);
}

TEST_CASE("what is held back does not start, nor does what follows it; others do") {
  TurnQueue queue;
  const TurnId a = submit(queue), b = submit(queue), c = submit(queue);
  CHECK(queue.hold(b, true));
  CHECK_FALSE(queue.hold(b, true));
  run(queue, a, TurnEvent::kComplete);
  CHECK(queue.runnable() == kNoTurn);
  CHECK(queue.blocking().empty());  // it waits for nobody's answer
  const TurnId beside = submit(queue, SubmitMode::kParallel);
  CHECK(queue.runnable() == beside);
  run(queue, beside, TurnEvent::kComplete);
  CHECK(queue.move(c, 0));
  CHECK(queue.runnable() == c);
  run(queue, c, TurnEvent::kComplete);
  CHECK(queue.runnable() == kNoTurn);
  CHECK(queue.hold(b, false));
  CHECK_FALSE(queue.hold(b, false));
  CHECK(queue.runnable() == b);
}

TEST_CASE("only what is queued can be held back") {
  TurnQueue queue;
  const TurnId a = submit(queue), b = submit(queue);
  CHECK_FALSE(queue.hold(kNoTurn, true));
  CHECK_FALSE(queue.hold(b + 1, true));
  CHECK(queue.apply(a, TurnEvent::kStart));
  CHECK_FALSE(queue.hold(a, true));
  CHECK(queue.hold(b, true));
  CHECK(queue.remove(b));
  CHECK_FALSE(queue.hold(b, false));
}

TEST_CASE("a parallel message starts at once from the parent of what runs") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  run(queue, a, TurnEvent::kComplete);
  const TurnId b = submit(queue);
  CHECK(queue.apply(b, TurnEvent::kStart));
  const TurnId c = submit(queue, SubmitMode::kParallel);
  CHECK(queue.runnable() == c);
  CHECK(queue.parent(c) == a);
  CHECK(queue.head() == b);
  CHECK(queue.select(c));
  const TurnId d = submit(queue);
  CHECK(queue.expected_parent(d) == c);
}

TEST_CASE("a branch beside an earlier turn has that turn's parent, and becomes the head") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  run(queue, a, TurnEvent::kComplete);
  const TurnId b = submit(queue);
  run(queue, b, TurnEvent::kComplete);
  const TurnId c = queue.add(SubmitMode::kQueued, b);
  CHECK(queue.parent(c) == a);
  CHECK(queue.head() == c);
}

TEST_CASE("editing a failed turn puts the new one in its place in the queue") {
  TurnQueue queue;
  const TurnId a = submit(queue), b = submit(queue), c = submit(queue);
  run(queue, a, TurnEvent::kComplete);
  run(queue, b, TurnEvent::kFail);
  const TurnId d = queue.add(SubmitMode::kQueued, b);
  CHECK(queue.queued() == std::vector<TurnId>{d, c});
  CHECK(queue.parent(d) == a);
  CHECK(queue.expected_parent(c) == d);
  CHECK(queue.head() == c);
}

TEST_CASE("promote: next on its branch, with what is in its way named") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  CHECK(queue.apply(a, TurnEvent::kStart));
  const TurnId b = submit(queue), c = submit(queue);
  TurnId blocking = kNoTurn;
  CHECK(queue.promote(c, &blocking));
  CHECK(blocking == a);
  CHECK(queue.queued() == std::vector<TurnId>{c, b});
  CHECK(queue.expected_parent(b) == c);
  CHECK(queue.head() == b);
  CHECK(queue.apply(a, TurnEvent::kStop));
  CHECK(queue.skip(a));
  CHECK(queue.runnable() == c);
}

TEST_CASE("move and remove keep the chain whole") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  CHECK(queue.apply(a, TurnEvent::kStart));
  const TurnId b = submit(queue), c = submit(queue), d = submit(queue);
  CHECK(queue.move(d, 0));
  CHECK(queue.queued() == std::vector<TurnId>{d, b, c});
  CHECK(queue.expected_parent(d) == a);
  CHECK(queue.expected_parent(b) == d);
  CHECK(queue.head() == c);
  CHECK(queue.move(d, 99));
  CHECK(queue.queued() == std::vector<TurnId>{b, c, d});
  CHECK(queue.head() == d);
  CHECK(queue.remove(c));
  CHECK(queue.expected_parent(d) == b);
  CHECK(queue.remove(d));
  CHECK(queue.head() == b);
  CHECK_FALSE(queue.remove(a));
  CHECK_FALSE(queue.move(a, 0));
}

TEST_CASE("reordering leaves a branch beside it alone") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  CHECK(queue.apply(a, TurnEvent::kStart));
  const TurnId b = submit(queue), c = submit(queue);
  const TurnId beside = queue.add(SubmitMode::kQueued, b);
  CHECK(queue.move(c, 0));
  CHECK(queue.expected_parent(beside) == a);
  CHECK(queue.expected_parent(c) == a);
  CHECK(queue.expected_parent(b) == c);
}

TEST_CASE("a turn that was given up and is sent again becomes a branch of its own") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  run(queue, a, TurnEvent::kFail);
  CHECK(queue.skip(a));
  const TurnId b = submit(queue);
  CHECK(queue.apply(b, TurnEvent::kStart));
  CHECK(queue.apply(a, TurnEvent::kRequeue));
  CHECK(queue.runnable() == a);
  CHECK(queue.after(b) == kNoTurn);
}

TEST_CASE("newest in flight prefers the branch that is looked at") {
  TurnQueue queue;
  const TurnId a = submit(queue);
  CHECK(queue.apply(a, TurnEvent::kStart));
  const TurnId b = submit(queue, SubmitMode::kParallel);
  CHECK(queue.apply(b, TurnEvent::kStart));
  CHECK(queue.newest_in_flight() == a);
  CHECK(queue.apply(a, TurnEvent::kStop));
  CHECK(queue.newest_in_flight() == b);
  CHECK(queue.apply(b, TurnEvent::kStop));
  CHECK(queue.newest_in_flight() == kNoTurn);
}

}  // namespace
}  // namespace parley
