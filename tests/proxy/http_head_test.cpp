// Cases are named after RFC 9112 and 9110.
#include "http/http_head.h"

#include <doctest/doctest.h>

#include "support/chunking.h"

namespace parley {
namespace {

RequestHead parse(const std::string& text, HttpRequest* request) {
  std::size_t searched = 0;
  bool bad = false;
  const std::size_t size = find_head_end(text, &searched, &bad);
  if (bad || size == 0) {
    RequestHead head;
    head.refusal = bad ? 400 : -1;
    return head;
  }
  return parse_head(std::string_view(text).substr(0, size), request);
}

int refusal(const std::string& text) {
  HttpRequest request;
  return parse(text, &request).refusal;
}

// A head with one line more.
int refusal_of_line(const std::string& line) {
  return refusal("POST / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n");
}

TEST_CASE("a request") {
  HttpRequest request;
  const RequestHead head = parse(
      "POST /a%2fb?c=d?e HTTP/1.1\r\nHost: a\r\nX-Two:  b \t\r\nx-two:\r\n"
      "Content-Length: 12\r\nX-Raw: %0d%0a \xe9\r\n\r\nbody",
      &request);
  CHECK(head.refusal == 0);
  CHECK(request.method == "POST");
  CHECK(request.target == "/a%2fb?c=d?e");
  CHECK(request.path == "/a%2fb");
  CHECK(request.query == "c=d?e");
  CHECK(request.header("host") == "a");
  CHECK(request.header("x-two") == "b");
  CHECK(request.count("x-two") == 2);
  CHECK(request.header("x-raw") == "%0d%0a \xe9");
  CHECK(head.content_length == 12);
  CHECK_FALSE(head.http_1_0);
  CHECK_FALSE(head.expects_continue);
}

TEST_CASE("the end is found however the head is cut") {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for_each_chunking(text, [&](const Chunks& chunks) {
    std::string so_far;
    std::size_t searched = 0;
    bool bad = false;
    for (const std::string_view chunk : chunks) {
      so_far += chunk;
      const std::size_t end = find_head_end(so_far, &searched, &bad);
      CHECK_FALSE(bad);
      CHECK(end == (so_far.size() == text.size() ? text.size() : 0));
    }
  });
}

TEST_CASE("2.2: lines end in CR LF") {
  CHECK(refusal("GET / HTTP/1.1\nHost: a\n\n") == 400);
  CHECK(refusal("GET / HTTP/1.1\r\nHost: a\n\r\n") == 400);
  CHECK(refusal("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n") == 400);
  CHECK(refusal("\nGET / HTTP/1.1\r\n\r\n") == 400);
}

TEST_CASE("3: the request line") {
  for (const char* line :
       {"GET", "GET /", "GET  HTTP/1.1", "GET /a b HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1",
        "GET\t/\tHTTP/1.1", "G@T / HTTP/1.1", "GET / http/1.1", "GET / FTP/1.1",
        "GET http://a/ HTTP/1.1", "GET * HTTP/1.1", "CONNECT a:1 HTTP/1.1", "GET /a#b HTTP/1.1",
        "GET /\x7f HTTP/1.1", "GET /\xc3\xa9 HTTP/1.1", "GET  / HTTP/1.1"}) {
    CAPTURE(line);
    CHECK(refusal(line + std::string("\r\nHost: a\r\n\r\n")) == 400);
  }
  CHECK(refusal("GET / HTTP/2.0\r\n\r\n") == 505);
  CHECK(refusal("GET / HTTP/1.11\r\n\r\n") == 505);
  CHECK(refusal("GET /" + std::string(kMaxTarget, 'a') + " HTTP/1.1\r\n\r\n") == 414);
}

TEST_CASE("5: header lines") {
  for (const char* line : {"NoColon", ": empty name", "Na me: a", "Name : a", "Name\t: a", " fold",
                           "\tfold", "N\xc3\xa4me: a", "A: b\x01", "A: b\x7f"}) {
    CAPTURE(line);
    CHECK(refusal_of_line(line) == 400);
  }
  CHECK(refusal_of_line(std::string("A: b\0c", 6)) == 400);
  std::string many;
  for (std::size_t i = 0; i < kMaxHeaders - 1; ++i) many += "A: b\r\n";
  CHECK(refusal_of_line(many + "B: c") == 431);
}

TEST_CASE("6.3: one way to say how long a body is") {
  CHECK(refusal_of_line("Content-Length: 0") == 0);
  for (const char* line :
       {"Content-Length:", "Content-Length: +5", "Content-Length: -1", "Content-Length: 5, 5",
        "Content-Length: 5 5", "Content-Length: 0x5", "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked",
        "Transfer-Encoding: identity", "Transfer-Encoding: xchunked\r\nContent-Length: 0",
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "transfer-encoding:"}) {
    CAPTURE(line);
    CHECK(refusal_of_line(line) == 400);
  }
}

TEST_CASE("9110, 10.1.1: Expect") {
  HttpRequest request;
  CHECK(parse("POST / HTTP/1.1\r\nExpect: 100-Continue\r\n\r\n", &request).expects_continue);
  CHECK(refusal_of_line("Expect: more") == 417);
  HttpRequest old;
  const RequestHead head = parse("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", &old);
  CHECK(head.http_1_0);
  CHECK_FALSE(head.expects_continue);
}

}  // namespace
}  // namespace parley
