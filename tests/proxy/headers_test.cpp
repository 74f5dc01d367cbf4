#include "rules/headers.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

std::string value(const HeaderList& headers, const std::string& name) {
  std::string all;
  for (const auto& entry : headers) {
    if (entry.first == name) all += (all.empty() ? "" : "|") + entry.second;
  }
  return all;
}

bool has(const HeaderList& headers, const std::string& name) {
  for (const auto& entry : headers) {
    if (entry.first == name) return true;
  }
  return false;
}

TEST_CASE("of a client's headers none travels") {
  HttpRequest request;
  request.headers = {{"host", "localhost"},
                     {"x-goog-api-key", "client-key"},
                     {"authorization", "Bearer t"},
                     {"cookie", "a=b"},
                     {"x-anything", "secret"},
                     {"connection", "x-anything"},
                     {"te", "trailers"},
                     {"accept", "text/event-stream; evil"},
                     {"user-agent", "browser"},
                     {"content-type", "application/json; x=y"},
                     {"api-revision", "2026"},
                     {"x-forwarded-for", "1.2.3.4"}};
  request.body = "{}";
  const HeaderList headers = upstream_request_headers(request, "the-key");
  CHECK(headers == HeaderList{{"accept", "text/event-stream"},
                              {"accept-encoding", "identity"},
                              {"user-agent", "parley/" PARLEY_VERSION},
                              {"x-goog-api-key", "the-key"},
                              {"content-type", "application/json"}});
}

TEST_CASE("Accept is one of three") {
  const auto accept = [](const std::string& sent) {
    HttpRequest request;
    if (!sent.empty()) request.headers = {{"accept", sent}};
    return value(upstream_request_headers(request, ""), "accept");
  };
  CHECK(accept("") == "*/*");
  CHECK(accept("application/json") == "application/json");
  CHECK(accept("application/json, Text/Event-Stream") == "text/event-stream");
  CHECK(accept("image/png") == "*/*");
}

TEST_CASE("without a body no content type, without a key no key") {
  const HeaderList headers = upstream_request_headers(HttpRequest(), "");
  CHECK_FALSE(has(headers, "content-type"));
  CHECK_FALSE(has(headers, "x-goog-api-key"));
}

TEST_CASE("upstream's end-to-end headers come as they are") {
  const HeaderList headers = client_response_headers({{"content-type", "text/event-stream"},
                                                      {"retry-after", "7"},
                                                      {"x-goog-request-id", "abc"},
                                                      {"vary", "origin"},
                                                      {"vary", "referer"},
                                                      {"content-length", "12"},
                                                      {"cache-control", "private"}},
                                                     "k");
  CHECK(value(headers, "content-type") == "text/event-stream");
  CHECK(value(headers, "retry-after") == "7");
  CHECK(value(headers, "x-goog-request-id") == "abc");
  CHECK(value(headers, "vary") == "origin|referer");
  CHECK(value(headers, "content-length") == "12");
  CHECK(value(headers, "cache-control") == "private");
  CHECK(has(headers, "content-security-policy"));
}

TEST_CASE("what speaks of the hop, or for this origin, stays behind") {
  for (const char* name :
       {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer",
        "proxy-authenticate", "set-cookie", "access-control-allow-origin",
        "access-control-expose-headers", "alt-svc", "server", "strict-transport-security",
        "clear-site-data", "service-worker-allowed", "link", "refresh", "parley-stream", "x-hop"}) {
    CAPTURE(name);
    const HeaderList headers =
        client_response_headers({{name, "value"}, {"connection", "close, X-Hop"}}, "");
    CHECK_FALSE(has(headers, name));
  }
  // ours stand in the place of theirs
  CHECK(value(client_response_headers({{"content-security-policy", "default-src *"}}, ""),
              "content-security-policy")
            .find('*') == std::string::npos);
  CHECK(value(client_response_headers({{"x-frame-options", "ALLOW"}}, ""), "x-frame-options") ==
        "DENY");
}

TEST_CASE("a length beside a transfer coding means nothing") {
  CHECK_FALSE(
      has(client_response_headers({{"content-length", "5"}, {"transfer-encoding", "chunked"}}, ""),
          "content-length"));
}

TEST_CASE("the key is in no header, and control characters neither") {
  const HeaderList headers = client_response_headers(
      {{"x-echo", "you sent Secret-1 and Secret-1"}, {"x-secret-1", "a"}, {"x-odd", "a\x01"}},
      "Secret-1");
  CHECK(value(headers, "x-echo") == "you sent ******** and ********");
  CHECK_FALSE(has(headers, "x-secret-1"));
  CHECK_FALSE(has(headers, "x-odd"));
}

}  // namespace
}  // namespace parley
