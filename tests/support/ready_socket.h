// A descriptor that always has something to read.
#pragma once

#include "replay/wakeup.h"

namespace parley {

class ReadySocket {
 public:
  ReadySocket() { wakeup_.signal(); }
  int fd() const { return wakeup_.fd(); }

 private:
  Wakeup wakeup_;
};

}  // namespace parley
