#include "gates.h"

namespace parley::demo {

void Gate::open() {
  {
    const std::lock_guard lock(mutex_);
    if (!opened_) opened_ = Clock::now();
  }
  changed_.notify_all();
}

void Gate::reach() {
  {
    const std::lock_guard lock(mutex_);
    ++reached_;
  }
  changed_.notify_all();
}

Gate::State Gate::state() const {
  const std::lock_guard lock(mutex_);
  return {opened_.has_value(), reached_};
}

std::optional<Gate::Clock::time_point> Gate::opened() const {
  const std::lock_guard lock(mutex_);
  return opened_;
}

void Gate::wait_open(std::chrono::milliseconds time) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return opened_.has_value(); });
}

void Gate::wait_reached(std::size_t answers, std::chrono::milliseconds time) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this, answers] { return reached_ >= answers; });
}

std::shared_ptr<Gate> Gates::at(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = gates_.find(name);
  if (found != gates_.end()) return found->second;
  while (!order_.empty() && order_.size() >= most_) {
    const auto oldest = gates_.find(order_.front());
    oldest->second->open();
    gates_.erase(oldest);
    order_.pop_front();
  }
  order_.push_back(name);
  return gates_[name] = std::make_shared<Gate>();
}

}  // namespace parley::demo
