#include "users/invitations.h"

#include <algorithm>

#include "random_word.h"

namespace parley {

std::string Invitations::add(std::string token, Time now) {
  std::string word = random_word();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (entries_.size() >= kMost) {
    entries_.erase(std::min_element(
        entries_.begin(), entries_.end(),
        [](const auto& a, const auto& b) { return a.second.until < b.second.until; }));
  }
  entries_[word] = {std::move(token), now + kGood};
  return word;
}

std::string Invitations::take(const std::string& word, Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = entries_.find(word);
  if (found == entries_.end()) return {};
  const Entry entry = std::move(found->second);
  entries_.erase(found);
  return now < entry.until ? entry.token : std::string();
}

}  // namespace parley
