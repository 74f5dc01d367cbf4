#include "http/http_response_head.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

TEST_CASE("a head, with a date of its own or the given one") {
  CHECK(response_head(404, {{"date", "today"}, {"x", "y"}}, false) ==
        "HTTP/1.1 404 Not Found\r\ndate: today\r\nx: y\r\nconnection: close\r\n");
  const std::string head = response_head(299, {}, true);
  CHECK(head.find("HTTP/1.1 299 ") == 0);
  CHECK(head.find("\r\ndate: ") != std::string::npos);
  CHECK(head.find(" GMT\r\nconnection: keep-alive\r\n") != std::string::npos);
}

TEST_CASE("framing is the caller's, and nothing splits a response") {
  const std::string head = response_head(200,
                                         {{"content-length", "5"},
                                          {"transfer-encoding", "chunked"},
                                          {"connection", "x"},
                                          {"a", "b\r\nsplit: 1"},
                                          {"c\nsplit", "d"},
                                          {"e", std::string("f\0split", 7)}},
                                         true);
  for (const char* word : {"content-length", "chunked", "split"}) {
    CAPTURE(word);
    CHECK(head.find(word) == std::string::npos);
  }
}

TEST_CASE("declared lengths") {
  CHECK(declared_length({}) == -1);
  CHECK(declared_length({{"content-length", "12"}}) == 12);
  for (const char* value : {"", "+1", "1, 1", "1x", "9999999999999999999"}) {
    CAPTURE(value);
    CHECK(declared_length({{"content-length", value}}) == -1);
  }
}

}  // namespace
}  // namespace parley
