// Over real sockets, against a server that does what no server should.
#include "upstream/upstream.h"

#include <doctest/doctest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "support/collected.h"
#include "support/fake_upstream.h"
#include "support/ready_socket.h"

namespace parley {
namespace {

using End = UpstreamResult::End;

// One exchange with a script that has read the request.
UpstreamResult exchange_with(std::function<void(Peer&)> script, Collected& sink) {
  FakeUpstream fake([&](Peer& peer) {
    ReceivedRequest request;
    if (peer.read_request(&request)) script(peer);
  });
  Upstream upstream(options_for(fake));
  return upstream.exchange(get(), sink);
}

TEST_CASE("what goes out") {
  FakeUpstream fake(always(plain_answer(200, "application/json", "{}")));
  Upstream upstream(options_for(fake));
  Collected sink;
  CHECK(upstream.exchange(post(), sink).end == End::kComplete);
  CHECK(upstream.exchange(get(), sink).end == End::kComplete);
  CHECK(upstream.exchange({"POST", "/v1/interactions/x/cancel", {}, "", {}}, sink).end ==
        End::kComplete);
  CHECK(upstream.exchange({"DELETE", "/v1/interactions/x", {}, "", {}}, sink).end ==
        End::kComplete);
  const auto requests = fake.requests();
  REQUIRE(requests.size() == 4);
  CHECK(requests[0].method() == "POST");
  CHECK(requests[0].target() == "/v1beta/interactions");
  CHECK(requests[0].body == "{\"a\":1}");
  CHECK(requests[0].header("content-type") == "application/json");
  CHECK(requests[0].header("expect").empty());
  CHECK(requests[1].method() == "GET");
  CHECK(requests[1].header("x-goog-api-key") == "k");
  CHECK(requests[1].body.empty());
  CHECK(requests[2].method() == "POST");
  CHECK(requests[2].header("content-length") == "0");
  CHECK(requests[2].header("content-type").empty());
  CHECK(requests[3].method() == "DELETE");
}

TEST_CASE("status, headers and body come as they are") {
  Collected sink;
  const UpstreamResult result = exchange_with(
      [](Peer& peer) {
        peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\n" +
                  plain_answer(429, "application/json", "{\"error\":1}",
                               {"X-Two:  b ", "x-two: c", "Retry-After: 7"}));
      },
      sink);
  CHECK(result.end == End::kComplete);
  CHECK(sink.heads == 1);
  CHECK(sink.status == 429);
  CHECK(sink.headers == HeaderList{{"content-type", "application/json"},
                                   {"content-length", "11"},
                                   {"x-two", "b"},
                                   {"x-two", "c"},
                                   {"retry-after", "7"}});
  CHECK(sink.body == "{\"error\":1}");
}

TEST_CASE("chunks come one by one, trailers not at all") {
  std::mutex mutex;
  std::condition_variable changed;
  std::string seen;
  struct Watching : Collected {
    std::function<void(std::string_view)> told;
    bool on_bytes(std::string_view bytes) override {
      told(bytes);
      return Collected::on_bytes(bytes);
    }
  } sink;
  sink.told = [&](std::string_view bytes) {
    const std::lock_guard<std::mutex> lock(mutex);
    seen += bytes;
    changed.notify_all();
  };
  // Each part is sent only when the one before has come out at the other end.
  const UpstreamResult result = exchange_with(
      [&](Peer& peer) {
        peer.send(kStreamHead);
        for (const std::string part : {"one", "two", "three"}) {
          std::size_t wanted = 0;
          {
            const std::lock_guard<std::mutex> lock(mutex);
            wanted = seen.size() + part.size();
          }
          peer.send(chunk(part));
          std::unique_lock<std::mutex> lock(mutex);
          CHECK(changed.wait_for(lock, kPatience, [&] { return seen.size() == wanted; }));
        }
        peer.send("0\r\nX-Trailer: 1\r\n\r\n");
      },
      sink);
  CHECK(result.end == End::kComplete);
  CHECK(sink.heads == 1);
  CHECK(sink.body == "onetwothree");
}

TEST_CASE("redirects are answers like others") {
  Collected sink;
  exchange_with(
      [](Peer& peer) {
        peer.send(plain_answer(302, "text/plain", "", {"Location: http://127.0.0.1:1/"}));
      },
      sink);
  CHECK(sink.status == 302);
}

TEST_CASE("an answer that breaks off is broken, however it does") {
  const struct {
    const char* name;
    std::function<void(Peer&)> script;
  } cases[] = {
      {"chunked, without the last chunk",
       [](Peer& peer) { peer.send(kStreamHead + chunk("data: 1\n\n")); }},
      {"chunked, within a chunk",
       [](Peer& peer) { peer.send(kStreamHead + std::string("9\r\nda")); }},
      {"a chunk size that is none",
       [](Peer& peer) { peer.send(kStreamHead + chunk("a") + "-5\r\nxxxxx\r\n0\r\n\r\n"); }},
      {"a chunk without its end",
       [](Peer& peer) { peer.send(kStreamHead + std::string("1\r\nabc0\r\n\r\n")); }},
      {"shorter than its length",
       [](Peer& peer) { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"); }},
      {"reset",
       [](Peer& peer) {
         peer.send(kStreamHead + chunk("a"));
         peer.reset();
       }},
  };
  for (const auto& each : cases) {
    CAPTURE(each.name);
    Collected sink;
    CHECK(exchange_with(each.script, sink).end == End::kBroken);
    CHECK(sink.heads == 1);
  }
}

TEST_CASE("no answer is a failure that says what to do") {
  const struct {
    const char* name;
    std::function<void(Peer&)> script;
  } cases[] = {
      {"closed", [](Peer&) {}},
      {"reset", [](Peer& peer) { peer.reset(); }},
      {"not HTTP", [](Peer& peer) { peer.send("SSH-2.0-OpenSSH\r\n\r\n"); }},
      {"half a head", [](Peer& peer) { peer.send("HTTP/1.1 200 OK\r\nContent-Ty"); }},
      {"only an interim answer", [](Peer& peer) { peer.send("HTTP/1.1 100 Continue\r\n\r\n"); }},
      {"a head without end",
       [](Peer& peer) {
         peer.send("HTTP/1.1 200 OK\r\n");
         while (peer.send("X: " + std::string(1000, 'x') + "\r\n")) {
         }
       }},
  };
  for (const auto& each : cases) {
    CAPTURE(each.name);
    Collected sink;
    const UpstreamResult result = exchange_with(each.script, sink);
    CHECK(result.end == End::kFailed);
    CHECK(result.status == 502);
    CHECK_FALSE(result.code.empty());
    CHECK_FALSE(result.message.empty());
    CHECK(result.sent);
    CHECK(sink.heads == 0);
  }
}

TEST_CASE("nobody there, and no such host") {
  int port = 0;
  {
    FakeUpstream fake(always(""));
    port = fake.port();
  }
  for (const std::string& url :
       {"http://127.0.0.1:" + std::to_string(port), std::string("https://no.such.host.invalid")}) {
    CAPTURE(url);
    UpstreamOptions options;
    options.url = url;
    Upstream upstream(options);
    Collected sink;
    const UpstreamResult result = upstream.exchange(get(), sink);
    CHECK(result.end == End::kFailed);
    CHECK(result.status == 502);
    CHECK(result.code == "upstream_unreachable");
    CHECK_FALSE(result.sent);
  }
}

TEST_CASE("waiting for a head has an end, a pause in a stream has none") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    if (request.target() == "/silent") {
      peer.wait_closed();
      return;
    }
    peer.send(kStreamHead + chunk("a"));
    CHECK_FALSE(peer.wait_closed(Milliseconds(1300)));  // a pause longer than the head's time
    peer.send(chunk("b") + kLastChunk);
  });
  UpstreamOptions options = options_for(fake);
  options.head_time = Milliseconds(1000);
  Upstream upstream(options);
  Collected sink;
  const UpstreamResult late = upstream.exchange({"GET", "/silent", {}, "", {}}, sink);
  CHECK(late.end == End::kFailed);
  CHECK(late.status == 504);
  CHECK(late.sent);
  CHECK(upstream.exchange({"GET", "/pauses", {}, "", {}}, sink).end == End::kComplete);
  CHECK(sink.body == "ab");
}

TEST_CASE("connections are used again, the newest first") {
  FakeUpstream fake(always(plain_answer(200, "application/json", "{}")));
  Upstream upstream(options_for(fake));
  Collected sink;
  for (int i = 0; i < 10; ++i) CHECK(upstream.exchange(post(), sink).end == End::kComplete);
  CHECK(fake.connections() == 1);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&upstream] {
      Collected mine;
      for (int j = 0; j < 20; ++j) CHECK(upstream.exchange(get(), mine).end == End::kComplete);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(fake.connections() <= 8);
}

TEST_CASE("a connection that was closed meanwhile is not used") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (peer.read_request(&request)) peer.send(plain_answer(200, "text/plain", "x"));
  });
  Upstream upstream(options_for(fake));
  for (int i = 1; i <= 5; ++i) {
    Collected sink;
    CHECK(upstream.exchange(post(), sink).end == End::kComplete);
    REQUIRE(fake.wait_closed(i));
  }
  CHECK(fake.requests().size() == 5);
}

TEST_CASE("a POST is sent once, also when a connection that is used again dies under it") {
  // Answers the first request of a connection and dies at the second.
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    peer.send(plain_answer(200, "text/plain", "x"));
    peer.read_request(&request);
  });
  for (const std::string& body : {std::string("{}"), std::string(), std::string(300'000, 'x')}) {
    CAPTURE(body.size());
    Upstream upstream(options_for(fake));
    const std::size_t before = fake.requests().size();
    Collected sink;
    CHECK(upstream.exchange(get(), sink).end == End::kComplete);
    const UpstreamResult result = upstream.exchange(post(body), sink);
    // Without a body nothing could stop libcurl, so no connection is used again: that one works.
    CHECK((result.end == End::kComplete) == body.empty());
    CHECK(fake.requests().size() == before + 2);
    if (body.empty()) continue;
    CHECK(result.status == 502);
    CHECK(result.code == "upstream_closed");
    CHECK(result.sent);
    CHECK(upstream.exchange(post(body), sink).end == End::kComplete);
  }
}

TEST_CASE("a GET may be sent again") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    peer.send(plain_answer(200, "text/plain", "x"));
    peer.read_request(&request);
  });
  Upstream upstream(options_for(fake));
  Collected sink;
  CHECK(upstream.exchange(get(), sink).end == End::kComplete);
  CHECK(upstream.exchange(get(), sink).end == End::kComplete);
}

TEST_CASE("a sink that gives up closes the connection at once") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    peer.send(kStreamHead + chunk("a"));
    CHECK(peer.wait_closed());
  });
  Upstream upstream(options_for(fake));
  Collected sink;
  sink.give_up_on_bytes = true;
  CHECK(upstream.exchange(get(), sink).end == End::kGivenUp);
}

TEST_CASE("proxies of the environment are not used") {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  FakeUpstream fake(always(plain_answer(200, "text/plain", "x")));
  Upstream upstream(options_for(fake));
  Collected sink;
  CHECK(upstream.exchange(get(), sink).end == End::kComplete);
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
}

TEST_CASE("a coding that nobody asked for is no answer") {
  for (const char* coding : {"gzip", "br", "GZIP", "identity, gzip", ""}) {
    CAPTURE(coding);
    std::vector<std::string> headers;
    headers.push_back(std::string("Content-Encoding: ") + coding);
    FakeUpstream fake(always(plain_answer(200, "application/json", "{}", headers)));
    Upstream upstream(options_for(fake));
    Collected sink;
    const UpstreamResult result = upstream.exchange(post(), sink);
    CHECK(result.end == End::kFailed);
    CHECK(result.code == "upstream_invalid");
    CHECK(sink.heads == 0);
  }
  FakeUpstream fake(
      always(plain_answer(200, "application/json", "{}", {"Content-Encoding: Identity"})));
  Upstream upstream(options_for(fake));
  Collected sink;
  CHECK(upstream.exchange(post(), sink).end == End::kComplete);
}

TEST_CASE("a sink that gives up before the answer cannot tell whether the request arrived") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    peer.read_request(&request);
    peer.wait_closed();
  });
  struct Impatient : Collected {
    bool on_wake() override { return !fake->wait_requests(1, Milliseconds(0)); }
    void watch(std::vector<WatchedSocket>* sockets) override {
      sockets->push_back({ready.fd(), true, false});
    }
    const FakeUpstream* fake = nullptr;
    ReadySocket ready;
  } sink;
  sink.fake = &fake;
  Upstream upstream(options_for(fake));
  const UpstreamResult result = upstream.exchange(post(), sink);
  CHECK(result.end == End::kGivenUp);
  CHECK(result.sent);
}

}  // namespace
}  // namespace parley
