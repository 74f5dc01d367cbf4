// Which events of a stream have come, as far as they have ids: a resumed stream may overlap.
#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "answer/event.h"

namespace parley {

class EventIds {
 public:
  // False: this event came before, going by its id and what it says, however that is written; one
  // id with two contents is two events (wire.md 5). Without an id an event is new. step: that which
  // a delta is about where it does not say so.
  bool add(const Event& event, std::uint32_t step);
  // A step begins anew, and all that comes for it.
  void forget_deltas(std::uint32_t step);

 private:
  // Fingerprints: of deltas by their step, counted from 1, of all others at 0.
  std::set<std::pair<std::uint32_t, std::uint64_t>> seen_;
};

}  // namespace parley
