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
  entry.limits = {1, 1};
  User limited(entry, 2);
  CHECK(limited.take_rate(RateLimit::Time{}) == 0);
  CHECK(limited.take_rate(RateLimit::Time{}) == 60);
  CHECK(limited.slots().take(1));
  CHECK_FALSE(limited.slots().take(1));
}

TEST_CASE("limits that change count from now on; what is used stays used") {
  UserEntry entry;
  entry.limits = {1, 1};
  User user(entry, 9);
  CHECK(user.slots().take(1));
  CHECK(user.take_rate(RateLimit::Time{}) == 0);
  user.set_limits({2, 1}, 9);
  CHECK(user.slots().take(1));
  CHECK_FALSE(user.slots().take(1));
  CHECK(user.take_rate(RateLimit::Time{}) == 60);
  user.set_limits({0, 2}, 2);
  CHECK_FALSE(user.slots().take(1));
  CHECK(user.take_rate(RateLimit::Time{}) == 0);
}

}  // namespace
}  // namespace parley
