#include "replay/stream_buffer.h"

#include <algorithm>
#include <utility>

namespace parley {
namespace {

// Bytes are dropped in blocks, so that dropping costs little for each that is added.
std::size_t slack(std::size_t capacity) { return std::max<std::size_t>(capacity / 4, 16 * 1024); }

}  // namespace

void StreamBuffer::set_head(int status, HeaderList headers) {
  const std::lock_guard<std::mutex> lock(mutex_);
  status_ = status;
  headers_ = std::move(headers);
  state_ = State::kOpen;
  wake_readers();
}

void StreamBuffer::append(std::string_view bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  window_.append(bytes);
  if (window_.size() > capacity_ + slack(capacity_)) {
    const std::size_t excess = window_.size() - capacity_;
    window_.erase(0, excess);
    window_at_ += excess;
  }
  wake_readers();
}

void StreamBuffer::end(State how) {
  const std::lock_guard<std::mutex> lock(mutex_);
  state_ = how;
  wake_readers();
}

void StreamBuffer::fail(HttpReply failure) {
  const std::lock_guard<std::mutex> lock(mutex_);
  failure_ = std::move(failure);
  state_ = State::kFailed;
  wake_readers();
}

StreamBuffer::State StreamBuffer::state() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_;
}

int StreamBuffer::status() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return status_;
}

HeaderList StreamBuffer::headers() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return headers_;
}

HttpReply StreamBuffer::failure() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return failure_;
}

StreamBuffer::Read StreamBuffer::read(std::uint64_t offset, std::size_t most,
                                      std::string* bytes) const {
  bytes->clear();
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::uint64_t size = window_at_ + window_.size();
  if (offset > size) return Read::kBeyond;
  if (offset + capacity_ < size) return Read::kFellOut;  // also when not yet dropped
  if (offset < size) {
    bytes->assign(window_, static_cast<std::size_t>(offset - window_at_), most);
    return Read::kBytes;
  }
  return state_ == State::kWaiting || state_ == State::kOpen ? Read::kNothing : Read::kEnd;
}

std::uint64_t StreamBuffer::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return window_at_ + window_.size();
}

std::size_t StreamBuffer::kept() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return window_.size();
}

void StreamBuffer::attach(Wakeup* reader) {
  const std::lock_guard<std::mutex> lock(mutex_);
  readers_.push_back(reader);
}

void StreamBuffer::detach(Wakeup* reader) {
  const std::lock_guard<std::mutex> lock(mutex_);
  readers_.erase(std::remove(readers_.begin(), readers_.end(), reader), readers_.end());
}

void StreamBuffer::wake_readers() {
  for (Wakeup* reader : readers_) reader->signal();
}

}  // namespace parley
