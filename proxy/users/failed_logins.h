// How often an address may be wrong. Whoever has a token is let in however often others at his
// address were wrong: nobody guesses 256 bits, and so nobody can shut others out. What is bounded
// is what guessing costs here. Thread-safe; time is an input.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "rules/rate_limit.h"

namespace parley {

class FailedLogins {
 public:
  static constexpr std::uint64_t kAMinute = 10;

  // `block`: of addresses, from address_block(). 0: it may be told so; else the seconds after which
  // to come again.
  int add(const std::string& block, RateLimit::Time now);
  std::size_t size() const;  // addresses that are remembered

 private:
  static constexpr std::size_t kMostBlocks = 4096;
  struct Entry {
    RateLimit limit{kAMinute};
    RateLimit::Time last;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Entry> blocks_;  // with mutex_
};

}  // namespace parley
