#include "upstream/upstream_head.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

struct Parsed {
  explicit Parsed(std::string_view text) : kind(parse_upstream_head(text, &status, &headers)) {}
  int status = 0;
  HeaderList headers;
  UpstreamHead kind;
};

TEST_CASE("status and headers, names in lower case") {
  const Parsed parsed("HTTP/1.1 200 OK\r\nX-One:  a b \r\nx-ONE:\r\nEmpty: \r\n\r\n");
  CHECK(parsed.kind == UpstreamHead::kFinal);
  CHECK(parsed.status == 200);
  CHECK(parsed.headers == HeaderList{{"x-one", "a b"}, {"x-one", ""}, {"empty", ""}});
}

TEST_CASE("lines that are no headers are left out") {
  const Parsed parsed("HTTP/1.1 200\nno colon\n: x\n folded: x\nsp ace: x\ngood: x\n\n");
  CHECK(parsed.status == 200);
  CHECK(parsed.headers == HeaderList{{"good", "x"}});
}

TEST_CASE("interim answers") {
  CHECK(Parsed("HTTP/1.1 100 Continue\r\n\r\n").kind == UpstreamHead::kInterim);
  CHECK(Parsed("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n").kind == UpstreamHead::kInterim);
  CHECK(Parsed("HTTP/1.1 101 Switching Protocols\r\n\r\n").kind == UpstreamHead::kBad);
}

TEST_CASE("what is no answer") {
  for (const char* text : {"", "\r\n", "HTTP/1.1", "HTTP/1.1 20\r\n", "HTTP/1.1 2x0\r\n",
                           "HTTP/1.1 099 x\r\n", "HTTP/1.1 600 x\r\n", "ICY 200 OK\r\n"}) {
    CAPTURE(text);
    CHECK(Parsed(text).kind == UpstreamHead::kBad);
  }
}

}  // namespace
}  // namespace parley
