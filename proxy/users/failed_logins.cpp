#include "users/failed_logins.h"

#include <algorithm>
#include <iterator>

namespace parley {

int FailedLogins::add(const std::string& block, RateLimit::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (blocks_.size() >= kMostBlocks && blocks_.count(block) == 0) {
    blocks_.erase(std::min_element(
        blocks_.begin(), blocks_.end(),
        [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  Entry& entry = blocks_[block];
  entry.last = now;
  return entry.limit.take(now);
}

std::size_t FailedLogins::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return blocks_.size();
}

}  // namespace parley
