// What a message sent now would do, before it is sent: as Session does it then.
#pragma once

#include <map>

#include "io.h"
#include "turns/turn.h"
#include "turns/turn_queue.h"

namespace parley {

struct NextMessage {
  TurnId parent = kNoTurn;  // that it would continue, if all goes well
  TurnId waits = kNoTurn;   // for this one
  TurnId stops = kNoTurn;   // this one
  bool operator==(const NextMessage&) const = default;
};

NextMessage next_message(const TurnQueue& queue, const std::map<TurnId, Turn>& turns,
                         SubmitMode mode);

}  // namespace parley
