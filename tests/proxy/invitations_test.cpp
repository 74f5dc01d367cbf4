#include "users/invitations.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an invitation is good once, for five minutes") {
  Invitations invitations;
  const Invitations::Time start{1h};
  const std::string word = invitations.add("token", start);
  CHECK(word.size() == 32);
  CHECK(invitations.take("x" + word.substr(1), start) == "");
  CHECK(invitations.take(word, start + 5min - 1ms) == "token");
  CHECK(invitations.take(word, start) == "");
  const std::string late = invitations.add("token", start);
  CHECK(invitations.take(late, start + 5min) == "");
  CHECK(invitations.take(late, start) == "");
}

TEST_CASE("of many the oldest go") {
  Invitations invitations;
  const Invitations::Time start{1h};
  const std::string first = invitations.add("first", start);
  std::string last;
  for (int i = 1; i <= 64; ++i) last = invitations.add(std::to_string(i), start + i * 1ms);
  CHECK(invitations.take(first, start + 1s) == "");
  CHECK(invitations.take(last, start + 1s) == "64");
}

}  // namespace
}  // namespace parley
