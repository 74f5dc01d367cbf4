// Over real sockets and TLS, with certificates of the test's own making.
#include <doctest/doctest.h>

#include <condition_variable>
#include <functional>
#include <mutex>

#include "support/collected.h"
#include "support/fake_upstream.h"
#include "upstream/upstream.h"

namespace parley {
namespace {

using End = UpstreamResult::End;

TEST_CASE("TLS: trusted by the given bundle, used again, broken off without a word") {
  const TlsIdentity identity;
  FakeUpstream fake(
      [](Peer& peer) {
        ReceivedRequest request;
        while (peer.read_request(&request)) {
          if (request.target() == "/cut") {
            peer.send(kStreamHead + chunk("a"));
            return;
          }
          peer.send(plain_answer(200, "text/plain", "over TLS"));
        }
      },
      &identity);
  Upstream upstream(options_for(fake, identity.ca_file()));
  REQUIRE(upstream.error().empty());
  Collected sink;
  CHECK(upstream.exchange(post(), sink).end == End::kComplete);
  CHECK(sink.body == "over TLS");
  CHECK(upstream.exchange(get(), sink).end == End::kComplete);
  CHECK(fake.connections() == 1);
  CHECK(upstream.exchange({"GET", "/cut", {}, "", {}}, sink).end == End::kBroken);
}

TEST_CASE("TLS: a body without a length that ends without a goodbye may be cut short") {
  const TlsIdentity identity;
  for (const bool goodbye : {false, true}) {
    CAPTURE(goodbye);
    FakeUpstream fake(
        [goodbye](Peer& peer) {
          ReceivedRequest request;
          if (!peer.read_request(&request)) return;
          peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf of it");
          if (goodbye) peer.say_goodbye();
        },
        &identity);
    Upstream upstream(options_for(fake, identity.ca_file()));
    Collected sink;
    const UpstreamResult result = upstream.exchange(get(), sink);
    CHECK(sink.body == "half of it");
    CHECK(result.end == (goodbye ? End::kComplete : End::kBroken));
  }
}

TEST_CASE("TLS: what is not trusted gets not one byte of a request") {
  const TlsIdentity known;
  const TlsIdentity unknown;
  const TlsIdentity other_name("DNS:other.example");
  const struct {
    const char* name;
    const TlsIdentity* server;
    std::string ca;
  } cases[] = {{"another certificate", &unknown, known.ca_file()},
               {"the system's store", &unknown, ""},
               {"another name", &other_name, other_name.ca_file()}};
  for (const auto& each : cases) {
    CAPTURE(each.name);
    FakeUpstream fake(always(plain_answer(200, "text/plain", "x")), each.server);
    Upstream upstream(options_for(fake, each.ca));
    Collected sink;
    const UpstreamResult result = upstream.exchange(post(), sink);
    CHECK(result.end == End::kFailed);
    CHECK(result.status == 502);
    CHECK(result.code == "upstream_not_trusted");
    CHECK_FALSE(result.sent);
    CHECK(fake.requests().empty());
  }
}

TEST_CASE("TLS: a handshake that fails, or never ends, has sent nothing of the request") {
  const struct {
    const char* name;
    std::function<void(Peer&)> script;
  } cases[] = {
      {"not TLS", [](Peer& peer) { peer.send("HTTP/1.1 400 Bad\r\n\r\n"); }},
      {"closed", [](Peer&) {}},
      {"silent", [](Peer& peer) { peer.wait_closed(); }},
  };
  for (const auto& each : cases) {
    CAPTURE(each.name);
    FakeUpstream fake(each.script);
    UpstreamOptions options;
    options.url = "https://localhost:" + std::to_string(fake.port());
    options.connect_time = Milliseconds(500);
    Upstream upstream(options);
    Collected sink;
    const UpstreamResult result = upstream.exchange(post(), sink);
    CHECK(result.end == End::kFailed);
    CHECK_FALSE(result.sent);
  }
}

TEST_CASE("a bundle that cannot be read") {
  UpstreamOptions options;
  options.url = "https://localhost";
  options.ca_file = "/nowhere/ca.pem";
  CHECK(Upstream(options).error().find("/nowhere/ca.pem") != std::string::npos);
}

}  // namespace
}  // namespace parley
