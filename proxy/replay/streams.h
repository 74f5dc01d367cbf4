// The streams that can be taken up again, by the ids their clients gave them. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "replay/stream_buffer.h"
#include "replay/wakeup.h"

namespace parley {

// Who made a stream; only he finds it again. Everybody is the same one until there are users.
using Owner = std::string;

struct Stream {
  explicit Stream(std::size_t capacity) : buffer(capacity) {}

  StreamBuffer buffer;
  std::atomic<bool> stopped{false};
  Wakeup stop;  // signalled when `stopped` is set; watched by the thread that reads upstream
};

struct StreamLimits {
  std::size_t bytes = 8u << 20;          // kept of each stream
  std::chrono::seconds ttl{300};         // kept after its end
  std::chrono::seconds id_time{120};     // its id is known after its end, if longer than `ttl`
  std::size_t count = 4096;              // ids, those of streams that have ended included
  std::size_t total_bytes = 512u << 20;  // in memory, of all streams
};

// What is said in place of bytes that are no longer kept.
HttpReply stream_expired();

class Streams {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Opened { kNew, kJoined, kConflict, kStopped, kFull };

  explicit Streams(StreamLimits limits);

  // kNew: the caller reads upstream into *stream and calls finished() at the end. kJoined: *stream
  // has the same request's answer already, or will, or says that it is no longer kept. kConflict:
  // the id belongs to another request. kStopped: stop() came first. kFull: nothing can be given up
  // for it. Only what upstream certainly refused (status 4xx or 503) is asked for anew: any other
  // answer, and none at all, may stand for a run that is paid for.
  Opened open(const Owner& owner, const std::string& id, const std::string& digest,
              std::shared_ptr<Stream>* stream);
  // Its buffer has ended. `sent`: the request may have reached upstream; if not, the same one may
  // be made again, unless it was stopped.
  void finished(const Owner& owner, const std::string& id, const std::shared_ptr<Stream>& stream,
                bool sent);
  // Null: unknown, or stopped before its answer.
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
    std::shared_ptr<Stream> stream;  // null: stopped before its answer, or its start
    std::string digest;              // of the request that started it
    bool over = false;
    bool repeatable = false;  // over, and upstream got nothing or refused it: costs nothing again
    Clock::time_point ended;  // when over
  };
  using Entries = std::map<std::string, Entry>;

  void drop_expired_locked();
  bool make_room_locked();
  std::size_t drop_bytes_locked();
  bool forget_one_locked();

  const StreamLimits limits_;
  const std::shared_ptr<Stream> expired_;  // in place of those that are no longer kept
  mutable std::mutex mutex_;
  Entries entries_;
  bool closed_ = false;
};

}  // namespace parley
