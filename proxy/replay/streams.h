// The streams that can be taken up again, by the ids their clients gave them. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "http/budget.h"
#include "replay/stream_buffer.h"
#include "replay/wakeup.h"

namespace parley {

// The name of who made a stream; only he finds it again. Empty: there are no users.
using Owner = std::string;

// One answer, while it comes and after. A stream that has ended holds memory and nothing else of
// the system's.
class Stream {
 public:
  Stream(std::string name, std::size_t capacity, Budget* memory)
      : buffer(capacity, memory), name_(std::move(name)) {}

  StreamBuffer buffer;

  const std::string& name() const { return name_; }  // among all streams
  bool stopped() const { return stopped_; }
  // Wakes the thread that reads upstream.
  void stop();
  // Woken by stop(); null: nobody reads upstream any more.
  void watch(Wakeup* reader);

 private:
  const std::string name_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  Wakeup* reader_ = nullptr;  // with mutex_
};

struct StreamLimits {
  std::size_t bytes = 8u << 20;       // kept of each stream
  std::chrono::seconds ttl{300};      // kept after its end
  std::chrono::seconds id_time{120};  // its id is known after its end, if longer than `ttl`
  std::size_t count = 4096;           // ids, those of streams that have ended included
  std::size_t stops = 1024;           // ids that were stopped before they began
};

// What is said in place of bytes that are no longer kept.
HttpReply stream_expired();

class Streams {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Opened { kNew, kJoined, kConflict, kStopped, kFull };

  // `memory`: of what all buffers are taken. Streams that have ended give theirs up to whoever runs
  // short of it.
  Streams(StreamLimits limits, Budget& memory);

  // kNew: the caller reads upstream into *stream and calls finished() at the end. kJoined: *stream
  // has the same request's answer already, or will, or says that it is no longer kept. kConflict:
  // the id belongs to another request. kStopped: stop() came first. kFull: nothing can be given up
  // for it. Only what upstream certainly refused (status 4xx or 503) is asked for anew: any other
  // answer, and none at all, may stand for a run that is paid for.
  Opened open(const Owner& owner, const std::string& id, const std::string& digest,
              std::shared_ptr<Stream>* stream);
  // Whether open() would certainly begin nothing: the id is joined, in conflict or stopped.
  bool settled(const Owner& owner, const std::string& id);
  // To its buffer. When memory is used up, streams that have ended lose their bytes, then the
  // longest lose their oldest ones; these come in all the same.
  void append(Stream& stream, std::string_view bytes);
  // Its buffer has ended. `sent`: the request may have reached upstream; if not, the same one may
  // be made again, unless it was stopped.
  void finished(const std::shared_ptr<Stream>& stream, bool sent) noexcept;
  // Null: unknown, or stopped before its answer.
  std::shared_ptr<Stream> find(const Owner& owner, const std::string& id);

  enum class Stopped { kYes, kOverAlready, kUnknown };
  // Ends the request to upstream. An id that is not known is remembered for a while, so that a stop
  // that overtakes its start still counts.
  Stopped stop(const Owner& owner, const std::string& id);
  // All that run and are this one's.
  void stop_all_of(const Owner& owner);
  // For good: no stream can be opened any more.
  void close();
  // And all that run are stopped.
  void stop_all();

  void drop_expired();
  std::size_t count() const;
  std::size_t kept_bytes() const;

 private:
  struct Entry {
    std::shared_ptr<Stream> stream;  // null: stopped before its answer
    std::string digest;              // of the request that started it
    bool over = false;
    bool repeatable = false;  // over, and upstream got nothing or refused it: costs nothing again
    Clock::time_point ended;  // when over
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  void drop_expired_locked();
  void remember_stop_locked(std::string name);
  void give_up_ended(std::size_t bytes);
  bool shorten_longest();
  bool forget_one_locked();

  const StreamLimits limits_;
  Budget& memory_;
  const std::shared_ptr<Stream> expired_;  // in place of those that are no longer kept
  mutable std::mutex mutex_;
  Entries entries_;
  std::map<std::string, Clock::time_point, std::less<>> stops_;  // until when each counts
  bool closed_ = false;
};

}  // namespace parley
