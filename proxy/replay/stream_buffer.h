// The last bytes of one answer from upstream, for clients that come back. One writer, any number
// of readers, each at its own place; a slow reader costs nothing. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_message.h"
#include "replay/wakeup.h"

namespace parley {

class StreamBuffer {
 public:
  enum class State {
    kWaiting,  // upstream has not answered yet
    kOpen,     // head is there, bytes come
    kEnded,    // as HTTP says it must
    kBroken,   // upstream broke off, or was stopped
    kFailed,   // upstream gave no answer; failure() stands in its place
  };
  enum class Read {
    kBytes,    // there are some
    kNothing,  // none yet
    kEnd,      // all has been read of a stream that is kEnded, kBroken or kFailed
    kFellOut,  // the offset lies before what is kept
    kBeyond,   // the offset lies behind the last byte there is
  };

  // Keeps the last `capacity` bytes.
  explicit StreamBuffer(std::size_t capacity) : capacity_(capacity) {}

  // --- The writer's side

  void set_head(int status, HeaderList headers);
  void append(std::string_view bytes);
  void end(State how);           // kEnded or kBroken
  void fail(HttpReply failure);  // instead of a head

  // --- The readers' side

  State state() const;
  int status() const;          // once kWaiting is over; 0 when kFailed
  HeaderList headers() const;  // likewise
  HttpReply failure() const;   // kFailed
  // Up to `most` bytes from `offset` on replace *bytes.
  Read read(std::uint64_t offset, std::size_t most, std::string* bytes) const;
  std::uint64_t size() const;  // bytes so far, those that fell out included
  std::size_t kept() const;    // bytes in memory

  // A reader that wants to be woken by every change, from attach() to detach().
  void attach(Wakeup* reader);
  void detach(Wakeup* reader);

 private:
  void wake_readers();

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  State state_ = State::kWaiting;
  int status_ = 0;
  HeaderList headers_;
  HttpReply failure_;
  std::string window_;           // the last bytes, and some that are about to go
  std::uint64_t window_at_ = 0;  // offset of window_[0]
  std::vector<Wakeup*> readers_;
};

}  // namespace parley
