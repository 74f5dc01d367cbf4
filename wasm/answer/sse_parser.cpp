#include "answer/sse_parser.h"

#include <limits>
#include <utility>

#include "text/utf8.h"

namespace parley {
namespace {

constexpr std::string_view kDataPrefix = "data:";

// "If value starts with a U+0020 SPACE character, remove it".
std::string_view without_space(std::string_view value) {
  if (!value.empty() && value[0] == ' ') value.remove_prefix(1);
  return value;
}

// Long lines grow by four, not by two as strings do by themselves: half as much to move. Up to
// 16 MiB, so that little is taken in vain.
void make_room(std::string* text, std::size_t more) {
  constexpr std::size_t kFrom = 16 * 1024;
  constexpr std::size_t kTo = 16 * 1024 * 1024;
  const std::size_t capacity = text->capacity();
  if (text->size() + more <= capacity || capacity < kFrom || capacity * 4 > kTo) return;
  text->reserve(capacity * 4);
}

}  // namespace

SseParser::SseParser(std::size_t limit) : limit_(limit) {}

bool SseParser::fits(std::size_t more) const {
  return held_ + event_.size() + line_size_ + more <= limit_;
}

bool SseParser::feed(std::string_view bytes, std::vector<SseMessage>* out) {
  if (over_limit_) return false;
  if (bytes.empty()) return true;
  std::size_t pos = 0;
  if (after_cr_) {
    if (bytes[0] == '\n') {
      pos = 1;
      ++offset_;
    }
    after_cr_ = false;
  }
  // The next LF is looked up once, not once for each line: a stream of lines that end in CR would
  // otherwise be scanned to its end again and again.
  std::size_t line_feed = bytes.find('\n', pos);
  while (pos < bytes.size()) {
    if (line_feed != bytes.npos && line_feed < pos) line_feed = bytes.find('\n', pos);
    const std::string_view before_lf = bytes.substr(pos, line_feed - pos);
    std::size_t length = before_lf.find('\r');
    const bool ends_in_cr = length != before_lf.npos;
    if (!ends_in_cr) length = before_lf.size();
    if (!fits(length)) {
      over_limit_ = true;
      return false;
    }
    if (!ends_in_cr && line_feed == bytes.npos) {
      keep_partial(before_lf);
      offset_ += length;
      return true;
    }
    pos += length + 1;
    offset_ += length + 1;
    end_line(before_lf.substr(0, length), out);
    if (!ends_in_cr) continue;
    if (pos == bytes.size()) {
      after_cr_ = true;
    } else if (bytes[pos] == '\n') {
      ++pos;
      ++offset_;
    }
  }
  return true;
}

// A long data line goes to where it is needed at once, without a stay in line_.
void SseParser::keep_partial(std::string_view bytes) {
  line_size_ += bytes.size();
  if (in_data_) {
    make_room(&data_, bytes.size());
    data_.append(bytes);
    return;
  }
  line_.append(bytes);
  // With the byte after the colon: it may be a space.
  if (line_.size() > kDataPrefix.size() && line_.starts_with(kDataPrefix)) {
    in_data_ = true;
    begin_data(without_space(std::string_view(line_).substr(kDataPrefix.size())));
    line_.clear();
  }
}

// Most lines lie in one chunk and are read where they are.
void SseParser::end_line(std::string_view rest, std::vector<SseMessage>* out) {
  line_size_ = 0;
  if (in_data_) {
    data_.append(rest);
    end_data();
    in_data_ = false;
    first_line_ = false;
  } else if (line_.empty()) {
    process_line(rest, out);
  } else {
    line_.append(rest);
    process_line(line_, out);
    line_.clear();
  }
}

void SseParser::process_line(std::string_view line, std::vector<SseMessage>* out) {
  if (first_line_ && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  first_line_ = false;
  if (line.empty()) return dispatch(out);
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  const std::string_view field = line.substr(0, colon);
  const std::string_view value =
      colon == line.npos ? std::string_view() : without_space(line.substr(colon + 1));
  if (field == "retry") return process_retry(value, out);
  if (field == "data") {
    begin_data(value);
    end_data();
    return;
  }
  if (field == "event") {
    event_.assign(value);
  } else if (field == "id") {
    if (value.find('\0') == value.npos) id_ = decode_utf8(std::string(value));
  } else {
    return keep_stray(line);
  }
  has_field_ = true;
}

void SseParser::begin_data(std::string_view value) {
  if (has_data_) data_.push_back('\n');
  data_.append(value);
}

void SseParser::end_data() {
  held_ = data_.size();
  has_data_ = true;
  has_field_ = true;
  stray_.clear();
}

void SseParser::process_retry(std::string_view value, std::vector<SseMessage>* out) {
  if (value.empty()) return;
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  std::int64_t milliseconds = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') return;
    const int digit = c - '0';
    milliseconds = milliseconds > (kMax - digit) / 10 ? kMax : milliseconds * 10 + digit;
  }
  SseMessage message;
  message.retry = milliseconds;
  message.offset = has_field_ ? message_begin_ : offset_;
  out->push_back(std::move(message));
}

void SseParser::dispatch(std::vector<SseMessage>* out) {
  if (has_data_) {
    SseMessage message;
    message.type = event_.empty() ? "message" : decode_utf8(std::exchange(event_, {}));
    message.data = decode_utf8(std::exchange(data_, {}));
    message.id = id_;
    message.offset = offset_;
    out->push_back(std::move(message));
  }
  event_.clear();
  held_ = 0;
  has_data_ = false;
  // Not at a blank line more: whoever resumes between CR and LF takes the LF for one.
  if (has_field_) message_begin_ = offset_;
  has_field_ = false;
}

void SseParser::keep_stray(std::string_view line) {
  if (stray_.size() >= kStrayLimit) return;
  stray_.append(line.substr(0, kStrayLimit - stray_.size()));
  if (stray_.size() < kStrayLimit) stray_.push_back('\n');
}

bool SseParser::message_pending() const { return has_data_ || line_size_ > 0; }

std::string SseParser::stray_text() const {
  std::string text = stray_;
  text.append(std::string_view(line_).substr(0, kStrayLimit - text.size()));
  return text;
}

void SseParser::reset(std::uint64_t offset, std::string_view id) {
  *this = SseParser(limit_);
  offset_ = offset;
  message_begin_ = offset;
  first_line_ = offset == 0;
  id_.assign(id);
}

}  // namespace parley
