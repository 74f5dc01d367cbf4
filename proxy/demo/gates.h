// Gates hold an answer at a word until a test lets it on: `demo:gate` in README.md.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace parley::demo {

// Closed until it is opened, then open for good. Thread-safe.
class Gate {
 public:
  using Clock = std::chrono::steady_clock;
  struct State {
    bool open;
    std::size_t reached;  // how many answers have come to it
  };

  void open();
  void reach();
  State state() const;
  std::optional<Clock::time_point> opened() const;
  // Return as soon as it is so, or after `time`.
  void wait_open(std::chrono::milliseconds time) const;
  void wait_reached(std::size_t answers, std::chrono::milliseconds time) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::optional<Clock::time_point> opened_;
  std::size_t reached_ = 0;
};

// Every gate that anyone has named. Bounded: the oldest goes first, and is opened as it goes, so
// that no answer waits at a gate that can no longer be found. Thread-safe.
class Gates {
 public:
  static constexpr std::size_t kMostGates = 10'000;

  explicit Gates(std::size_t most = kMostGates) : most_(most) {}

  std::shared_ptr<Gate> at(const std::string& name);  // made when there is none

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Gate>> gates_;
  std::deque<std::string> order_;
};

}  // namespace parley::demo
