#include "users/user.h"

namespace parley {
namespace {

std::uint64_t streams_of(const UserLimits& limits, std::uint64_t streams) {
  return limits.streams != 0 ? limits.streams : streams;
}

}  // namespace

User::User(const UserEntry& entry, std::uint64_t streams)
    : name_(entry.name),
      digest_(entry.digest),
      slots_(streams_of(entry.limits, streams)),
      rate_per_minute_(entry.limits.rate),
      rate_(entry.limits.rate) {}

void User::set_limits(const UserLimits& limits, std::uint64_t streams) {
  slots_.set_most(streams_of(limits, streams));
  const std::lock_guard<std::mutex> lock(mutex_);
  if (rate_per_minute_ == limits.rate) return;  // a bucket that is half empty stays so
  rate_per_minute_ = limits.rate;
  rate_ = RateLimit(limits.rate);
}

int User::take_rate(RateLimit::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return rate_.take(now);
}

}  // namespace parley
