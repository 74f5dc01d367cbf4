#include "users/failed_logins.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an address may be wrong ten times a minute; others are not touched by that") {
  FailedLogins failed;
  const RateLimit::Time start{1h};
  for (std::uint64_t i = 0; i < FailedLogins::kAMinute; ++i) CHECK(failed.add("a", start) == 0);
  CHECK(failed.add("a", start) == 6);
  CHECK(failed.add("b", start) == 0);
  CHECK(failed.add("a", start + 6s) == 0);
  CHECK(failed.add("a", start + 6s) > 0);
}

TEST_CASE(
    "however many addresses there are, memory is bounded, and who goes on being wrong stays "
    "known") {
  FailedLogins failed;
  const RateLimit::Time start{1h};
  for (std::uint64_t i = 0; i < FailedLogins::kAMinute; ++i) failed.add("persistent", start);
  for (int i = 0; i < 4500; ++i) {
    failed.add(std::to_string(i), start + 1ms * i / 10);
    if (i % 100 == 0) failed.add("persistent", start + 1ms * i / 10);
  }
  CHECK(failed.size() <= 4096);
  CHECK(failed.add("persistent", start + 1s) > 0);
}

}  // namespace
}  // namespace parley
