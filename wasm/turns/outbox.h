// Requests on their way out. One goes when all that caused it is kept, so that a host that is
// killed and comes back knows of every request that may have gone; and, if it asks for a stream,
// when the host has room for one: browsers allow few connections.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "io.h"

namespace parley {

class Outbox {
 public:
  // An entry of the journal was handed to the host.
  void journaled() { ++entries_; }
  // The host has kept so many of them, counted from the first that it was handed.
  void kept(std::uint32_t entries);

  // start: a kHttpStart.
  void add(Effect start, bool stream);
  // There is room for this stream.
  void room(RequestId request);
  // The request is over, or is given up. Appends what the host must do to *effects.
  void over(RequestId request, bool abort, double now, std::vector<Effect>* effects);
  // Appends what may go now, and what else the others need: that more is kept, or room.
  void release(double now, std::vector<Effect>* effects);

 private:
  struct Waiting {
    Effect start;
    std::uint32_t behind = 0;  // so many entries
    bool stream = false;
    bool asked = false;  // for room
    bool room = false;
  };

  std::uint32_t entries_ = 0;
  std::uint32_t kept_ = 0;
  std::uint32_t wanted_ = 0;      // the host has been asked to keep so many
  std::vector<Waiting> waiting_;  // in order
  std::set<RequestId> streams_;   // that have room or have asked for it
};

}  // namespace parley
