// How long an answer that is recorded waits for those who read it, or are gone.
#pragma once

#include <chrono>

namespace parley {

struct Patience {
  // For a reader that is slower than upstream to make room, whenever the buffer is full: upstream
  // waits meanwhile. Who takes nothing for so long falls out of the buffer.
  std::chrono::milliseconds reader{2'000};
  // For upstream to say something more while nobody reads.
  std::chrono::milliseconds silence{600'000};
};

}  // namespace parley
