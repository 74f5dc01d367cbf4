#include "rules/scrubber.h"

#include <doctest/doctest.h>

#include <string>

#include "support/chunking.h"

namespace parley {
namespace {

std::string fed(const std::string& secret, const Chunks& chunks) {
  Scrubber scrubber(secret);
  std::string out;
  for (const std::string_view chunk : chunks) scrubber.feed(chunk, &out);
  scrubber.finish(&out);
  return out;
}

TEST_CASE("the secret goes out of any bytes, however they are cut") {
  const struct {
    const char* secret;
    const char* text;
    const char* result;
  } cases[] = {
      {"key", "", ""},
      {"key", "no such thing", "no such thing"},
      {"key", "key", "***"},
      {"key", "a key, kkey, keykey, ke", "a ***, k***, ******, ke"},
      {"aab", "aaab aabaab aa", "a*** ****** aa"},
      {"abab", "ababab abaabab", "****ab aba****"},
      {"aaaa", "aaaaaaaaa", "********a"},
      {"abcabd", "abcabcabd", "abc******"},
      {"x", "axxb", "a**b"},
      {"", "anything", "anything"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.secret);
    CAPTURE(each.text);
    for_each_chunking(
        each.text, [&](const Chunks& chunks) { CHECK(fed(each.secret, chunks) == each.result); });
  }
}

TEST_CASE("only what could be the secret's beginning is held back") {
  Scrubber scrubber("secret");
  std::string out;
  scrubber.feed("data: 1\n\n", &out);
  CHECK(out == "data: 1\n\n");
  scrubber.feed("no sec", &out);
  CHECK(out == "data: 1\n\nno ");
  scrubber.feed("t", &out);
  CHECK(out == "data: 1\n\nno sect");
}

TEST_CASE("whole texts") {
  CHECK(scrubbed("a secret", "secret") == "a ******");
  CHECK(scrubbed("a secre", "secret") == "a secre");
}

}  // namespace
}  // namespace parley
