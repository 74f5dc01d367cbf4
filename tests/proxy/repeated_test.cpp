// The same POST again under the same id: what goes out once only, and what may go out anew.
#include <doctest/doctest.h>

#include "support/eventually.h"
#include "support/fake_upstream.h"
#include "support/recorded.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

// Posts, and waits until the proxy knows that the answer is over: then nothing joins because it
// runs.
void ask_until_over(int port) {
  TcpClient client(port);
  client.send(recorded_post(port));
  client.read_answer();
  CHECK(eventually([&] {
    const Answer stopped = ask(port, "DELETE", "/parley/streams/" + kId);
    return error_code(stopped) == "stream_over";
  }));
}

TEST_CASE("the same request joins instead of paying twice, another one conflicts") {
  Conducted upstream;
  RunningProxy proxy(upstream.url());
  TcpClient first(proxy.port()), second(proxy.port());
  first.send(recorded_post(proxy.port()));
  upstream.head();
  upstream.event("data: one\n\n");
  REQUIRE(first.read_until("data: one\n\n"));
  second.send(recorded_post(proxy.port()));
  REQUIRE(second.read_until("data: one\n\n"));
  const Answer other = ask(proxy.port(), "POST", "/v1beta/interactions",
                           {kJson, "Parley-Stream: " + kId}, "{\"other\":1}");
  CHECK(other.status == 409);
  CHECK(error_code(other) == "stream_conflict");
  upstream.event("data: two\n\n");
  upstream.end();
  CHECK(first.read_answer().body == "data: one\n\ndata: two\n\n");
  CHECK(second.read_answer().body == "data: one\n\ndata: two\n\n");
  // also when it is over
  TcpClient third(proxy.port());
  third.send(recorded_post(proxy.port()));
  CHECK(third.read_answer().body == "data: one\n\ndata: two\n\n");
  CHECK(upstream.fake().requests().size() == 1);
}

TEST_CASE("what upstream refused may be asked for again under the same id") {
  for (const int status : {400, 429, 503}) {
    CAPTURE(status);
    FakeUpstream fake(always(plain_answer(status, "application/json", "{}")));
    RunningProxy proxy(fake.url());
    // The first tries may join: until the proxy has seen the end, too.
    CHECK(eventually([&] {
      TcpClient client(proxy.port());
      client.send(recorded_post(proxy.port()));
      CHECK(client.read_answer().status == status);
      return fake.requests().size() == 2;
    }));
  }
}

TEST_CASE("an error of upstream's is given again, and goes out once: it may have been paid for") {
  for (const int status : {500, 502, 504}) {
    CAPTURE(status);
    FakeUpstream fake(
        always(plain_answer(status, "application/json", "{\"error\":{\"message\":\"theirs\"}}")));
    RunningProxy proxy(fake.url());
    ask_until_over(proxy.port());
    TcpClient again(proxy.port());
    again.send(recorded_post(proxy.port()));
    CHECK(again.read_answer().status == status);
    CHECK(again.answer().body == "{\"error\":{\"message\":\"theirs\"}}");
    CHECK(fake.requests().size() == 1);
  }
}

TEST_CASE("no answer to what was sent reaches the client, and is not tried again") {
  const struct {
    const char* name;
    std::function<void(Peer&)> end;
  } cases[] = {
      {"closed", [](Peer&) {}},
      {"reset", [](Peer& peer) { peer.reset(); }},
      {"half a head", [](Peer& peer) { peer.send("HTTP/1.1 200 OK\r\nContent-Ty"); }},
      {"not HTTP", [](Peer& peer) { peer.send("SSH-2.0-OpenSSH\r\n\r\n"); }},
  };
  for (const auto& each : cases) {
    CAPTURE(each.name);
    FakeUpstream fake([&](Peer& peer) {
      ReceivedRequest request;
      if (peer.read_request(&request)) each.end(peer);
    });
    RunningProxy proxy(fake.url());
    std::string code;
    for (int i = 0; i < 2; ++i) {
      TcpClient client(proxy.port());
      client.send(recorded_post(proxy.port()));
      CHECK(client.read_answer().status == 502);
      CHECK(client.read_to_end());
      code = error_code(client.answer());
      const Answer replayed = read_stream(proxy.port());
      CHECK(replayed.status == 502);
      CHECK(error_code(replayed) == code);
    }
    CHECK_FALSE(code.empty());
    CHECK(fake.requests().size() == 1);
  }
}

TEST_CASE("what was lost on a connection that was used before is not tried again") {
  // Answers the first request of a connection and dies at the second.
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    peer.send(kStreamHead + chunk("x") + kLastChunk);
    peer.read_request(&request);
  });
  RunningProxy proxy(fake.url());
  // Chunked: its end goes on to the client only when the connection is free for the next.
  CHECK(ask(proxy.port(), "GET", "/v1beta/models").status == 200);
  for (int i = 0; i < 2; ++i) {
    TcpClient client(proxy.port());
    client.send(recorded_post(proxy.port()));
    CHECK(client.read_answer().status == 502);
    CHECK(error_code(client.answer()) == "upstream_closed");
  }
  CHECK(fake.requests().size() == 2);
}

TEST_CASE("what was certainly not sent may be tried again under the same id") {
  FakeUpstream fake(always(plain_answer(200, "application/json", "{}")), nullptr,
                    FakeUpstream::Begin::kRefusing);
  RunningProxy proxy(fake.url());
  TcpClient refused(proxy.port());
  refused.send(recorded_post(proxy.port()));
  CHECK(refused.read_answer().status == 502);
  CHECK(error_code(refused.answer()) == "upstream_unreachable");
  CHECK(read_stream(proxy.port()).status == 404);
  fake.listen();
  TcpClient client(proxy.port());
  client.send(recorded_post(proxy.port()));
  CHECK(client.read_answer().status == 200);
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("what the proxy's own limits refused may be tried again under the same id") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    if (request.method() == "POST") {
      peer.send(plain_answer(200, "application/json", "{}"));
    } else {
      peer.wait_closed();
    }
  });
  Options options = quiet_options();
  options.max_streams = 1;
  RunningProxy proxy(fake.url(), options);
  TcpClient running(proxy.port());
  running.send(request_text(proxy.port(), "GET", "/v1beta/models"));
  REQUIRE(fake.wait_requests(1));
  TcpClient refused(proxy.port());
  refused.send(recorded_post(proxy.port()));
  CHECK(refused.read_answer().status == 429);
  CHECK(fake.requests().size() == 1);
  running.close();
  // once the proxy has noticed
  CHECK(eventually([&] {
    TcpClient client(proxy.port());
    client.send(recorded_post(proxy.port()));
    return client.read_answer().status == 200;
  }));
  CHECK(fake.requests().size() == 2);
}

}  // namespace
}  // namespace parley
