#include "users/ownership.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "replay/digest.h"
#include "users/users_file.h"

namespace parley {
namespace {

constexpr std::size_t kHashDigits = 32;

std::string hash_of(std::string_view id) { return sha256(id).substr(0, kHashDigits); }

bool is_hash(const std::string& text) {
  return text.size() == kHashDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Ownership::Ownership(std::string file, std::int64_t today) : file_(std::move(file)) {
  if (file_.empty()) return;
  read(today);
  write_anew();
}

// A line: DAY HASH USER. One that was torn by a full disk, or is not ours, is passed over.
void Ownership::read(std::int64_t today) {
  std::ifstream in(file_);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    Entry entry{{}, 0};
    std::string hash;
    if (!(words >> entry.day >> hash >> entry.user)) continue;
    if (!is_hash(hash) || !is_user_name(entry.user) || entry.day + kKeptDays < today) continue;
    entries_.emplace(std::move(hash), std::move(entry));
  }
}

// Without what is too old; beside the old file, and then in its place.
void Ownership::write_anew() {
  const std::string beside = file_ + ".new";
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
  {
    std::ofstream out(beside, std::ios::trunc);
    for (const auto& [hash, entry] : entries_) {
      out << entry.day << ' ' << hash << ' ' << entry.user << '\n';
    }
    out.flush();
    if (fd < 0 || !out || std::rename(beside.c_str(), file_.c_str()) != 0) {
      error_ = "cannot write the file " + file_ + ": " + std::strerror(errno);
      return;
    }
  }
  out_.open(file_, std::ios::app);
  if (!out_) error_ = "cannot write the file " + file_ + ": " + std::strerror(errno);
}

void Ownership::add(std::string_view id, const std::string& user, std::int64_t today) {
  const std::string hash = hash_of(id);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (entries_.size() >= kMost || !entries_.emplace(hash, Entry{user, today}).second) return;
  if (!out_.is_open()) return;
  out_ << today << ' ' << hash << ' ' << user << '\n';
  out_.flush();
  out_.clear();  // a disk that is full may have room again
}

bool Ownership::owns(const std::string& user, std::string_view id) const {
  const std::string hash = hash_of(id);
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = entries_.find(hash);
  return found != entries_.end() && found->second.user == user;
}

}  // namespace parley
