// Whose interactions are, and what they cost. Kept in a file, so that nobody loses his at a restart
// and no day's tokens are counted anew: hashes of ids with names of users, for as long as the API
// keeps what they name. Thread-safe.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley {

// Days since the epoch, in UTC.
std::int64_t ledger_day();
// Until the next one begins.
int seconds_to_next_day();

struct LedgerEntry {
  std::string user;
  std::int64_t day = 0;      // on which it was begun: there its tokens count
  std::uint64_t tokens = 0;  // as far as the API has told
};

class Ledger {
 public:
  using Entries = std::unordered_map<std::string, LedgerEntry>;  // by half of the id's SHA-256

  // `file`: read, and added to; empty: memory alone. `today`: ledger_day().
  Ledger(std::string file, std::int64_t today);

  // Empty, or why nothing can be kept, for people.
  const std::string& error() const { return error_; }

  // Before anybody else can know the id. An id stays with the one who has it.
  void add(std::string_view id, const std::string& user, std::int64_t today);
  bool owns(const std::string& user, std::string_view id) const;
  // What an interaction has cost by now, which only grows. Nothing happens to ids that are not
  // there.
  void count(std::string_view id, std::uint64_t tokens);
  // By all that the user began on that day.
  std::uint64_t spent(const std::string& user, std::int64_t day) const;

  Entries entries() const;

  // A file's, without what is too old.
  static Entries read(const std::string& file, std::int64_t today);

 private:
  static constexpr std::size_t kMost = 1u << 20;

  void write_anew();
  void write(const std::string& hash, const LedgerEntry& entry);
  void spend(const LedgerEntry& entry, std::uint64_t tokens);

  const std::string file_;
  std::string error_;
  mutable std::mutex mutex_;
  Entries entries_;                                                     // with mutex_
  std::map<std::string, std::map<std::int64_t, std::uint64_t>> spent_;  // with mutex_: user, day
  std::ofstream out_;                                                   // with mutex_
};

}  // namespace parley
