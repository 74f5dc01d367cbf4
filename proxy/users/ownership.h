// Whose interactions are. Kept in a file, so that nobody loses his at a restart: hashes of ids with
// names of users, for as long as the API keeps what they name. Thread-safe.
#pragma once

#include <cstdint>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley {

class Ownership {
 public:
  // `file`: read, and added to; empty: memory alone. `today`: days since the epoch.
  Ownership(std::string file, std::int64_t today);

  // Empty, or why nothing can be kept, for people.
  const std::string& error() const { return error_; }

  // Before anybody else can know the id. An id stays with the one who has it.
  void add(std::string_view id, const std::string& user, std::int64_t today);
  bool owns(const std::string& user, std::string_view id) const;

 private:
  static constexpr std::int64_t kKeptDays = 60;  // the API: 55
  static constexpr std::size_t kMost = 1u << 20;

  struct Entry {
    std::string user;
    std::int64_t day;
  };

  void read(std::int64_t today);
  void write_anew();

  const std::string file_;
  std::string error_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;  // with mutex_; by half of the id's SHA-256
  std::ofstream out_;                               // with mutex_
};

}  // namespace parley
