// Where handlers of a server wait until the test lets them go on.
#pragma once

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "support/tcp_client.h"

namespace parley {

class Gate {
 public:
  void hold() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++held_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_held(int count) {
    std::unique_lock<std::mutex> lock(mutex_);
    REQUIRE(changed_.wait_for(lock, kPatience, [&] { return held_ >= count; }));
  }
  void open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int held_ = 0;
  bool open_ = false;
};

}  // namespace parley
