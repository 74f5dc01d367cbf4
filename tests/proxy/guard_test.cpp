#include "rules/guard.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

HttpRequest request(const std::string& method, const HeaderList& headers) {
  HttpRequest result;
  result.method = method;
  result.headers = headers;
  return result;
}

int host_status(const GuardRules& rules, const std::string& host) {
  return check_host(rules, request("GET", {{"host", host}})).status;
}

TEST_CASE("Host is one of ours, with the port") {
  const GuardRules rules = guard_rules("127.0.0.1", 8080, {});
  for (const char* host : {"127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST:8080"}) {
    CAPTURE(host);
    CHECK(host_status(rules, host) == 0);
  }
  for (const char* host :
       {"", "localhost", "127.0.0.1", "127.0.0.1:80", "localhost.:8080", "evil.example:8080",
        "localhost:8080.evil.example", "evil.example/localhost:8080", "localhost:8080,evil.example",
        "127.0.0.2:8080", "0.0.0.0:8080", "[::1]", "localhost:08080", "user@localhost:8080"}) {
    CAPTURE(host);
    CHECK(host_status(rules, host) == 403);
  }
}

// A name could be made to resolve to us by its owner; an address is an address.
TEST_CASE("where every address is listened on, Host may be the one that was called, and no other") {
  for (const char* any : {"0.0.0.0", "::"}) {
    const GuardRules rules = guard_rules(any, 8080, {"box.lan"});
    const auto status = [&](const std::string& local, const std::string& host) {
      HttpRequest asked = request("GET", {{"host", host}});
      asked.local = local;
      return check_host(rules, asked).status;
    };
    CHECK(status("192.168.1.5", "192.168.1.5:8080") == 0);
    CHECK(status("2001:db8::5", "[2001:DB8::5]:8080") == 0);
    CHECK(status("192.168.1.5", "box.lan:8080") == 0);
    CHECK(status("127.0.0.1", "localhost:8080") == 0);
    CHECK(status("192.168.1.5", "192.168.1.6:8080") == 403);
    CHECK(status("192.168.1.5", "192.168.1.5") == 403);
    CHECK(status("192.168.1.5", "192.168.1.5:80") == 403);
    CHECK(status("192.168.1.5", "evil.example:8080") == 403);
    CHECK(status("", ":8080") == 403);
  }
  const GuardRules secure = guard_rules("0.0.0.0", 443, {}, true);
  HttpRequest bare = request("GET", {{"host", "192.168.1.5"}});
  bare.local = "192.168.1.5";
  CHECK(check_host(secure, bare).status == 0);
  CHECK(check_host(guard_rules("0.0.0.0", 80, {}, true), bare).status == 403);
  const GuardRules one = guard_rules("192.168.1.5", 8080, {});
  HttpRequest asked = request("GET", {{"host", "192.168.1.6:8080"}});
  asked.local = "192.168.1.6";
  CHECK(check_host(one, asked).status == 403);
}

TEST_CASE("exactly one Host") {
  const GuardRules rules = guard_rules("127.0.0.1", 8080, {});
  CHECK(check_host(rules, request("GET", {})).status == 403);
  CHECK(check_host(rules, request("GET", {{"host", "localhost:8080"}, {"host", "localhost:8080"}}))
            .status == 403);
  CHECK(check_host(rules, request("GET", {{"host", "localhost:8080"}, {"host", "evil"}})).status ==
        403);
}

TEST_CASE("on port 80 no port is the port") {
  const GuardRules rules = guard_rules("127.0.0.1", 80, {});
  CHECK(host_status(rules, "localhost") == 0);
  CHECK(host_status(rules, "localhost:80") == 0);
}

TEST_CASE("the listened address, and names that were allowed") {
  const GuardRules rules = guard_rules("127.0.0.5", 8080, {"Parley.lan", "box:9000", "fd00::1"});
  CHECK(host_status(rules, "127.0.0.5:8080") == 0);
  CHECK(host_status(rules, "parley.lan") == 0);
  CHECK(host_status(rules, "parley.lan:8080") == 0);
  CHECK(host_status(rules, "box:9000") == 0);
  CHECK(host_status(rules, "[fd00::1]:8080") == 0);
  CHECK(host_status(rules, "box") == 403);
  CHECK(host_status(rules, "box:8080") == 403);
  CHECK(host_status(rules, "x.parley.lan") == 403);
}

int caller_status(const HeaderList& extra, const std::string& method = "GET",
                  const std::string& host = "localhost:8080") {
  const GuardRules rules = guard_rules("127.0.0.1", 8080, {"parley.lan"});
  HeaderList headers = {{"host", host}};
  headers.insert(headers.end(), extra.begin(), extra.end());
  return check_caller(rules, request(method, headers)).status;
}

TEST_CASE("Origin is the page's own, or not sent") {
  CHECK(caller_status({}) == 0);
  CHECK(caller_status({{"origin", "http://localhost:8080"}}) == 0);
  CHECK(caller_status({{"origin", "http://LOCALHOST:8080"}}) == 0);
  for (const char* origin :
       {"", "null", "http://evil.example", "https://localhost:8080", "http://localhost",
        "http://127.0.0.1:8080", "http://localhost:8080/", "http://localhost:8080.evil.example",
        "http://localhost:8080 http://evil.example", "file://", "localhost:8080"}) {
    CAPTURE(origin);
    CHECK(caller_status({{"origin", origin}}) == 403);
  }
  CHECK(caller_status({{"origin", "http://localhost:8080"}, {"origin", "http://evil"}}) == 403);
}

TEST_CASE("a server in front may speak https for an allowed name only") {
  CHECK(caller_status({{"origin", "https://parley.lan"}}, "GET", "parley.lan") == 0);
  CHECK(caller_status({{"origin", "http://parley.lan"}}, "GET", "parley.lan") == 0);
  CHECK(caller_status({{"origin", "https://evil.lan"}}, "GET", "parley.lan") == 403);
  CHECK(caller_status({{"origin", "https://localhost:8080"}}) == 403);
}

TEST_CASE("Sec-Fetch-Site, where sent") {
  CHECK(caller_status({{"sec-fetch-site", "same-origin"}}) == 0);
  CHECK(caller_status({{"sec-fetch-site", "none"}}) == 0);
  CHECK(caller_status({{"sec-fetch-site", "same-site"}}) == 403);
  CHECK(caller_status({{"sec-fetch-site", "cross-site"}}) == 403);
  CHECK(caller_status({{"sec-fetch-site", "none"}, {"sec-fetch-site", "cross-site"}}) == 403);
  // node's fetch sends a mode without a site
  CHECK(caller_status({{"sec-fetch-mode", "cors"}}) == 0);
}

TEST_CASE("a body is JSON, and comes with POST") {
  const auto post = [](const HeaderList& extra) {
    HeaderList headers = {{"content-length", "2"}};
    headers.insert(headers.end(), extra.begin(), extra.end());
    return caller_status(headers, "POST");
  };
  CHECK(post({{"content-type", "application/json"}}) == 0);
  CHECK(post({{"content-type", "Application/JSON ; charset=utf-8"}}) == 0);
  CHECK(post({}) == 415);
  CHECK(post({{"content-type", "text/plain"}}) == 415);
  CHECK(post({{"content-type", "application/x-www-form-urlencoded"}}) == 415);
  CHECK(post({{"content-type", "text/plain; application/json"}}) == 415);
  CHECK(post({{"content-type", "application/jsonx"}}) == 415);
  CHECK(post({{"content-type", "application/json"}, {"content-type", "text/plain"}}) == 415);
  CHECK(post({{"content-type", "application/json"}, {"content-encoding", "gzip"}}) == 415);
  CHECK(caller_status({{"content-length", "0"}}, "POST") == 0);
  CHECK(caller_status({}, "POST") == 0);
  CHECK(caller_status({{"content-length", "2"}, {"content-type", "application/json"}}) == 400);
  CHECK(caller_status({{"content-length", "0"}}, "DELETE") == 0);
}

TEST_CASE("where we speak TLS ourselves the page is https, and nothing else is") {
  const GuardRules rules = guard_rules("127.0.0.1", 8443, {"parley.lan"}, true);
  const auto passes = [&rules](const std::string& host, const std::string& origin) {
    HttpRequest request;
    request.method = "GET";
    request.headers = {{"host", host}, {"origin", origin}};
    return check_host(rules, request).status == 0 && check_caller(rules, request).status == 0;
  };
  CHECK(passes("127.0.0.1:8443", "https://127.0.0.1:8443"));
  CHECK(passes("parley.lan", "https://parley.lan"));
  CHECK_FALSE(passes("127.0.0.1:8443", "http://127.0.0.1:8443"));
  CHECK_FALSE(passes("parley.lan", "http://parley.lan"));
  CHECK_FALSE(passes("127.0.0.1:8443", "https://127.0.0.1"));
  CHECK_FALSE(passes("127.0.0.1", "https://127.0.0.1"));
  const GuardRules usual = guard_rules("127.0.0.1", 443, {}, true);
  HttpRequest request;
  request.headers = {{"host", "localhost"}};
  CHECK(check_host(usual, request).status == 0);
  CHECK(check_host(guard_rules("127.0.0.1", 80, {}, true), request).status == 403);
}

}  // namespace
}  // namespace parley
