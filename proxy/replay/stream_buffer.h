// The last bytes of one answer from upstream, for clients that come back. One writer, any number
// of readers, each at its own place. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/budget.h"
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

  // Keeps the last `capacity` bytes, in blocks that are taken from `memory` (null: there is
  // enough).
  explicit StreamBuffer(std::size_t capacity, Budget* memory = nullptr);
  ~StreamBuffer();
  StreamBuffer(const StreamBuffer&) = delete;
  StreamBuffer& operator=(const StreamBuffer&) = delete;

  // --- The writer's side

  void set_head(int status, HeaderList headers);
  // False: there is no memory for them, and nothing was appended. Never false when `anyway`.
  bool append(std::string_view bytes, bool anyway = false);
  // Of the oldest bytes about so many are no longer kept. Returns how much memory that gave back.
  std::size_t forget(std::size_t bytes);
  void end(State how);           // kEnded or kBroken
  void fail(HttpReply failure);  // instead of a head

  // --- The readers' side

  std::size_t capacity() const { return capacity_; }
  State state() const;
  int status() const;          // once kWaiting is over; 0 when kFailed
  HeaderList headers() const;  // likewise
  HttpReply failure() const;   // kFailed
  // Up to `most` bytes from `offset` on replace *bytes.
  Read read(std::uint64_t offset, std::size_t most, std::string* bytes) const;
  std::uint64_t size() const;  // bytes so far, those that fell out included
  std::size_t kept() const;    // memory that it takes

  // A reader that wants to be woken by every change, from attach() to detach().
  void attach(Wakeup* reader, std::uint64_t offset);
  void moved(Wakeup* reader, std::uint64_t offset);  // it has all that comes before
  void detach(Wakeup* reader);
  bool has_readers() const;

  // --- Between the two: a writer that is faster than those who read

  // Whether a reader at `offset`, and all that are attached, can still read on when `more` bytes
  // have come. Who has fallen out already does not count.
  bool keeps(std::uint64_t offset, std::size_t more) const;
  bool keeps_readers(std::size_t more) const;
  // Woken whenever a reader has moved; null: nobody.
  void set_writer(Wakeup* writer);

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;  // of what is there to write into
    std::size_t used = 0;
  };
  struct Reader {
    Wakeup* wakeup;
    std::uint64_t offset;
  };

  std::size_t next_block() const;
  bool add_block(bool anyway);
  std::size_t drop_blocks(std::uint64_t before);
  bool lost(std::uint64_t offset, std::size_t more) const;
  void wake_readers();

  const std::size_t capacity_;
  Budget* const memory_;
  mutable std::mutex mutex_;
  State state_ = State::kWaiting;
  int status_ = 0;
  HeaderList headers_;
  HttpReply failure_;
  std::deque<Block> blocks_;  // the last bytes, and some that are about to go
  std::uint64_t begin_ = 0;   // offset of the first byte in them
  std::uint64_t end_ = 0;     // offset behind the last one
  std::uint64_t first_ = 0;   // offset of the first byte that may be read
  std::size_t kept_ = 0;      // sizes of all blocks
  std::vector<Reader> readers_;
  Wakeup* writer_ = nullptr;
};

}  // namespace parley
