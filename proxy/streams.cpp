#include "streams.h"

#include <algorithm>
#include <utility>

namespace parley {
namespace {

constexpr std::chrono::seconds kRememberStop{60};

std::string entry_name(const Owner& owner, const std::string& id) { return id + ' ' + owner; }

}  // namespace

Streams::Opened Streams::open(const Owner& owner, const std::string& id, const std::string& digest,
                              std::shared_ptr<Stream>* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closed_) return Opened::kStopped;
  drop_expired_locked();
  const auto found = entries_.find(entry_name(owner, id));
  if (found != entries_.end()) {
    Entry& entry = found->second;
    if (!entry.stream) return Opened::kStopped;
    if (entry.stream->digest != digest) return Opened::kConflict;
    if (!entry.over || entry.stream->buffer.status() < 400) {
      *stream = entry.stream;
      return Opened::kJoined;
    }
    entries_.erase(found);
  }
  if (!make_room_locked()) return Opened::kFull;
  Entry entry;
  entry.stream = std::make_shared<Stream>(limits_.bytes, digest);
  *stream = entry.stream;
  entries_.emplace(entry_name(owner, id), std::move(entry));
  return Opened::kNew;
}

void Streams::finished(const Owner& owner, const std::string& id,
                       const std::shared_ptr<Stream>& stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = entries_.find(entry_name(owner, id));
  if (found == entries_.end() || found->second.stream != stream) return;
  const bool failed = stream->buffer.state() == StreamBuffer::State::kFailed;
  if (failed && !stream->stopped) {
    entries_.erase(found);
    return;
  }
  if (failed) found->second.stream = nullptr;
  found->second.over = true;
  found->second.expires = Clock::now() + (failed ? kRememberStop : limits_.ttl);
}

std::shared_ptr<Stream> Streams::find(const Owner& owner, const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  drop_expired_locked();
  const auto found = entries_.find(entry_name(owner, id));
  return found == entries_.end() ? nullptr : found->second.stream;
}

Streams::Stopped Streams::stop(const Owner& owner, const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  drop_expired_locked();
  const auto found = entries_.find(entry_name(owner, id));
  if (found == entries_.end()) {
    if (make_room_locked()) {
      Entry entry;
      entry.over = true;
      entry.expires = Clock::now() + kRememberStop;
      entries_.emplace(entry_name(owner, id), std::move(entry));
    }
    return Stopped::kUnknown;
  }
  if (!found->second.stream) return Stopped::kUnknown;
  if (found->second.over) return Stopped::kOverAlready;
  found->second.stream->stopped = true;
  found->second.stream->stop.signal();
  return Stopped::kYes;
}

void Streams::stop_all() {
  const std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  for (const auto& [name, entry] : entries_) {
    if (!entry.stream) continue;
    entry.stream->stopped = true;
    entry.stream->stop.signal();
  }
}

void Streams::drop_expired() {
  const std::lock_guard<std::mutex> lock(mutex_);
  drop_expired_locked();
}

std::size_t Streams::count() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return entries_.size();
}

std::size_t Streams::kept_bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::size_t bytes = 0;
  for (const auto& [name, entry] : entries_) {
    if (entry.stream) bytes += entry.stream->buffer.kept();
  }
  return bytes;
}

void Streams::drop_expired_locked() {
  const Clock::time_point now = Clock::now();
  for (auto at = entries_.begin(); at != entries_.end();) {
    at = at->second.over && at->second.expires <= now ? entries_.erase(at) : std::next(at);
  }
}

// For one more: drops streams that have ended, those first that ended first. False: what is left
// is running, and too much.
bool Streams::make_room_locked() {
  for (;;) {
    std::size_t bytes = 0;
    auto oldest = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
      if (at->second.stream) bytes += at->second.stream->buffer.kept();
      if (!at->second.over) continue;
      if (oldest == entries_.end() || at->second.expires < oldest->second.expires) oldest = at;
    }
    if (entries_.size() < limits_.count && bytes < limits_.total_bytes) return true;
    if (oldest == entries_.end()) return false;
    entries_.erase(oldest);
  }
}

}  // namespace parley
