#include "users/token.h"

#include <doctest/doctest.h>

#include <set>

namespace parley {
namespace {

TEST_CASE("a token is 264 random bits in letters that need no escape anywhere") {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) {
    const std::string token = random_token();
    CHECK(token.size() == 51);
    CHECK(token.substr(0, 7) == "parley_");
    CHECK(token.find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    tokens.insert(token);
  }
  CHECK(tokens.size() == 100);
}

TEST_CASE("a digest as text, and back") {
  // FIPS 180-2, B.1
  const TokenDigest digest = token_digest("abc");
  const std::string text =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(digest_text(digest) == text);
  TokenDigest read{};
  REQUIRE(parse_digest(text, &read));
  CHECK(same_digest(read, digest));
  CHECK_FALSE(same_digest(read, token_digest("abd")));
  for (const std::string& bad : {std::string(), text.substr(7), text + "0", text.substr(0, 70),
                                 "md5:" + text.substr(7), "sha256:" + std::string(64, 'g')}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_digest(bad, &read));
  }
}

}  // namespace
}  // namespace parley
