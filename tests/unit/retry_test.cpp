#include "turns/retry.h"

#include <doctest/doctest.h>

#include <set>

namespace parley {
namespace {

TEST_CASE("waits double from half a second up to ten seconds, with jitter over the upper half") {
  const std::uint32_t caps[] = {500, 1000, 2000, 4000, 8000, 10000, 10000};
  for (std::uint32_t attempt = 0; attempt < 7; ++attempt) {
    for (std::uint64_t random = 0; random < 5000; random += 7) {
      const std::uint32_t wait = backoff_ms(attempt, mix(1, random));
      CHECK(wait >= caps[attempt] / 2);
      CHECK(wait <= caps[attempt]);
    }
  }
  CHECK(backoff_ms(4'000'000'000U, 0) == 5000);
}

TEST_CASE("mix is a function of seed and counter, and spreads") {
  CHECK(mix(1, 2) == mix(1, 2));
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    for (std::uint64_t counter = 0; counter < 32; ++counter) seen.insert(mix(seed, counter));
  }
  CHECK(seen.size() > 1000);
}

}  // namespace
}  // namespace parley
