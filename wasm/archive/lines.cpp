#include "archive/lines.h"

#include <algorithm>

namespace parley {

bool Lines::next(std::string_view* line) {
  if (rest_.empty()) return false;
  *line = rest_.substr(0, rest_.find('\n'));
  rest_.remove_prefix(std::min(rest_.size(), line->size() + 1));
  if (!line->empty() && line->back() == '\r') line->remove_suffix(1);
  ++number_;
  return true;
}

bool is_stream_field(std::string_view line) {
  const std::string_view name = line.substr(0, line.find(':'));
  for (const std::string_view each : {"event", "data", "id", "retry", ""}) {
    if (name == each) return true;
  }
  return false;
}

bool Frames::next(std::string_view* frame) {
  odd_lines_.clear();
  if (rest_.empty()) return false;
  line_ = next_line_;
  std::size_t begin = next_line_;  // of the block that the line belongs to
  std::size_t at = 0;
  for (bool data = false; at < rest_.size();) {
    const std::size_t number = next_line_;
    const std::size_t end = std::min(rest_.size(), rest_.find_first_of("\r\n", at));
    const std::string_view line = rest_.substr(at, end - at);
    const bool crlf = rest_.substr(end, 2) == "\r\n";
    at = std::min(rest_.size(), end + (crlf ? 2 : 1));
    if (end < rest_.size()) ++next_line_;
    if (line.empty() && data) break;  // the event is complete
    if (line.empty()) {
      begin = next_line_;
      continue;
    }
    if (!data && line.substr(0, 4) == "data") {
      data = true;
      line_ = begin;
    }
    if (!is_stream_field(line)) odd_lines_.push_back(number);
  }
  *frame = rest_.substr(0, at);
  rest_.remove_prefix(at);
  return true;
}

}  // namespace parley
