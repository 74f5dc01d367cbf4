// Whether something costs in proportion to its size, on a machine that is busy with other things.
#pragma once

#include <ctime>

namespace parley {

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
  const double once = cpu_seconds(run, size);
  return cpu_seconds(run, 4 * size) < 8 * once + 0.5;
}

}  // namespace parley
