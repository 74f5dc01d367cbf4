#include "replay/streams.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "rules/api_reply.h"

namespace parley {
namespace {

std::string entry_name(const Owner& owner, const std::string& id) { return id + ' ' + owner; }

// However little memory there is, a stream may have about so much of it: what its readers are about
// to get.
constexpr std::size_t kAlwaysKept = 128 * 1024;

bool refused(int status) { return (status >= 400 && status < 500) || status == 503; }

}  // namespace

HttpReply stream_expired() {
  return api_error(410, "stream_expired",
                   "That part of the stream is no longer kept. Ask the API for the interaction "
                   "instead.");
}

void Stream::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  stopped_ = true;
  if (reader_ != nullptr) reader_->signal();
}

void Stream::watch(Wakeup* reader) {
  const std::lock_guard<std::mutex> lock(mutex_);
  reader_ = reader;
  if (stopped_ && reader_ != nullptr) reader_->signal();
}

Streams::Streams(StreamLimits limits, Budget& memory)
    : limits_(limits), memory_(memory), expired_(std::make_shared<Stream>("", 0, nullptr)) {
  expired_->buffer.fail(stream_expired());
  memory_.on_shortage([this](std::size_t missing) { give_up_ended(missing); });
}

Streams::Opened Streams::open(const Owner& owner, const std::string& id, const std::string& digest,
                              std::shared_ptr<Stream>* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closed_) return Opened::kStopped;
  drop_expired_locked();
  std::string name = entry_name(owner, id);
  if (stops_.count(name) != 0) return Opened::kStopped;
  const auto found = entries_.find(name);
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
  if (entries_.size() >= limits_.count && !forget_one_locked()) return Opened::kFull;
  Entry entry;
  entry.stream = std::make_shared<Stream>(name, limits_.bytes, &memory_);
  entry.digest = digest;
  *stream = entry.stream;
  entries_.emplace(std::move(name), std::move(entry));
  return Opened::kNew;
}

bool Streams::settled(const Owner& owner, const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  drop_expired_locked();
  const std::string name = entry_name(owner, id);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return closed_ || stops_.count(name) != 0;
  return !found->second.repeatable || !found->second.stream;
}

void Streams::append(Stream& stream, std::string_view bytes) {
  while (!stream.buffer.append(bytes)) {
    const std::size_t before = memory_.taken();
    give_up_ended(bytes.size());
    if (memory_.taken() < before || shorten_longest()) continue;
    stream.buffer.append(bytes, true);
    return;
  }
}

void Streams::finished(const std::shared_ptr<Stream>& stream, bool sent) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = entries_.find(stream->name());
  if (found == entries_.end() || found->second.stream != stream) return;
  Entry& entry = found->second;
  const bool failed = stream->buffer.state() == StreamBuffer::State::kFailed;
  if (failed && !sent && !stream->stopped()) {
    entries_.erase(found);
    return;
  }
  if (failed && stream->stopped()) entry.stream = nullptr;
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
  std::string name = entry_name(owner, id);
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    remember_stop_locked(std::move(name));
    return Stopped::kUnknown;
  }
  if (!found->second.stream) return Stopped::kUnknown;
  if (found->second.over) return Stopped::kOverAlready;
  found->second.stream->stop();
  return Stopped::kYes;
}

void Streams::stop_all_of(const Owner& owner) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& [name, entry] : entries_) {
    const bool his = name.substr(name.find(' ') + 1) == owner;
    if (his && entry.stream && !entry.over) entry.stream->stop();
  }
}

void Streams::close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
}

void Streams::stop_all() {
  const std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  for (const auto& [name, entry] : entries_) {
    if (!entry.stream) continue;
    entry.stream->stop();
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
  for (auto at = stops_.begin(); at != stops_.end();) {
    at = at->second <= now ? stops_.erase(at) : std::next(at);
  }
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

// They have a room of their own: whoever stops what never was takes nothing from anybody's streams.
void Streams::remember_stop_locked(std::string name) {
  if (stops_.size() >= limits_.stops) {
    stops_.erase(std::min_element(stops_.begin(), stops_.end(), [](const auto& a, const auto& b) {
      return a.second < b.second;
    }));
  }
  stops_[std::move(name)] = Clock::now() + limits_.id_time;
}

// Of the streams that ended first; their ids stay, so that no request is made again. Not of those
// that are being read: that would free nothing yet.
void Streams::give_up_ended(std::size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (std::size_t freed = 0; freed < bytes;) {
    Entry* oldest = nullptr;
    for (auto& [name, entry] : entries_) {
      if (!entry.over || !entry.stream || entry.stream.use_count() > 1) continue;
      if (entry.stream->buffer.kept() == 0) continue;
      if (oldest == nullptr || entry.ended < oldest->ended) oldest = &entry;
    }
    if (oldest == nullptr) return;
    freed += oldest->stream->buffer.kept();
    oldest->stream = expired_;
  }
}

// Of what runs, or is being read. False: there is nothing that is worth it.
bool Streams::shorten_longest() {
  const std::lock_guard<std::mutex> lock(mutex_);
  StreamBuffer* longest = nullptr;
  for (auto& [name, entry] : entries_) {
    if (!entry.stream) continue;
    if (longest == nullptr || entry.stream->buffer.kept() > longest->kept()) {
      longest = &entry.stream->buffer;
    }
  }
  return longest != nullptr && longest->kept() > kAlwaysKept &&
         longest->forget(longest->kept() / 4) != 0;
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
