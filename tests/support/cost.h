// Whether something costs in proportion to its size, on a machine that is busy with other things.
#pragma once

#include <ctime>

namespace parley {

// Sanitizers make each step cost ten times as much: what is quadratic shows in half the size.
#if defined(__SANITIZE_ADDRESS__)
constexpr int kCostShare = 2;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr int kCostShare = 2;
#else
constexpr int kCostShare = 1;
#endif
#else
constexpr int kCostShare = 1;
#endif

// Processor time of run(size) in seconds.
template <typename Run>
double cpu_seconds(Run run, int size) {
  const std::clock_t begin = std::clock();
  run(size);
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// True when four times the size costs at most eight times as much: what is quadratic costs sixteen
// times as much. Half a second is allowed for disturbances.
template <typename Run>
bool cost_is_linear(Run run, int size) {
  size /= kCostShare;
  const double once = cpu_seconds(run, size);
  return cpu_seconds(run, 4 * size) < 8 * once + 0.5;
}

}  // namespace parley
