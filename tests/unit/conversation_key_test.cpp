#include "turns/conversation_key.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace parley {
namespace {

TEST_CASE("a conversation has one key for good, and a copy another one") {
  ConversationKey key;
  key.open(OpenAs::kOwn, "one");
  const std::string stream = key.stream(1, 1, 7);
  CHECK(stream.size() == 22);
  key.open(OpenAs::kOwn, "two");
  CHECK(key.stream(1, 1, 8) == stream);
  key.open(OpenAs::kOther, "two");
  CHECK(key.stream(1, 1, 7) != stream);
}

TEST_CASE("before there were keys, each opening had a seed, until a page gives the first key") {
  ConversationKey key;
  key.open(OpenAs::kBefore, "one");
  CHECK_FALSE(key.fixed());
  const std::string stream = key.stream(1, 1, 7);
  CHECK(key.stream(2, 3, 7) == stream);
  CHECK(key.stream(1, 1, 8) != stream);
  key.open(OpenAs::kBefore, "two");
  CHECK(key.stream(1, 1, 7) != stream);
  key.open(OpenAs::kOwn, "three");
  CHECK(key.fixed());
}

TEST_CASE("no two attempts share a stream") {
  ConversationKey key;
  key.open(OpenAs::kOwn, "AAAAAAAAAAAAAAAAAAAAAA");
  std::set<std::string> streams;
  for (TurnId turn = 1; turn <= 100; ++turn) {
    for (std::uint32_t attempt = 1; attempt <= 20; ++attempt) {
      streams.insert(key.stream(turn, attempt, 0));
    }
  }
  CHECK(streams.size() == 2000);
}

}  // namespace
}  // namespace parley
