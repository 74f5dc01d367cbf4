// Said once to all answers that go straight through to a client: they end now.
#pragma once

#include <atomic>

#include "replay/wakeup.h"

namespace parley {

class Closing {
 public:
  enum class Why { kNotYet, kStopped, kRevoked };  // the proxy ends; the user may no more

  // The first reason stays.
  void close(Why why) {
    Why none = Why::kNotYet;
    why_.compare_exchange_strong(none, why);
    wakeup_.signal();  // for good: it wakes all who watch it
  }
  Why why() const { return why_; }
  bool closed() const { return why_ != Why::kNotYet; }
  int fd() const { return wakeup_.fd(); }

 private:
  std::atomic<Why> why_{Why::kNotYet};
  Wakeup wakeup_;
};

}  // namespace parley
