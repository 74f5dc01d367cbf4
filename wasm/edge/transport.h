// One conversation's door to the network and the clock: carries out host effects (io.h:
// kHttpStart, kHttpAbort, kTimerStart) and hands back what arrives as inputs.
//
// A request answers with at most one kHttpHead, then its kHttpChunks as they arrive, then exactly
// one kHttpEnd. An error status is a complete answer: head, body, kComplete. A connection that
// fails or a body that is cut is kBroken. After kHttpAbort nothing more comes for that request.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "io.h"

namespace parley {

class Transport {
 public:
  // Takes one input; its text is valid during the call. Called by the event loop only, never from
  // within a member function here, so it may call run().
  using Deliver = void (*)(std::uint32_t conversation, const Input& input);

  Transport(std::uint32_t conversation, Deliver deliver);
  // Aborts every request and forgets every timer: nothing is delivered afterwards.
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // Effects that are not for the host are ignored.
  void run(const Effect& effect);

 private:
  struct Request;
  struct Timer;

  void start(const Effect& effect);
  void abort(RequestId id);
  void start_timer(const Effect& effect);
  void deliver(InputKind kind, std::uint32_t id, std::uint32_t arg, std::string_view text) const;
  // Takes a request or timer out of its list; null when it is not there.
  std::unique_ptr<Request> take(RequestId id);
  std::unique_ptr<Timer> take(const Timer* timer);

  std::uint32_t conversation_;
  Deliver deliver_;
  std::vector<std::unique_ptr<Request>> requests_;
  std::vector<std::unique_ptr<Timer>> timers_;
};

}  // namespace parley
