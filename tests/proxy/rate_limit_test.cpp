#include "rules/rate_limit.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("zero is no limit") {
  RateLimit limit(0);
  for (int i = 0; i < 1000; ++i) CHECK(limit.take(RateLimit::Time()) == 0);
}

TEST_CASE("so many at once, then as they come in") {
  RateLimit limit(3);
  const RateLimit::Time start{seconds(100)};
  for (int i = 0; i < 3; ++i) CHECK(limit.take(start) == 0);
  CHECK(limit.take(start) == 20);
  CHECK(limit.take(start + seconds(10)) == 10);
  CHECK(limit.take(start + milliseconds(20'001)) == 0);
  CHECK(limit.take(start + seconds(21)) > 0);
  const RateLimit::Time later = start + std::chrono::hours(5);
  for (int i = 0; i < 3; ++i) CHECK(limit.take(later) == 0);
  CHECK(limit.take(later) == 20);
}

TEST_CASE("a clock that steps back takes nothing") {
  RateLimit limit(1);
  const RateLimit::Time start{seconds(100)};
  CHECK(limit.take(start) == 0);
  CHECK(limit.take(start - seconds(50)) == 60);
}

}  // namespace
}  // namespace parley
