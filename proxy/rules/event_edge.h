// Whether an event stream is between two events. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace parley {

class EventEdge {
 public:
  // Bytes of the stream, cut anywhere.
  void feed(std::string_view bytes);
  // What follows is the beginning of an event, not a part of one.
  bool between_events() const;

 private:
  std::array<char, 3> last_{};  // an end of line, and what is before it; the newest last
  std::size_t count_ = 0;       // of those that are known
};

}  // namespace parley
