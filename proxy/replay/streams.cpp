#include "replay/streams.h"

#include <algorithm>
#include <utility>

#include "rules/api_reply.h"

namespace parley {
namespace {

std::string entry_name(const Owner& owner, const std::string& id) { return id + ' ' + owner; }

bool refused(int status) { return (status >= 400 && status < 500) || status == 503; }

}  // namespace

HttpReply stream_expired() {
  return api_error(410, "stream_expired",
                   "That part of the stream is no longer kept. Ask the API for the interaction "
                   "instead.");
}

Streams::Streams(StreamLimits limits) : limits_(limits), expired_(std::make_shared<Stream>(0)) {
  expired_->buffer.fail(stream_expired());
}

Streams::Opened Streams::open(const Owner& owner, const std::string& id, const std::string& digest,
                              std::shared_ptr<Stream>* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closed_) return Opened::kStopped;
  drop_expired_locked();
  const auto found = entries_.find(entry_name(owner, id));
  if (found != entries_.end()) {
    Entry& entry = found->second;
    if (!entry.stream) return Opened::kStopped;
    if (entry.digest != digest) return Opened::kConflict;
    if (!entry.repeatable) {
      *stream = entry.stream;
      return Opened::kJoined;
    }
    entries_.erase(found);
  }
  if (!make_room_locked()) return Opened::kFull;
  Entry entry;
  entry.stream = std::make_shared<Stream>(limits_.bytes);
  entry.digest = digest;
  *stream = entry.stream;
  entries_.emplace(entry_name(owner, id), std::move(entry));
  return Opened::kNew;
}

void Streams::finished(const Owner& owner, const std::string& id,
                       const std::shared_ptr<Stream>& stream, bool sent) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = entries_.find(entry_name(owner, id));
  if (found == entries_.end() || found->second.stream != stream) return;
  Entry& entry = found->second;
  const bool failed = stream->buffer.state() == StreamBuffer::State::kFailed;
  if (failed && !sent && !stream->stopped) {
    entries_.erase(found);
    return;
  }
  if (failed && stream->stopped) entry.stream = nullptr;
  entry.over = true;
  entry.repeatable = !sent || refused(stream->buffer.status());
  entry.ended = Clock::now();
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
      entry.repeatable = true;
      entry.ended = Clock::now();
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
  const auto id_time = std::max(limits_.ttl, limits_.id_time);
  for (auto at = entries_.begin(); at != entries_.end();) {
    Entry& entry = at->second;
    if (entry.over && entry.ended + id_time <= now) {
      at = entries_.erase(at);
      continue;
    }
    if (entry.over && entry.stream && entry.ended + limits_.ttl <= now) entry.stream = expired_;
    ++at;
  }
}

// For one more. False: what is left is running, or must not be forgotten, and is too much.
bool Streams::make_room_locked() {
  std::size_t bytes = 0;
  for (const auto& [name, entry] : entries_) {
    if (entry.stream) bytes += entry.stream->buffer.kept();
  }
  while (bytes >= limits_.total_bytes) {
    const std::size_t freed = drop_bytes_locked();
    if (freed == 0) return false;
    bytes -= std::min(bytes, freed);
  }
  return entries_.size() < limits_.count || forget_one_locked();
}

// Of the stream that ended first; its id stays, so that the request is not made again. Returns how
// many.
std::size_t Streams::drop_bytes_locked() {
  Entry* oldest = nullptr;
  for (auto& [name, entry] : entries_) {
    if (!entry.over || !entry.stream || entry.stream->buffer.kept() == 0) continue;
    if (oldest == nullptr || entry.ended < oldest->ended) oldest = &entry;
  }
  if (oldest == nullptr) return 0;
  const std::size_t bytes = oldest->stream->buffer.kept();
  oldest->stream = expired_;
  return bytes;
}

// What ended first, id and all. Not a young one that may have been paid for: its client may still
// ask again.
bool Streams::forget_one_locked() {
  const Clock::time_point young = Clock::now() - limits_.id_time;
  auto oldest = entries_.end();
  for (auto at = entries_.begin(); at != entries_.end(); ++at) {
    const Entry& entry = at->second;
    if (!entry.over || (!entry.repeatable && entry.ended > young)) continue;
    if (oldest == entries_.end() || entry.ended < oldest->second.ended) oldest = at;
  }
  if (oldest == entries_.end()) return false;
  entries_.erase(oldest);
  return true;
}

}  // namespace parley
