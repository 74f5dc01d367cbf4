// How many requests a minute. A token bucket that starts full. Pure: time is an input.
#pragma once

#include <chrono>
#include <cstdint>

namespace parley {

class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // 0: no limit.
  explicit RateLimit(std::uint64_t per_minute);
  // 0: go ahead; else the seconds, rounded up, after which to come again.
  int take(Time now);

 private:
  double per_minute_;
  double tokens_;
  Time last_{};
  bool started_ = false;
};

}  // namespace parley
