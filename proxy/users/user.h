// Somebody who may use the proxy, while it runs. Thread-safe.
#pragma once

#include <mutex>
#include <string>

#include "http/budget.h"
#include "replay/closing.h"
#include "rules/rate_limit.h"
#include "users/token.h"
#include "users/users_file.h"

namespace parley {

class User {
 public:
  // `entry` without limits of its own: `streams` at one time.
  User(const UserEntry& entry, std::uint64_t streams);

  const std::string& name() const { return name_; }
  const TokenDigest& digest() const { return digest_; }
  // Of those that stand in the file now.
  void set_limits(const UserLimits& limits, std::uint64_t streams);

  UserLimits limits() const;

  // 0: go ahead; else the seconds, rounded up, after which to come again.
  int take_rate(RateLimit::Time now);
  Budget& slots() { return slots_; }  // exchanges with upstream

  Closing& closing() { return closing_; }

 private:
  const std::string name_;
  const TokenDigest digest_;
  Budget slots_;
  mutable std::mutex mutex_;
  UserLimits limits_;  // with mutex_
  RateLimit rate_;     // with mutex_
  Closing closing_;
};

}  // namespace parley
