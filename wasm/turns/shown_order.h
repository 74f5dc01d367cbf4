// What the view has been told of the order of turns and their parents, so that it is told changes
// only.
#pragma once

#include <map>
#include <string>

#include "turns/emitter.h"
#include "turns/turn.h"
#include "turns/turn_queue.h"

namespace parley {

class ShownOrder {
 public:
  void update(const TurnQueue& queue, const std::map<TurnId, Turn>& turns, Emitter* out);
  void parent(TurnId turn, TurnId parent, const std::string& interaction, Emitter* out);
  void removed(TurnId turn) { parents_.erase(turn); }

 private:
  std::map<TurnId, std::string> parents_;
  std::string queue_;
  TurnId head_ = kNoTurn;
  bool paused_ = false;
};

}  // namespace parley
