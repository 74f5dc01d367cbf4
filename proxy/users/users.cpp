#include "users/users.h"

#include <algorithm>
#include <limits>

namespace parley {

Users::Users()
    : everybody_(std::make_shared<User>(UserEntry(), std::numeric_limits<std::uint64_t>::max())) {}

bool Users::required() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return !users_.empty();
}

std::shared_ptr<User> Users::find(std::string_view token) const {
  const TokenDigest digest = token_digest(token);
  std::shared_ptr<User> found;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const std::shared_ptr<User>& user : users_) {
    if (same_digest(user->digest(), digest)) found = user;
  }
  return found;
}

std::vector<std::shared_ptr<User>> Users::replace(const std::vector<UserEntry>& entries,
                                                  std::uint64_t streams) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::shared_ptr<User>> before = std::move(users_);
  users_.clear();
  for (const UserEntry& entry : entries) {
    const auto same = std::find_if(before.begin(), before.end(), [&](const auto& user) {
      return user->name() == entry.name && user->digest() == entry.digest;
    });
    if (same == before.end()) {
      users_.push_back(std::make_shared<User>(entry, streams));
      continue;
    }
    (*same)->set_limits(entry.limits, streams);
    users_.push_back(*same);
    before.erase(same);
  }
  return before;
}

std::vector<std::shared_ptr<User>> Users::all() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::shared_ptr<User>> all = users_;
  all.push_back(everybody_);
  return all;
}

}  // namespace parley
