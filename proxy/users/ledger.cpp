#include "users/ledger.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "replay/digest.h"
#include "users/users_file.h"

namespace parley {
namespace {

constexpr std::size_t kHashDigits = 32;
constexpr std::int64_t kKeptDays = 60;  // the API: 55

std::string hash_of(std::string_view id) { return sha256(id).substr(0, kHashDigits); }

bool is_hash(const std::string& text) {
  return text.size() == kHashDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::int64_t ledger_day() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::hours>(now).count() / 24;
}

int seconds_to_next_day() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  constexpr std::int64_t kDay = 24 * 60 * 60;
  return static_cast<int>(kDay -
                          std::chrono::duration_cast<std::chrono::seconds>(now).count() % kDay);
}

Ledger::Ledger(std::string file, std::int64_t today) : file_(std::move(file)) {
  if (file_.empty()) return;
  entries_ = read(file_, today);
  for (const auto& [hash, entry] : entries_) spend(entry, entry.tokens);
  write_anew();
}

// A line: DAY HASH USER [TOKENS]; of two with the same hash the later one counts. One that was torn
// by a full disk, or is not ours, is passed over.
Ledger::Entries Ledger::read(const std::string& file, std::int64_t today) {
  Entries entries;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    LedgerEntry entry;
    std::string hash;
    if (!(words >> entry.day >> hash >> entry.user)) continue;
    words >> entry.tokens;
    if (!is_hash(hash) || !is_user_name(entry.user) || entry.day + kKeptDays < today) continue;
    entries[std::move(hash)] = std::move(entry);
  }
  return entries;
}

// Without what is too old; beside the old file, and then in its place.
void Ledger::write_anew() {
  const std::string beside = file_ + ".new";
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
  out_.open(beside, std::ios::trunc);
  for (const auto& [hash, entry] : entries_) write(hash, entry);
  out_.flush();
  const bool written = fd >= 0 && out_ && std::rename(beside.c_str(), file_.c_str()) == 0;
  if (written) return;  // what follows goes behind it
  error_ = "cannot write the file " + file_ + ": " + std::strerror(errno);
  out_.close();
}

void Ledger::write(const std::string& hash, const LedgerEntry& entry) {
  if (!out_.is_open()) return;
  out_ << entry.day << ' ' << hash << ' ' << entry.user << ' ' << entry.tokens << '\n';
  out_.clear();  // a disk that is full may have room again
}

void Ledger::spend(const LedgerEntry& entry, std::uint64_t tokens) {
  if (tokens != 0) spent_[entry.user][entry.day] += tokens;
}

void Ledger::add(std::string_view id, const std::string& user, std::int64_t today) {
  const std::string hash = hash_of(id);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (entries_.size() >= kMost) return;
  const auto [place, added] = entries_.emplace(hash, LedgerEntry{user, today, 0});
  if (!added) return;
  write(hash, place->second);
  out_.flush();
}

bool Ledger::owns(const std::string& user, std::string_view id) const {
  const std::string hash = hash_of(id);
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = entries_.find(hash);
  return found != entries_.end() && found->second.user == user;
}

void Ledger::count(std::string_view id, std::uint64_t tokens) {
  const std::string hash = hash_of(id);
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = entries_.find(hash);
  if (found == entries_.end() || tokens <= found->second.tokens) return;
  spend(found->second, tokens - found->second.tokens);
  found->second.tokens = tokens;
  write(hash, found->second);
  out_.flush();
}

Ledger::Entries Ledger::entries() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return entries_;
}

std::uint64_t Ledger::spent(const std::string& user, std::int64_t day) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto days = spent_.find(user);
  if (days == spent_.end()) return 0;
  const auto found = days->second.find(day);
  return found == days->second.end() ? 0 : found->second;
}

}  // namespace parley
