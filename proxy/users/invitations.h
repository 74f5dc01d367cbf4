// Links by which a user takes another of his devices in: a word that is good once and for a few
// minutes, in place of his token, which no script of the page ever sees. Thread-safe; time is an
// input.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace parley {

class Invitations {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::minutes kGood{5};

  // The word.
  std::string add(std::string token, Time now);
  // The token, or empty: there is no such word, or no more.
  std::string take(const std::string& word, Time now);

 private:
  static constexpr std::size_t kMost = 64;  // then the oldest goes
  struct Entry {
    std::string token;
    Time until;
  };

  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // with mutex_
};

}  // namespace parley
