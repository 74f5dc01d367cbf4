#include "interaction_store.h"

namespace parley::demo {

void InteractionStore::add(std::shared_ptr<Interaction> interaction) {
  const std::lock_guard lock(mutex_);
  bytes_ += interaction->bytes();
  order_.push_back(interaction->record.id);
  interactions_[interaction->record.id] = std::move(interaction);
  drop_oldest();
}

std::shared_ptr<Interaction> InteractionStore::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = interactions_.find(id);
  return found == interactions_.end() ? nullptr : found->second;
}

bool InteractionStore::erase(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = interactions_.find(id);
  if (found == interactions_.end()) return false;
  bytes_ -= found->second->bytes();
  interactions_.erase(found);
  return true;
}

// The newest always stays, however large it is.
void InteractionStore::drop_oldest() {
  while (order_.size() > 1 && (order_.size() > most_ || bytes_ > most_bytes_)) {
    const auto found = interactions_.find(order_.front());
    order_.pop_front();
    if (found == interactions_.end()) continue;
    bytes_ -= found->second->bytes();
    interactions_.erase(found);
  }
}

std::vector<std::string> InteractionStore::history(const std::string& id) const {
  std::vector<std::shared_ptr<Interaction>> chain;
  for (std::shared_ptr<Interaction> one = find(id); one != nullptr;
       one = find(one->record.request.previous_interaction_id)) {
    chain.push_back(one);
  }
  std::vector<std::string> steps;
  for (auto one = chain.rbegin(); one != chain.rend(); ++one) {
    const std::vector<std::string>& input = (*one)->record.request.input;
    steps.insert(steps.end(), input.begin(), input.end());
    const std::vector<std::string> output = (*one)->steps((*one)->snapshot(Clock::now()));
    steps.insert(steps.end(), output.begin(), output.end());
  }
  return steps;
}

}  // namespace parley::demo
