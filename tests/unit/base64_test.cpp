#include "text/base64.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

// RFC 4648 section 10.
const char* const kVectors[][2] = {{"", ""},
                                   {"f", "Zg=="},
                                   {"fo", "Zm8="},
                                   {"foo", "Zm9v"},
                                   {"foob", "Zm9vYg=="},
                                   {"fooba", "Zm9vYmE="},
                                   {"foobar", "Zm9vYmFy"}};

TEST_CASE("what is appended is the bytes, not the digits") {
  const std::string whole = "foobar";
  for (const auto& first : kVectors) {
    std::string rest = whole.substr(std::string(first[0]).size());
    // Encodings of the rest: made by the chunks of one byte each.
    std::string all = first[1];
    for (const char c : rest) {
      const char* one = c == 'f'   ? "Zg=="
                        : c == 'o' ? "bw=="
                        : c == 'b' ? "Yg=="
                        : c == 'a' ? "YQ=="
                                   : "cg==";
      CHECK(append_base64(&all, one));
    }
    CHECK(all == "Zm9vYmFy");
  }
}

TEST_CASE("chunks of any length, padded or not") {
  std::string all = "Zm8=";
  CHECK(append_base64(&all, "b2Jh"));
  CHECK(all == "Zm9vYmE=");
  CHECK(append_base64(&all, "cg"));
  CHECK(all == "Zm9vYmFy");
  CHECK(append_base64(&all, ""));
  CHECK(all == "Zm9vYmFy");
  all = "Zg";
  CHECK(append_base64(&all, "b28="));
  CHECK(all == "Zm9v");
}

TEST_CASE("what is not base64 changes nothing") {
  for (const char* const bad : {"a", "ab*d", "Zg==Zg==", "=", "Zm9v\n", "Zg=", "_-_-"}) {
    std::string all = "Zm8=";
    CHECK_FALSE(append_base64(&all, bad));
    CHECK(all == "Zm8=");
  }
  std::string broken = "x";
  CHECK_FALSE(append_base64(&broken, "Zm9v"));
  CHECK(broken == "x");
}

}  // namespace
}  // namespace parley
