// The tree that the turns form, as it is drawn: which turns are versions of each other, and which
// branch each is on. The view is told what changed only.
#pragma once

#include <vector>

#include "io.h"
#include "turns/emitter.h"
#include "turns/turn_queue.h"

namespace parley {

class Branches {
 public:
  void update(const TurnQueue& queue, Emitter* out);
  // It is sent once more: that it was in use before counts no more.
  void sent_again(TurnId turn);
  // Where the branch through a turn ends: of versions goes on the one last in use, else the newest.
  TurnId end(TurnId turn) const;

 private:
  struct Node {
    TurnId after = kUnlisted;
    TurnId latest = kNoTurn;  // of those that follow it the one last in use
    bool in_use = false;
    bool used = false;     // it is, or was
    bool changed = false;  // what follows it has
    Branch shown = Branch::kInUse;
  };
  static constexpr TurnId kUnlisted = ~TurnId{0};

  void relink(const TurnQueue& queue, Emitter* out);
  void show_versions(const TurnQueue& queue, TurnId after, Emitter* out) const;

  std::vector<Node> nodes_;    // by turn; the first one stands for what roots follow
  std::vector<TurnId> aside_;  // those not in use
  std::uint32_t shape_ = ~0U;  // of the queue, as far as it is known
};

}  // namespace parley
