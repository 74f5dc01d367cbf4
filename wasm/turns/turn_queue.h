// Order and states of turns. Knows nothing of requests, events or time.
//
// Turns form a tree: each was written to follow another one (`after`), or none. On the path from a
// turn to its root at most one turn is in flight, because a turn starts only when what it follows
// is settled: completed, or given up (skipped). Its parent is then the nearest completed turn on
// that path. Turns on different branches run in parallel.
#pragma once

#include <vector>

#include "io.h"

namespace parley {

// What can happen to a turn; kTransitions in the source is the whole table.
enum class TurnEvent {
  kStart,     // its request goes out
  kProgress,  // an event of its stream
  kComplete,  // ended, and may be a parent
  kFail,      // ended otherwise
  kStop,      // ended by the user
  kWait,      // needs the user
  kRequeue,   // shall be sent again from the beginning
};

class TurnQueue {
 public:
  // A new queued turn, numbered in order. `beside` is 0, or an existing turn: the new one then
  // follows what that one follows (a branch); if that one failed or was stopped, the new one takes
  // its place in the queue.
  TurnId add(SubmitMode mode, TurnId beside);

  // Applies an event; false, and nothing changed, if the table has no such transition.
  [[nodiscard]] bool apply(TurnId turn, TurnEvent event);

  // The four below are for queued turns; false, and nothing changed, otherwise.
  [[nodiscard]] bool remove(TurnId turn);
  [[nodiscard]] bool move(TurnId turn, std::uint32_t place);  // among the queued on its branch
  // Next on its branch. *blocking: the turn that keeps it from starting now, or 0; the caller must
  // stop and skip it.
  [[nodiscard]] bool promote(TurnId turn, TurnId* blocking);
  // It does not start, and nor does what follows it. False also when it is so already.
  [[nodiscard]] bool hold(TurnId turn, bool held);

  // Gives up a failed or stopped turn, so that the queue goes on without it.
  [[nodiscard]] bool skip(TurnId turn);
  // The next message follows this turn, and whatever is queued behind it.
  [[nodiscard]] bool select(TurnId turn);

  TurnId newest() const { return static_cast<TurnId>(turns_.size()); }  // that was ever added, or 0
  bool exists(TurnId turn) const;
  TurnState state(TurnId turn) const;   // REQUIRES exists(turn); so below
  bool in_flight(TurnId turn) const;    // sending or streaming
  bool ended_badly(TurnId turn) const;  // failed or stopped
  bool skipped(TurnId turn) const;
  TurnId after(TurnId turn) const;
  // Nearest completed turn that it follows, or 0: the parent if it started now.
  TurnId parent(TurnId turn) const;
  // Nearest turn that it follows and that was not given up, or 0: the parent if all goes well.
  TurnId expected_parent(TurnId turn) const;

  TurnId runnable() const;             // the queued turn that may start now, or 0
  std::vector<TurnId> queued() const;  // in the order they will go
  TurnId head() const { return head_; }
  // The turns that queued ones wait for, and that wait for the user, not for an answer.
  std::vector<TurnId> blocking() const;
  TurnId newest_in_flight() const;  // on the head's branch if there is one, else anywhere, else 0

  // Of a queued turn: among the queued ones on its branch, as move() counts.
  struct Place {
    std::uint32_t number = 0;
    bool last = true;
  };
  Place place(TurnId turn) const;

  // Another number whenever anything changed; whenever what follows what, or the head.
  std::uint32_t revision() const { return revision_; }
  std::uint32_t shape() const { return shape_; }

 private:
  struct Turn {
    TurnId after = kNoTurn;
    TurnState state = TurnState::kQueued;
    bool skipped = false;
    bool removed = false;
    bool held = false;
  };

  Turn& at(TurnId turn) { return turns_[turn - 1]; }
  const Turn& at(TurnId turn) const { return turns_[turn - 1]; }
  TurnId blocker(TurnId turn) const;
  TurnId last_queued_behind(TurnId turn) const;
  TurnId queued_child(TurnId turn) const;
  void release_children(TurnId turn);
  void reshaped() { ++shape_, ++revision_; }

  std::vector<Turn> turns_;    // index: id - 1
  std::vector<TurnId> order_;  // the queued ones
  TurnId head_ = kNoTurn;
  std::uint32_t revision_ = 0;
  std::uint32_t shape_ = 0;
};

}  // namespace parley
