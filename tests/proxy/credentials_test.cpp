#include "users/credentials.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

std::string token_of(const HeaderList& headers) {
  HttpRequest request;
  request.headers = headers;
  return std::string(presented_token(request, 8080));
}

TEST_CASE(
    "a token comes as a bearer, as a key, or in the page's cookie; the first of these counts") {
  CHECK(token_of({{"authorization", "Bearer abc"}}) == "abc");
  CHECK(token_of({{"authorization", "bearer  abc "}}) == "abc");
  CHECK(token_of({{"x-goog-api-key", "abc"}}) == "abc");
  CHECK(token_of({{"cookie", "parley-8080=abc"}}) == "abc");
  CHECK(token_of({{"cookie", "a=b; __Host-parley-8080=abc; c=d"}}) == "abc");
  CHECK(token_of({{"cookie", "a=b"}, {"cookie", "parley-8080=abc"}}) == "abc");
  CHECK(token_of({{"authorization", "Bearer abc"}, {"x-goog-api-key", "d"}}) == "abc");
  CHECK(token_of({{"x-goog-api-key", "abc"}, {"cookie", "parley-8080=d"}}) == "abc");
  CHECK(token_of({{"cookie", "parley-8080=d; __Host-parley-8080=abc"}}) == "abc");
}

TEST_CASE("what two readers could understand differently carries no token") {
  CHECK(token_of({}) == "");
  CHECK(token_of({{"authorization", "Basic abc"}}) == "");
  CHECK(token_of({{"authorization", "Bearerabc"}}) == "");
  CHECK(token_of({{"authorization", "Basic x"}, {"x-goog-api-key", "abc"}}) == "");
  CHECK(token_of({{"authorization", "Bearer a"}, {"authorization", "Bearer b"}}) == "");
  CHECK(token_of({{"x-goog-api-key", "a"}, {"x-goog-api-key", "b"}}) == "");
  CHECK(token_of({{"cookie", "parley-8080=a; parley-8080=b"}}) == "");
  CHECK(token_of({{"cookie", "parley-8081=a"}}) == "");
  CHECK(token_of({{"cookie", "parley-8080"}}) == "");
}

TEST_CASE(
    "the cookie: no script reads it, no other site sends it; under TLS no plain connection gets "
    "it") {
  CHECK(session_cookie("abc", 8080, false) ==
        "parley-8080=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000");
  CHECK(session_cookie("abc", 8443, true) ==
        "__Host-parley-8443=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000; Secure");
  CHECK(session_cookie("", 8080, false) ==
        "parley-8080=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST_CASE("failures are counted by address, in IPv6 by network") {
  CHECK(address_block("192.168.1.7") == "192.168.1.7");
  CHECK(address_block("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(address_block("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64");
  CHECK(address_block("2001:db8:1:3::1") == "2001:db8:1:3::/64");
  CHECK(address_block("") == "");
}

}  // namespace
}  // namespace parley
