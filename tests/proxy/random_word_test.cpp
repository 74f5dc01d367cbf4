#include "random_word.h"

#include <doctest/doctest.h>

#include <set>

namespace parley {
namespace {

TEST_CASE("words are of 32 hex digits, and no two alike") {
  std::set<std::string> words;
  for (int i = 0; i < 100; ++i) words.insert(random_word());
  CHECK(words.size() == 100);
  for (const std::string& word : words) {
    CHECK(word.size() == 32);
    CHECK(word.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}

}  // namespace
}  // namespace parley
