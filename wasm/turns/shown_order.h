// What the view has been told of the order of turns, their parents and branches, so that it is told
// changes only.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "turns/branches.h"
#include "turns/emitter.h"
#include "turns/next_message.h"
#include "turns/turn.h"
#include "turns/turn_queue.h"

namespace parley {

class ShownOrder {
 public:
  void update(const TurnQueue& queue, const std::map<TurnId, Turn>& turns, Emitter* out);
  void parent(TurnId turn, TurnId parent, const std::string& interaction, Emitter* out);
  void removed(TurnId turn) { shown_.erase(turn); }
  void sent_again(TurnId turn) { branches_.sent_again(turn); }
  const Branches& branches() const { return branches_; }

 private:
  struct Shown {
    std::string parent;
    std::string place;
    bool blocks = false;
  };

  void order(const TurnQueue& queue, const std::map<TurnId, Turn>& turns, Emitter* out);
  void place(TurnId turn, const TurnQueue::Place& place, Emitter* out);
  void block(std::vector<TurnId> blocking, Emitter* out);

  std::uint32_t revision_ = 0;  // of the queue, as far as it is told
  std::map<TurnId, Shown> shown_;
  Branches branches_;
  std::string queue_;
  TurnId head_ = kNoTurn;
  std::vector<TurnId> blocking_;
  std::array<NextMessage, std::size(kSubmitModeNames)> next_;
};

}  // namespace parley
