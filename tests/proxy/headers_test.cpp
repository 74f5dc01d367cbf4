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

TEST_CASE("what upstream says of its answer travels") {
  const HeaderList headers = client_response_headers({{"content-type", "Text/Event-Stream; a=b"},
                                                      {"retry-after", "7"},
                                                      {"x-goog-request-id", "abc"},
                                                      {"x-request-id", "def"},
                                                      {"date", "today"},
                                                      {"content-length", "12"}},
                                                     "k");
  CHECK(value(headers, "content-type") == "Text/Event-Stream; a=b");
  CHECK(value(headers, "retry-after") == "7");
  CHECK(value(headers, "x-goog-request-id") == "abc");
  CHECK(value(headers, "x-request-id") == "def");
  CHECK(value(headers, "date") == "today");
  CHECK(value(headers, "content-length") == "12");
  CHECK(value(headers, "cache-control") == "no-store");
  CHECK(has(headers, "content-security-policy"));
}

TEST_CASE("whatever else it says stays behind") {
  for (const char* name : {"connection",
                           "keep-alive",
                           "transfer-encoding",
                           "upgrade",
                           "te",
                           "trailer",
                           "proxy-authenticate",
                           "set-cookie",
                           "access-control-allow-origin",
                           "alt-svc",
                           "server",
                           "strict-transport-security",
                           "clear-site-data",
                           "service-worker-allowed",
                           "link",
                           "refresh",
                           "parley-stream",
                           "location",
                           "content-location",
                           "www-authenticate",
                           "x-accel-redirect",
                           "x-sendfile",
                           "content-disposition",
                           "content-encoding",
                           "vary",
                           "etag",
                           "x-anything"}) {
    CAPTURE(name);
    CHECK_FALSE(has(client_response_headers({{name, "value"}}, ""), name));
  }
  // ours stand in the place of theirs
  for (const char* name : {"content-security-policy", "x-frame-options", "cache-control",
                           "x-accel-buffering", "x-content-type-options"}) {
    CAPTURE(name);
    const HeaderList headers = client_response_headers({{name, "theirs"}}, "");
    CHECK(has(headers, name));
    CHECK(value(headers, name).find("theirs") == std::string::npos);
  }
}

TEST_CASE("nothing of upstream's is a page, a script or an image of this origin") {
  for (const char* type : {"text/html", "Text/HTML; charset=utf-8", "application/javascript",
                           "image/svg+xml", "application/xhtml+xml", "application/jsonx", ""}) {
    CAPTURE(type);
    CHECK(value(client_response_headers({{"content-type", type}}, ""), "content-type") ==
          "text/plain; charset=utf-8");
  }
  CHECK(value(client_response_headers({{"content-type", "application/json ; x"}}, ""),
              "content-type") == "application/json ; x");
}

TEST_CASE("a length beside a transfer coding means nothing") {
  CHECK_FALSE(
      has(client_response_headers({{"content-length", "5"}, {"transfer-encoding", "chunked"}}, ""),
          "content-length"));
}

TEST_CASE("the key is in no header, and control characters neither") {
  const HeaderList headers = client_response_headers(
      {{"x-request-id", "you sent Secret-1 and Secret-1"}, {"x-secret-1", "a"}, {"date", "a\x01"}},
      "Secret-1");
  CHECK(value(headers, "x-request-id") == "you sent ******** and ********");
  CHECK_FALSE(has(headers, "x-secret-1"));
  CHECK_FALSE(has(headers, "date"));
}

}  // namespace
}  // namespace parley
