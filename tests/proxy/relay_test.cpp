// Replay, through the real proxy and over real sockets.
#include "replay/relay.h"

#include <doctest/doctest.h>

#include "support/eventually.h"
#include "support/fake_upstream.h"
#include "support/recorded.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

// Pieces of 100 kB: the kernel keeps 4 MB at most for a client that does not read.
constexpr int kMoreThanSocketsHold = 50;

TEST_CASE("a stream goes on without its client, and is read from any byte") {
  Conducted upstream;
  RunningProxy proxy(upstream.url());
  TcpClient first(proxy.port());
  first.send(recorded_post(proxy.port()));
  upstream.head();
  upstream.event("data: one\n\n");
  REQUIRE(first.read_until("data: one\n\n"));
  first.close();
  upstream.event("data: two\n\n");

  // One reader from the beginning, one from the middle of an event; both follow live.
  TcpClient whole(proxy.port()), middle(proxy.port());
  whole.send(read_text(proxy.port()));
  middle.send(read_text(proxy.port(), 8));
  REQUIRE(whole.read_until("data: two\n\n"));
  REQUIRE(middle.read_until("data: two\n\n"));
  upstream.event("data: three\n\n");
  REQUIRE(whole.read_until("data: three\n\n"));
  REQUIRE(middle.read_until("data: three\n\n"));
  upstream.end();
  const std::string all = "data: one\n\ndata: two\n\ndata: three\n\n";
  CHECK(whole.read_answer().body == all);
  CHECK(middle.read_answer().body == all.substr(8));
  for (const TcpClient* client : {&whole, &middle}) {
    CHECK(client->answer().whole);
    CHECK(client->answer().status == 200);
    CHECK(client->answer().header("content-type") == "text/event-stream");
  }
  // After the end: every offset, and none beyond.
  for (std::size_t offset = 0; offset <= all.size(); ++offset) {
    const Answer again = read_stream(proxy.port(), offset);
    CHECK(again.status == 200);
    CHECK(again.whole);
    CHECK(again.body == all.substr(offset));
  }
  const Answer beyond = read_stream(proxy.port(), all.size() + 1);
  CHECK(beyond.status == 416);
  CHECK(error_code(beyond) == "invalid_offset");
  CHECK(upstream.fake().requests().size() == 1);
  CHECK(upstream.fake().requests()[0].head.find("arley-stream") == std::string::npos);
}

TEST_CASE("whatever the answer, it is replayed as it was") {
  FakeUpstream fake(
      always(plain_answer(429, "application/json", "{\"error\":{}}", {"Retry-After: 3"})));
  RunningProxy proxy(fake.url());
  TcpClient client(proxy.port());
  client.send(recorded_post(proxy.port()));
  const Answer first = client.read_answer();
  CHECK(first.status == 429);
  CHECK(first.header("content-length") == "12");
  for (const std::size_t offset : {0u, 5u}) {
    const Answer again = read_stream(proxy.port(), offset);
    CHECK(again.status == 429);
    CHECK(again.whole);
    CHECK(again.header("content-type") == "application/json");
    CHECK(again.header("retry-after") == "3");
    CHECK(again.body == first.body.substr(offset));
  }
}

TEST_CASE("a reader may come before the answer does") {
  Conducted upstream;
  RunningProxy proxy(upstream.url());
  TcpClient first(proxy.port()), reader(proxy.port());
  first.send(recorded_post(proxy.port()));
  REQUIRE(upstream.fake().wait_requests(1));
  reader.send(read_text(proxy.port()));
  CHECK_FALSE(reader.read_until("HTTP", Milliseconds(50)));
  upstream.head();
  upstream.event("data: 1\n\n");
  CHECK(reader.read_until("data: 1\n\n"));
  CHECK(first.read_until("data: 1\n\n"));
}

TEST_CASE("unknown streams, and expired ones, which are not asked for anew") {
  FakeUpstream fake(always(plain_answer(200, "application/json", "{}")));
  Options options = quiet_options();
  options.replay_ttl_seconds = 0;
  RunningProxy proxy(fake.url(), options);
  CHECK(error_code(read_stream(proxy.port())) == "stream_not_found");
  TcpClient client(proxy.port());
  client.send(recorded_post(proxy.port()));
  CHECK(client.read_answer().status == 200);

  // once the proxy has seen the end, too
  CHECK(eventually([&] { return read_stream(proxy.port()).status == 410; }));
  TcpClient again(proxy.port());
  again.send(recorded_post(proxy.port()));
  CHECK(again.read_answer().status == 410);
  CHECK(error_code(again.answer()) == "stream_expired");
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("bytes that fell out of the buffer") {
  Conducted upstream;
  Options options = quiet_options();
  options.replay_bytes = 100;
  RunningProxy proxy(upstream.url(), options);
  TcpClient first(proxy.port());
  first.send(recorded_post(proxy.port()));
  upstream.head();
  upstream.event(std::string(60, 'a'));
  REQUIRE(first.read_until(std::string(60, 'a')));
  upstream.event(std::string(60, 'b') + '!');
  REQUIRE(first.read_until("!"));
  const Answer gone = read_stream(proxy.port(), 20);
  CHECK(gone.status == 410);
  CHECK(error_code(gone) == "stream_expired");
  upstream.end();
  const Answer rest = read_stream(proxy.port(), 21);
  CHECK(rest.status == 200);
  CHECK(rest.body == std::string(39, 'a') + std::string(60, 'b') + '!');
}

TEST_CASE("DELETE stops upstream, with and without its client") {
  for (const bool client_stays : {true, false}) {
    for (const bool answered : {true, false}) {
      CAPTURE(client_stays);
      CAPTURE(answered);
      Conducted upstream;
      RunningProxy proxy(upstream.url());
      TcpClient client(proxy.port());
      client.send(recorded_post(proxy.port()));
      REQUIRE(upstream.fake().wait_requests(1));
      if (answered) {
        upstream.head();
        upstream.event("data: one\n\n");
        REQUIRE(client.read_until("data: one\n\n"));
      }
      if (!client_stays) client.close();
      CHECK(ask(proxy.port(), "DELETE", "/parley/streams/" + kId).status == 200);
      CHECK(upstream.wait_closed_by_proxy());
      if (client_stays) {
        CHECK(client.read_to_end());
        CHECK_FALSE((client.answer().whole && client.answer().status == 200));
      }
      if (answered) {
        const Answer again = read_stream(proxy.port());
        CHECK(again.body == "data: one\n\n");
        CHECK_FALSE(again.whole);
      }
      // once the proxy is done with it
      CHECK(eventually([&] {
        const int status = ask(proxy.port(), "DELETE", "/parley/streams/" + kId).status;
        return status == (answered ? 410 : 404);
      }));
      CHECK(upstream.fake().requests().size() == 1);
    }
  }
}

TEST_CASE("a stop that overtakes its start") {
  Conducted upstream;
  RunningProxy proxy(upstream.url());
  CHECK(ask(proxy.port(), "DELETE", "/parley/streams/" + kId).status == 404);
  TcpClient client(proxy.port());
  client.send(recorded_post(proxy.port()));
  CHECK(client.read_answer().status == 410);
  CHECK(upstream.fake().connections() == 0);
}

TEST_CASE("what upstream broke off is broken for every reader") {
  Conducted upstream;
  RunningProxy proxy(upstream.url());
  TcpClient first(proxy.port()), reader(proxy.port());
  first.send(recorded_post(proxy.port()));
  upstream.head();
  upstream.event("data: one\n\n");
  REQUIRE(first.read_until("data: one\n\n"));
  reader.send(read_text(proxy.port()));
  REQUIRE(reader.read_until("data: one\n\n"));
  upstream.cut();
  for (TcpClient* client : {&first, &reader}) {
    CHECK(client->read_to_end());
    CHECK_FALSE(client->answer().whole);
  }
  const Answer late = read_stream(proxy.port(), 6);
  CHECK(late.status == 200);
  CHECK(late.body == "one\n\n");
  CHECK_FALSE(late.whole);
}

TEST_CASE("a client that does not read slows nothing, and keeps what fits") {
  Conducted upstream;
  Options options = quiet_options();
  options.replay_bytes = 64u << 20;
  RunningProxy proxy(upstream.url(), options);
  TcpClient slow(proxy.port(), 4096);
  slow.send(recorded_post(proxy.port()));
  upstream.head();
  REQUIRE(slow.read_until("\r\n\r\n"));
  std::string all;
  for (int i = 0; i < kMoreThanSocketsHold; ++i) {
    const std::string piece = std::string(100'000, static_cast<char>('a' + i % 26)) + '\n';
    all += piece;
    upstream.event(piece);
  }
  upstream.end();
  // The stream ends although its client has read next to nothing.
  const Answer other = read_stream(proxy.port());
  CHECK(other.whole);
  CHECK((other.body == all));  // in parentheses: not to be printed
  slow.read_answer();
  CHECK(slow.answer().whole);
  CHECK((slow.answer().body == all));
}

TEST_CASE("a client that falls out of the buffer is broken off, the stream goes on") {
  Conducted upstream;
  Options options = quiet_options();
  options.replay_bytes = 100'000;
  RunningProxy proxy(upstream.url(), options);
  TcpClient slow(proxy.port(), 4096);
  slow.send(recorded_post(proxy.port()));
  upstream.head();
  for (int i = 0; i < kMoreThanSocketsHold; ++i) upstream.event(std::string(100'000, 'x'));
  upstream.event("the end");
  upstream.end();
  // The reader comes when all is there: asks until the last bytes are those.
  std::string tail;
  CHECK(eventually([&] {
    const Answer answer = read_stream(proxy.port(), 100'000 * kMoreThanSocketsHold);
    if (answer.status == 200) tail = answer.body;
    return !tail.empty();
  }));
  CHECK(tail == "the end");
  CHECK(slow.read_to_end());
  CHECK_FALSE(slow.answer().whole);
}

TEST_CASE("ids that are none") {
  FakeUpstream fake(always(plain_answer(200, "application/json", "{}")));
  RunningProxy proxy(fake.url());
  for (const char* id : {"", "short", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAA."}) {
    CAPTURE(id);
    TcpClient client(proxy.port());
    client.send(recorded_post(proxy.port(), id));
    CHECK(client.read_answer().status == 400);
  }
  const Answer twice = ask(proxy.port(), "POST", "/v1beta/interactions",
                           {kJson, "Parley-Stream: " + kId, "Parley-Stream: " + kOtherId}, "{}");
  CHECK(twice.status == 400);
  CHECK(fake.connections() == 0);
}

}  // namespace
}  // namespace parley
