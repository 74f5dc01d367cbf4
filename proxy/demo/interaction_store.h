// The stored interactions, and the memory of a conversation that chaining draws on. Bounded in
// number and bytes: the oldest go first. Thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "interaction.h"

namespace parley::demo {

class InteractionStore {
 public:
  static constexpr std::size_t kMostInteractions = 5000;
  static constexpr std::size_t kMostBytes = 128 * 1024 * 1024;

  explicit InteractionStore(std::size_t most = kMostInteractions, std::size_t bytes = kMostBytes)
      : most_(most), most_bytes_(bytes) {}

  void add(std::shared_ptr<Interaction> interaction);
  std::shared_ptr<Interaction> find(const std::string& id) const;  // nullptr: unknown
  bool erase(const std::string& id);                               // false: unknown

  // The steps of this interaction and of those before it, oldest first. An ancestor that was
  // deleted ends the walk.
  std::vector<std::string> history(const std::string& id) const;

 private:
  void drop_oldest();

  const std::size_t most_;
  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Interaction>, std::less<>> interactions_;
  std::deque<std::string> order_;  // may name some that were erased since
  std::size_t bytes_ = 0;
};

}  // namespace parley::demo
