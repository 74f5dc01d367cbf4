#include "replay/stream_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace parley {
namespace {

// Most answers are small and some are not: blocks grow with what there is. One is dropped when all
// of it may go, so dropping costs nothing for each byte, and what is dropped is memory at once.
constexpr std::size_t kSmallestBlock = 1024;
constexpr std::size_t kLargestBlock = 64 * 1024;

}  // namespace

StreamBuffer::StreamBuffer(std::size_t capacity, Budget* memory)
    : capacity_(capacity), memory_(memory) {}

StreamBuffer::~StreamBuffer() { drop_blocks(end_); }

void StreamBuffer::set_head(int status, HeaderList headers) {
  const std::lock_guard<std::mutex> lock(mutex_);
  status_ = status;
  headers_ = std::move(headers);
  state_ = State::kOpen;
  wake_readers();
}

bool StreamBuffer::append(std::string_view bytes, bool anyway) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::size_t blocks = blocks_.size();
  const std::size_t free = blocks == 0 ? 0 : blocks_.back().size - blocks_.back().used;
  for (std::size_t room = free; room < bytes.size(); room += blocks_.back().size) {
    if (add_block(anyway)) continue;
    while (blocks_.size() > blocks) {  // nothing was appended
      kept_ -= blocks_.back().size;
      if (memory_ != nullptr) memory_->give(blocks_.back().size);
      blocks_.pop_back();
    }
    return false;
  }
  for (std::size_t at = blocks == 0 ? 0 : blocks - 1; !bytes.empty(); ++at) {
    Block& block = blocks_[at];
    const std::size_t piece = std::min(bytes.size(), block.size - block.used);
    std::memcpy(block.bytes.get() + block.used, bytes.data(), piece);
    block.used += piece;
    end_ += piece;
    bytes.remove_prefix(piece);
  }
  if (end_ > first_ + capacity_) first_ = end_ - capacity_;
  drop_blocks(first_);
  wake_readers();
  return true;
}

std::size_t StreamBuffer::forget(std::size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  first_ = std::min(end_, std::max(first_, begin_ + bytes));
  wake_readers();
  return drop_blocks(first_);
}

std::size_t StreamBuffer::next_block() const {
  const std::size_t largest = std::clamp(capacity_ / 8, kSmallestBlock, kLargestBlock);
  return std::clamp(kept_, kSmallestBlock, largest);
}

bool StreamBuffer::add_block(bool anyway) {
  const std::size_t size = next_block();
  Block block{std::make_unique_for_overwrite<char[]>(size), size, 0};
  if (memory_ != nullptr && !anyway && !memory_->try_take(size)) return false;
  try {
    blocks_.push_back(std::move(block));
  } catch (...) {
    if (memory_ != nullptr && !anyway) memory_->give(size);
    throw;
  }
  if (memory_ != nullptr && anyway) memory_->take_anyway(size);
  kept_ += size;
  return true;
}

// Those that hold nothing from that offset on.
std::size_t StreamBuffer::drop_blocks(std::uint64_t before) {
  std::size_t freed = 0;
  while (!blocks_.empty() && begin_ + blocks_.front().used <= before) {
    begin_ += blocks_.front().used;
    freed += blocks_.front().size;
    blocks_.pop_front();
  }
  kept_ -= freed;
  if (memory_ != nullptr) memory_->give(freed);
  return freed;
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
  if (offset > end_) return Read::kBeyond;
  if (offset < first_) return Read::kFellOut;  // also when not yet dropped
  if (offset == end_) {
    return state_ == State::kWaiting || state_ == State::kOpen ? Read::kNothing : Read::kEnd;
  }
  std::uint64_t begin = begin_;
  for (const Block& block : blocks_) {
    const std::uint64_t end = begin + block.used;
    if (offset < end) {
      const std::size_t from = static_cast<std::size_t>(offset - begin);
      const std::size_t piece = std::min(most - bytes->size(), block.used - from);
      bytes->append(block.bytes.get() + from, piece);
      offset += piece;
      if (bytes->size() == most) break;
    }
    begin = end;
  }
  return Read::kBytes;
}

std::uint64_t StreamBuffer::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return end_;
}

std::size_t StreamBuffer::kept() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return kept_;
}

void StreamBuffer::attach(Wakeup* reader, std::uint64_t offset) {
  const std::lock_guard<std::mutex> lock(mutex_);
  readers_.push_back({reader, offset});
}

void StreamBuffer::moved(Wakeup* reader, std::uint64_t offset) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (Reader& each : readers_) {
    if (each.wakeup == reader) each.offset = offset;
  }
  if (writer_ != nullptr) writer_->signal();
}

void StreamBuffer::detach(Wakeup* reader) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto gone = [reader](const Reader& each) { return each.wakeup == reader; };
  readers_.erase(std::remove_if(readers_.begin(), readers_.end(), gone), readers_.end());
  if (writer_ != nullptr) writer_->signal();
}

bool StreamBuffer::has_readers() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return !readers_.empty();
}

bool StreamBuffer::keeps(std::uint64_t offset, std::size_t more) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return !lost(offset, more);
}

bool StreamBuffer::keeps_readers(std::size_t more) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::none_of(readers_.begin(), readers_.end(),
                      [&](const Reader& each) { return lost(each.offset, more); });
}

void StreamBuffer::set_writer(Wakeup* writer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  writer_ = writer;
}

bool StreamBuffer::lost(std::uint64_t offset, std::size_t more) const {
  return offset >= first_ && offset + capacity_ < end_ + more;
}

void StreamBuffer::wake_readers() {
  for (const Reader& reader : readers_) reader.wakeup->signal();
}

}  // namespace parley
