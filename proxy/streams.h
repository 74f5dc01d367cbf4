// The streams that can be taken up again, by the ids their clients gave them. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "stream_buffer.h"
#include "wakeup.h"

namespace parley {

// Who made a stream; only he finds it again. Everybody is the same one until there are users.
using Owner = std::string;

struct Stream {
  Stream(std::size_t capacity, std::string request_digest)
      : buffer(capacity), digest(std::move(request_digest)) {}

  StreamBuffer buffer;
  const std::string digest;  // of the request that started it
  std::atomic<bool> stopped{false};
  Wakeup stop;  // signalled when `stopped` is set; watched by the thread that reads upstream
};

struct StreamLimits {
  std::size_t bytes = 8u << 20;          // kept of each stream
  std::chrono::seconds ttl{300};         // kept after its end
  std::size_t count = 4096;              // streams, those that have ended included
  std::size_t total_bytes = 512u << 20;  // in memory, of all streams
};

class Streams {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Opened { kNew, kJoined, kConflict, kStopped, kFull };

  explicit Streams(StreamLimits limits) : limits_(limits) {}

  // kNew: the caller reads upstream into *stream and calls finished() at the end. kJoined: *stream
  // has the same request's answer already, or will. kConflict: the id belongs to another request.
  // kStopped: stop() came first. An answer that was an error (status 400 and above) is not joined
  // but asked for anew: it cost nothing, and repeating it would help nobody.
  Opened open(const Owner& owner, const std::string& id, const std::string& digest,
              std::shared_ptr<Stream>* stream);
  // Its buffer has ended; it is kept for the time to live, or dropped at once when it failed: then
  // the same request may be made again, unless it was stopped.
  void finished(const Owner& owner, const std::string& id, const std::shared_ptr<Stream>& stream);
  // Null: unknown or expired.
  std::shared_ptr<Stream> find(const Owner& owner, const std::string& id);

  enum class Stopped { kYes, kOverAlready, kUnknown };
  // Ends the request to upstream. An id that is not known is remembered, so that a stop that
  // overtakes its start still counts.
  Stopped stop(const Owner& owner, const std::string& id);
  // For good: no stream can be opened any more.
  void stop_all();

  void drop_expired();
  std::size_t count() const;
  std::size_t kept_bytes() const;

 private:
  struct Entry {
    std::shared_ptr<Stream> stream;  // null: only stop() has been here
    bool over = false;
    Clock::time_point expires;  // over, or without stream
  };
  using Entries = std::map<std::string, Entry>;

  void drop_expired_locked();
  bool make_room_locked();

  const StreamLimits limits_;
  mutable std::mutex mutex_;
  Entries entries_;
  bool closed_ = false;
};

}  // namespace parley
