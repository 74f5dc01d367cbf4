#include "users/answer_record.h"

#include <algorithm>
#include <chrono>

namespace parley {
namespace {

constexpr std::string_view kData = "data:";

// Of a whole answer, and of events.
const JsonFinder::Paths kPaths = {"id", "interaction.id", "interaction_id"};

std::int64_t today() {
  return std::chrono::duration_cast<std::chrono::hours>(
             std::chrono::system_clock::now().time_since_epoch())
             .count() /
         24;
}

}  // namespace

AnswerRecord::AnswerRecord(Ownership* ownership, std::string user)
    : ownership_(ownership), user_(std::move(user)), finder_(kPaths) {}

void AnswerRecord::begin(bool event_stream) { event_stream_ = event_stream; }

void AnswerRecord::feed(std::string_view bytes) {
  if (ownership_ == nullptr) return;
  if (!event_stream_) {
    return finder_.feed(bytes, [this](auto path, auto value) { found(path, value); });
  }
  while (!bytes.empty()) {
    if (after_return_ && bytes[0] == '\n') bytes.remove_prefix(1);  // one line's end in two bytes
    after_return_ = false;
    const std::size_t end = bytes.find_first_of("\r\n");
    const bool ends = end != std::string_view::npos;
    feed_line(bytes.substr(0, end), ends);
    after_return_ = ends && bytes[end] == '\r';
    bytes.remove_prefix(ends ? end + 1 : bytes.size());
  }
}

// A part of a line of an event stream, and perhaps its end (WHATWG HTML, 9.2.6). Lines without data
// are nothing to us; a blank one ends the event.
void AnswerRecord::feed_line(std::string_view bytes, bool ends) {
  const auto found_one = [this](auto path, auto value) { found(path, value); };
  if (!bytes.empty()) is_blank_ = false;
  if (!is_data_ && field_.size() < kData.size()) {
    const std::size_t missing = std::min(kData.size() - field_.size(), bytes.size());
    field_ += bytes.substr(0, missing);
    bytes.remove_prefix(missing);
    is_data_ = field_ == kData;
  }
  if (is_data_) finder_.feed(bytes, found_one);
  if (!ends) return;
  if (is_data_) finder_.feed("\n", found_one);
  if (is_blank_) finder_.reset(found_one);
  field_.clear();
  is_data_ = false;
  is_blank_ = true;
}

void AnswerRecord::found(std::size_t path, std::string_view value) {
  if ((path == 0) == event_stream_ || value == last_ || value.empty()) return;
  last_ = std::string(value);
  ownership_->add(value, user_, today());
}

}  // namespace parley
