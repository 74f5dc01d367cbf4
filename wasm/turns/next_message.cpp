#include "turns/next_message.h"

namespace parley {
namespace {

bool is_done(const TurnQueue& queue, TurnId turn) {
  return turn == kNoTurn || queue.state(turn) == TurnState::kDone;
}

// The nearest from here up that was not given up.
TurnId not_given_up(const TurnQueue& queue, TurnId turn) {
  return turn == kNoTurn || !queue.skipped(turn) ? turn : queue.expected_parent(turn);
}

// A failure that nothing is going to be done about is given up by writing on.
NextMessage queued(const TurnQueue& queue, const std::map<TurnId, Turn>& turns) {
  const TurnId head = queue.head();
  const bool writes_past = head != kNoTurn && queue.ended_badly(head) && turns.at(head).timer == 0;
  const TurnId parent =
      writes_past ? queue.expected_parent(head) : not_given_up(queue, queue.head());
  return {.parent = parent, .waits = is_done(queue, parent) ? kNoTurn : parent};
}

NextMessage parallel(const TurnQueue& queue) {
  return {.parent = is_done(queue, queue.head()) ? queue.head() : queue.parent(queue.head())};
}

// It goes before all that is queued on its branch.
NextMessage interrupting(const TurnQueue& queue, const std::map<TurnId, Turn>& turns) {
  TurnId before = queue.head();
  while (before != kNoTurn && queue.state(before) == TurnState::kQueued) {
    before = queue.after(before);
  }
  before = not_given_up(queue, before);
  if (is_done(queue, before)) return {.parent = before};
  const bool ended = queue.ended_badly(before) &&
                     (queue.state(before) == TurnState::kStopped || turns.at(before).timer == 0);
  return {.parent = queue.parent(before), .stops = ended ? kNoTurn : before};
}

}  // namespace

NextMessage next_message(const TurnQueue& queue, const std::map<TurnId, Turn>& turns,
                         SubmitMode mode) {
  switch (mode) {
    case SubmitMode::kQueued:
      return queued(queue, turns);
    case SubmitMode::kParallel:
      return parallel(queue);
    case SubmitMode::kInterrupt:
      break;
  }
  return interrupting(queue, turns);
}

}  // namespace parley
