#include "rules/event_edge.h"

#include <algorithm>

namespace parley {

void EventEdge::feed(std::string_view bytes) {
  if (bytes.size() > last_.size()) bytes.remove_prefix(bytes.size() - last_.size());
  for (const char c : bytes) {
    std::rotate(last_.begin(), last_.begin() + 1, last_.end());
    last_.back() = c;
    count_ = std::min(count_ + 1, last_.size());
  }
}

// An empty line ends an event; CR, LF and both together end a line.
bool EventEdge::between_events() const {
  std::string_view known(last_.data(), last_.size());
  known.remove_prefix(last_.size() - count_);
  if (known.empty()) return true;
  const bool both = known.size() > 1 && known.substr(known.size() - 2) == "\r\n";
  if (!both && known.back() != '\n' && known.back() != '\r') return false;
  known.remove_suffix(both ? 2 : 1);
  return known.empty() || known.back() == '\n' || known.back() == '\r';
}

}  // namespace parley
