#include "rules/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace parley {

RateLimit::RateLimit(std::uint64_t per_minute)
    : per_minute_(static_cast<double>(per_minute)), tokens_(per_minute_) {}

int RateLimit::take(Time now) {
  if (per_minute_ <= 0) return 0;
  if (started_) {
    const double minutes = std::chrono::duration<double, std::ratio<60>>(now - last_).count();
    tokens_ = std::min(per_minute_, tokens_ + std::max(0.0, minutes) * per_minute_);
  }
  started_ = true;
  last_ = now;
  if (tokens_ >= 1) {
    tokens_ -= 1;
    return 0;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - tokens_) / per_minute_ * 60)));
}

}  // namespace parley
