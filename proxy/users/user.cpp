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
      limits_(entry.limits),
      rate_(entry.limits.rate) {}

void User::set_limits(const UserLimits& limits, std::uint64_t streams) {
  slots_.set_most(streams_of(limits, streams));
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool same_rate = limits_.rate == limits.rate;
  limits_ = limits;
  if (!same_rate) rate_ = RateLimit(limits.rate);  // else a bucket that is half empty stays so
}

UserLimits User::limits() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return limits_;
}

int User::take_rate(RateLimit::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return rate_.take(now);
}

}  // namespace parley
