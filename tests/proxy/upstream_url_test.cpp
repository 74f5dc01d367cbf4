#include "command/upstream_url.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

std::string read(const std::string& text) {
  std::string url;
  const std::string error = read_upstream_url(text, &url);
  CHECK(error.empty() == !url.empty());
  return url;
}

TEST_CASE("an address without what does not belong there") {
  CHECK(read("https://api.example/") == "https://api.example");
  CHECK(read("https://api.example:65535/prefix//") == "https://api.example:65535/prefix");
  for (const char* bad :
       {"", "https://", "https:///x", "api.example", "https://h:0", "https://h:65536",
        "https://h:1x", "https://h:", "https://u@h", "https://h?q", "https://h#f", "https://h\\x",
        "https://h%41", "https://h h"}) {
    CAPTURE(bad);
    CHECK(read(bad).empty());
  }
}

TEST_CASE("plain HTTP on this machine only") {
  CHECK(read("http://127.0.0.1:99") == "http://127.0.0.1:99");
  CHECK(read("http://[::1]:99/p") == "http://[::1]:99/p");
  CHECK(read("http://api.example").empty());
  CHECK(read("http://127.0.0.1.evil.example").empty());
}

TEST_CASE("loopback") {
  CHECK(is_loopback("127.1.2.3"));
  CHECK_FALSE(is_loopback("127.1.2"));
  CHECK_FALSE(is_loopback("127.0.0.1."));
  CHECK_FALSE(is_loopback("127.0.0.256"));
  CHECK_FALSE(is_loopback("128.0.0.1"));
  CHECK_FALSE(is_loopback(""));
}

}  // namespace
}  // namespace parley
