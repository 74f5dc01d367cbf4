#include "turns/retry.h"

#include <algorithm>

namespace parley {

std::uint32_t backoff_ms(std::uint32_t attempt, std::uint64_t random) {
  constexpr std::uint32_t kFirst = 500;
  constexpr std::uint32_t kLongest = 10'000;
  const std::uint32_t cap = std::min(kLongest, kFirst << std::min(attempt, 5U));
  return cap / 2 + static_cast<std::uint32_t>(random % (cap / 2 + 1));
}

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t mix(std::uint64_t seed, std::uint64_t counter) {
  std::uint64_t bits = seed + (counter + 1) * 0x9e3779b97f4a7c15ULL;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  return bits ^ (bits >> 31);
}

}  // namespace parley
