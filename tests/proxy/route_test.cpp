#include "rules/route.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

Route match(const std::string& method, const std::string& target) {
  const std::size_t mark = target.find('?');
  return match_route(method, target.substr(0, mark),
                     mark == std::string::npos ? "" : target.substr(mark + 1));
}

std::string forwarded(const std::string& method, const std::string& target) {
  return match(method, target).upstream_target;
}

int refused(const std::string& method, const std::string& target) {
  const Route route = match(method, target);
  CHECK_FALSE(route.forwarded());
  return route.kind == RouteKind::kRefused ? route.status : 0;
}

TEST_CASE("what is forwarded") {
  for (const std::string version : {"/v1beta", "/v1"}) {
    CHECK(forwarded("POST", version + "/interactions") == version + "/interactions");
    CHECK(forwarded("GET", version + "/interactions/v1_aB-9") == version + "/interactions/v1_aB-9");
    CHECK(forwarded("DELETE", version + "/interactions/x") == version + "/interactions/x");
    CHECK(forwarded("POST", version + "/interactions/x/cancel") ==
          version + "/interactions/x/cancel");
    CHECK(forwarded("GET", version + "/models") == version + "/models");
    CHECK(forwarded("GET", version + "/models/gemini-3.8-flash") ==
          version + "/models/gemini-3.8-flash");
  }
  CHECK(match("POST", "/v1/interactions").kind == RouteKind::kCreateInteraction);
  CHECK(match("GET", "/v1/interactions/x").kind == RouteKind::kGetInteraction);
  CHECK(match("DELETE", "/v1/interactions/x").kind == RouteKind::kDeleteInteraction);
  CHECK(match("POST", "/v1/interactions/x/cancel").kind == RouteKind::kCancelInteraction);
  CHECK(match("GET", "/v1/models").kind == RouteKind::kListModels);
  CHECK(match("GET", "/v1/models/x").kind == RouteKind::kGetModel);
}

TEST_CASE("the wrong method") {
  CHECK(refused("GET", "/v1beta/interactions") == 405);
  CHECK(refused("OPTIONS", "/v1beta/interactions") == 405);
  CHECK(refused("HEAD", "/v1beta/interactions/x") == 405);
  CHECK(refused("PUT", "/v1beta/interactions/x") == 405);
  CHECK(refused("GET", "/v1beta/interactions/x/cancel") == 405);
  CHECK(refused("POST", "/v1beta/models") == 405);
  CHECK(refused("DELETE", "/v1beta/models/x") == 405);
  CHECK(refused("POST", "/parley/config") == 405);
  CHECK(refused("POST", "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA") == 405);
  CHECK(refused("POST", "/healthz") == 405);
  CHECK(match("PUT", "/v1beta/interactions/x").allow == "GET, DELETE");
  CHECK(match("GET", "/v1beta/interactions").allow == "POST");
}

TEST_CASE("anything else is not there, and never forwarded") {
  for (const char* target : {"/v1beta",
                             "/v1beta/",
                             "/v1",
                             "/v1beta/interactions/",
                             "/v1beta/interactions/x/",
                             "/v1beta/interactions/x/y",
                             "/v1beta/interactions/x/cancel/",
                             "/v1beta/files",
                             "/v1beta//interactions",
                             "/v1beta/interactions//cancel",
                             "/v1beta/interactions/..",
                             "/v1beta/interactions/.",
                             "/v1beta/interactions/../models",
                             "/v1beta/interactions/%2e%2e",
                             "/v1beta/interactions/%2E",
                             "/v1beta/interactions/a%2Fb",
                             "/v1beta/interactions/a%00",
                             "/v1beta/interactions/a%252e",
                             "/v1beta/interactions/a%",
                             "/v1beta/interactions/a%2",
                             "/v1beta/interactions/a%zz",
                             "/v1beta/interactions/a;b",
                             "/v1beta/interactions/a:cancel",
                             "/v1beta/models/x:generateContent",
                             "/v1beta/models/x/y",
                             "/v1beta/models/tunedModels%2Fx",
                             "/v1beta/Interactions",
                             "/v1beta/%69nteractions",
                             "/v1/upload",
                             "/parley",
                             "/parley/streams",
                             "/parley/streams/",
                             "/parley/streams/short",
                             "/parley/streams/AAAAAAAAAAAAAAAAAAAA%41A",
                             "/parley/config/"}) {
    for (const char* method : {"GET", "POST", "DELETE"}) {
      CAPTURE(target);
      CAPTURE(method);
      CHECK(refused(method, target) == 404);
    }
  }
  CHECK(refused("GET", "/v1beta/interactions/" + std::string(300, 'a')) == 404);
  // Paths of no route may be files of the page; none of them goes upstream.
  for (const char* target : {"//v1beta/interactions", "/v1beta2/interactions", "/v1alpha/models",
                             "/%761beta/interactions", "/./v1beta/interactions", "/x/v1beta/models",
                             "/upload/v1beta/files", "/demo/gates/x"}) {
    CAPTURE(target);
    CHECK(match("POST", target).kind == RouteKind::kPage);
    CHECK_FALSE(match("POST", target).forwarded());
  }
}

TEST_CASE("ids that were encoded without need are decoded") {
  CHECK(forwarded("GET", "/v1/interactions/v1%5Fab%2dc") == "/v1/interactions/v1_ab-c");
  CHECK(forwarded("GET", "/v1/models/gemini%2D3%2E8") == "/v1/models/gemini-3.8");
}

TEST_CASE("known parameters travel, checked and encoded anew") {
  CHECK(forwarded("POST", "/v1beta/interactions?alt=sse") == "/v1beta/interactions?alt=sse");
  CHECK(forwarded("GET", "/v1/interactions/x?stream=true&last_event_id=a%2Bb/c%3D") ==
        "/v1/interactions/x?stream=true&last_event_id=a%2Bb%2Fc%3D");
  CHECK(forwarded("GET", "/v1/interactions/x?include_input=false") ==
        "/v1/interactions/x?include_input=false");
  CHECK(forwarded("GET", "/v1/models?pageSize=50&pageToken=a%26b") ==
        "/v1/models?pageSize=50&pageToken=a%26b");
  CHECK(refused("GET", "/v1/interactions/x?stream=yes") == 400);
  CHECK(refused("GET", "/v1/interactions/x?stream=true&stream=false") == 400);
  CHECK(refused("GET", "/v1/interactions/x?last_event_id=a%0d%0ab") == 400);
  CHECK(refused("GET", "/v1/interactions/x?last_event_id=%") == 400);
  CHECK(refused("GET", "/v1/models?pageSize=-1") == 400);
  CHECK(refused("POST", "/v1/interactions?alt=media") == 400);
}

TEST_CASE("other parameters, and the client's key above all, stay behind") {
  CHECK(forwarded("POST", "/v1beta/interactions?key=CLIENT&alt=sse&x=y&stream=true") ==
        "/v1beta/interactions?alt=sse");
  CHECK(forwarded("GET", "/v1/models?&&key&=&%6bey=a&fields=*") == "/v1/models");
  CHECK(forwarded("GET", "/v1/models/x?pageSize=5") == "/v1/models/x");
}

TEST_CASE("the proxy's own") {
  const Route read = match("GET", "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA?offset=123");
  CHECK(read.kind == RouteKind::kReadStream);
  CHECK(read.stream_id == "AAAAAAAAAAAAAAAAAAAAAA");
  CHECK(read.offset == 123);
  CHECK(match("GET", "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA").offset == 0);
  CHECK(match("DELETE", "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA").kind == RouteKind::kStopStream);
  CHECK(refused("GET", "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA?offset=-1") == 400);
  CHECK(refused("GET", "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA?offset=9999999999999999999") == 400);
  CHECK(match("GET", "/parley/config").kind == RouteKind::kConfig);
  CHECK(match("GET", "/healthz").kind == RouteKind::kHealth);
  CHECK(match("HEAD", "/health").kind == RouteKind::kHealth);
  CHECK(match("HEAD", "/metrics").kind == RouteKind::kMetrics);
  CHECK(match("GET", "/").kind == RouteKind::kPage);
}

TEST_CASE("stream ids") {
  CHECK(is_stream_id("abcdefghijklmnopqrstu_"));
  CHECK(is_stream_id(std::string(64, '-')));
  CHECK_FALSE(is_stream_id(std::string(21, 'a')));
  CHECK_FALSE(is_stream_id(std::string(65, 'a')));
  CHECK_FALSE(is_stream_id("abcdefghijklmnopqrstu="));
  CHECK_FALSE(is_stream_id("abcdefghijklmnopqrstu~"));
}

}  // namespace
}  // namespace parley
