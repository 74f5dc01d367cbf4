#include "http/budget.h"

namespace parley {

bool Budget::try_take(std::size_t amount) noexcept {
  std::size_t taken = taken_;
  do {
    if (taken > most_ || amount > most_ - taken) return false;
  } while (!taken_.compare_exchange_weak(taken, taken + amount));
  return true;
}

bool Budget::take(std::size_t amount) {
  if (try_take(amount)) return true;
  if (!reclaim_ || amount > most_) return false;
  reclaim_(amount);
  return try_take(amount);
}

bool Share::take(Budget* budget, std::size_t amount) {
  release();
  if (budget == nullptr) return true;
  if (!budget->take(amount)) return false;
  budget_ = budget;
  amount_ = amount;
  return true;
}

void Share::take_anyway(Budget* budget, std::size_t amount) noexcept {
  release();
  if (budget == nullptr) return;
  budget->take_anyway(amount);
  budget_ = budget;
  amount_ = amount;
}

void Share::release() noexcept {
  if (budget_ != nullptr) budget_->give(amount_);
  budget_ = nullptr;
  amount_ = 0;
}

}  // namespace parley
