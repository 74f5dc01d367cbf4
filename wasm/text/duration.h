// Durations as the API's error bodies write them.
#pragma once

#include <cstdint>
#include <string_view>

namespace parley {

// "34.4s" (protobuf JSON), "373.8ms", "1h2m3.5s" (Go) at the beginning of the text, in
// milliseconds, rounded up so that nobody comes back early. What follows is ignored. At most
// kLongestDurationMs; -1 when no such thing stands there.
std::int64_t read_duration_ms(std::string_view text);

inline constexpr std::int64_t kLongestDurationMs = std::int64_t{1} << 53;

}  // namespace parley
