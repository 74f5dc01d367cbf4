// The events that nearly all of an answer consists of, read without a tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

// A step.delta of text with nothing unusual about it: in any order the members `event_type`,
// `index`, `delta` of `type` and `text`, and perhaps `event_id`.
struct TextDelta {
  std::int64_t index = 0;
  std::string event_id;
  std::string text;
};

// data: UTF-8, as SseMessage has it. False for all else, valid or not: that is for the decoder's
// tree. What is read here is what the tree would give (tests/fuzz/text_delta_fuzz.cpp).
[[nodiscard]] bool read_text_delta(std::string_view data, TextDelta* out);

}  // namespace parley
