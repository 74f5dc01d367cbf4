// Requests that are refused because the prompt says so.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "api_error.h"
#include "switches.h"

namespace parley::demo {

// The error a switch asks for; status 0: none. `stream`: refusals of the answer itself come as
// events then, not here.
ApiError refusal_of(const Prompt& prompt, bool stream);

// Counts how often a message came, for switches that work "once" or "twice". Thread-safe, bounded.
class RepeatCounter {
 public:
  // Takes out of the prompt the switches that have had their turns.
  void spend(Prompt* prompt);

 private:
  static constexpr std::size_t kMostMessages = 4096;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, long> seen_;
};

}  // namespace parley::demo
