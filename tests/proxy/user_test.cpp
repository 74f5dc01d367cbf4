#include "users/user.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a user has his own limits, or the ones for all") {
  UserEntry entry;
  entry.name = "anna";
  User plain(entry, 2);
  CHECK(plain.take_rate(RateLimit::Time{}) == 0);
  CHECK(plain.slots().take(2));
  CHECK_FALSE(plain.slots().take(1));
  entry.limits.streams = entry.limits.rate = 1;
  User limited(entry, 2);
  CHECK(limited.take_rate(RateLimit::Time{}) == 0);
  CHECK(limited.take_rate(RateLimit::Time{}) == 60);
  CHECK(limited.slots().take(1));
  CHECK_FALSE(limited.slots().take(1));
}

TEST_CASE("limits that change count from now on; what is used stays used") {
  UserEntry entry;
  entry.limits.streams = entry.limits.rate = 1;
  User user(entry, 9);
  CHECK(user.slots().take(1));
  CHECK(user.take_rate(RateLimit::Time{}) == 0);
  entry.limits.streams = 2;
  user.set_limits(entry.limits, 9);
  CHECK(user.slots().take(1));
  CHECK_FALSE(user.slots().take(1));
  CHECK(user.take_rate(RateLimit::Time{}) == 60);
  entry.limits = UserLimits();
  entry.limits.rate = 2;
  user.set_limits(entry.limits, 2);
  CHECK_FALSE(user.slots().take(1));
  CHECK(user.take_rate(RateLimit::Time{}) == 0);
}

}  // namespace
}  // namespace parley
