// Something that there is only so much of, for all together: bytes of memory, streams, descriptors.
// Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

namespace parley {

class Budget {
 public:
  // Gives back what can be spared, `missing` of it at least if there is so much. May be called by
  // many threads at once.
  using Reclaim = std::function<void(std::size_t missing)>;

  explicit Budget(std::size_t most) : most_(most) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  // Before the first take().
  void on_shortage(Reclaim reclaim) { reclaim_ = std::move(reclaim); }

  // All of it or nothing; asks for what can be spared before it says no.
  bool take(std::size_t amount);
  // The same without asking: for those whom reclaiming would call.
  bool try_take(std::size_t amount) noexcept;
  // Also beyond what there is.
  void take_anyway(std::size_t amount) noexcept { taken_ += amount; }
  void give(std::size_t amount) noexcept { taken_ -= amount; }
  std::size_t taken() const { return taken_; }
  // What is taken beyond it stays so until it is given back.
  void set_most(std::size_t most) noexcept { most_ = most; }

 private:
  std::atomic<std::size_t> most_;
  Reclaim reclaim_;
  std::atomic<std::size_t> taken_{0};
};

// What one holder has taken. It gives that back at its end.
class Share {
 public:
  Share() = default;
  Share(Share&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)), amount_(std::exchange(other.amount_, 0)) {}
  Share& operator=(Share&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(amount_, other.amount_);
    other.release();
    return *this;
  }
  ~Share() { release(); }

  // Instead of what it held. False: there is not so much, and it holds nothing. Without a budget
  // there is enough of everything.
  bool take(Budget* budget, std::size_t amount);
  // Also beyond what there is: for what is bounded otherwise, and goes before all else.
  void take_anyway(Budget* budget, std::size_t amount) noexcept;
  void release() noexcept;
  bool held() const { return budget_ != nullptr; }

 private:
  Budget* budget_ = nullptr;
  std::size_t amount_ = 0;
};

}  // namespace parley
