// What goes on to the API and what comes back: clients, the real proxy and an upstream that does as
// it is told, all over real sockets.
#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "support/fake_upstream.h"
#include "support/recorded.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

const std::string kOk = plain_answer(200, "application/json", "{\"ok\":1}");

TEST_CASE("the key goes in, and nothing of the client's goes on") {
  FakeUpstream fake(always(kOk));
  RunningProxy proxy(fake.url());
  const Answer answer =
      ask(proxy.port(), "POST", "/v1beta/interactions?alt=sse&key=CLIENT-KEY",
          {kJson, "X-Goog-Api-Key: CLIENT-KEY", "Authorization: Bearer CLIENT-KEY",
           "Cookie: a=CLIENT-KEY", "X-Secret: CLIENT-KEY", "Connection: X-Secret, keep-alive",
           "Te: trailers", "Accept: text/event-stream", "Sec-Fetch-Mode: cors"},
          "{\"input\":\"hi\"}");
  CHECK(answer.status == 200);
  CHECK(answer.body == "{\"ok\":1}");
  const auto requests = fake.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].target() == "/v1beta/interactions?alt=sse");
  CHECK(requests[0].body == "{\"input\":\"hi\"}");
  CHECK(requests[0].header("x-goog-api-key") == kTestKey);
  CHECK(requests[0].header("accept") == "text/event-stream");
  CHECK(requests[0].header("host") == "127.0.0.1:" + std::to_string(fake.port()));
  CHECK(requests[0].head.find("CLIENT-KEY") == std::string::npos);
  std::set<std::string> names;
  const std::string& head = requests[0].head;
  for (std::size_t at = head.find("\r\n") + 2; at < head.size() - 2;
       at = head.find("\r\n", at) + 2) {
    names.insert(head.substr(at, head.find(':', at) - at));
  }
  CHECK(names == std::set<std::string>{"Host", "accept", "accept-encoding", "user-agent",
                                       "x-goog-api-key", "content-type", "Content-Length"});
}

TEST_CASE("status and headers as upstream gave them") {
  for (const int status : {200, 400, 401, 404, 429, 500, 503}) {
    CAPTURE(status);
    FakeUpstream fake(always(plain_answer(
        status, "application/json; charset=UTF-8", "{\"error\":{}}",
        {"Retry-After: 7", "X-Request-Id: abc", "Set-Cookie: a=b", "Access-Control-Allow-Origin: *",
         "Alt-Svc: h3", "Connection: x-hop", "X-Hop: 1"})));
    RunningProxy proxy(fake.url());
    const Answer answer = ask(proxy.port(), "GET", "/v1beta/models");
    CHECK(answer.status == status);
    CHECK(answer.whole);
    CHECK(answer.body == "{\"error\":{}}");
    CHECK(answer.header("content-type") == "application/json; charset=UTF-8");
    CHECK(answer.header("content-length") == "12");
    CHECK(answer.header("retry-after") == "7");
    CHECK(answer.header("x-request-id") == "abc");
    for (const char* name : {"set-cookie", "access-control-allow-origin", "alt-svc", "x-hop"}) {
      CAPTURE(name);
      CHECK(answer.header(name).empty());
    }
  }
}

TEST_CASE("the first byte is there before the last one exists") {
  std::mutex mutex;
  std::condition_variable changed;
  int allowed = 0;
  FakeUpstream fake(after_request([&](Peer& peer) {
    const auto wait_for = [&](int step) {
      std::unique_lock<std::mutex> lock(mutex);
      return changed.wait_for(lock, kPatience, [&] { return allowed >= step; });
    };
    REQUIRE(wait_for(1));
    peer.send(kStreamHead);
    REQUIRE(wait_for(2));
    peer.send(chunk("data: one\n\n"));
    REQUIRE(wait_for(3));
    peer.send(chunk("data: two\n\n") + kLastChunk);
  }));
  const auto allow = [&](int step) {
    const std::lock_guard<std::mutex> lock(mutex);
    allowed = step;
    changed.notify_all();
  };
  for (const bool recorded : {false, true}) {
    CAPTURE(recorded);
    allow(0);
    RunningProxy proxy(fake.url());
    TcpClient client(proxy.port());
    client.send(recorded ? recorded_post(proxy.port()) : post_text(proxy.port(), "{}"));
    // nothing before upstream's head
    CHECK_FALSE(client.read_until("HTTP/", Milliseconds(50)));
    allow(1);
    CHECK(client.read_until("\r\n\r\n"));
    CHECK(client.answer().header("content-type") == "text/event-stream");
    CHECK(client.answer().body.empty());
    allow(2);
    CHECK(client.read_until("data: one\n\n"));
    allow(3);
    client.read_answer();
    CHECK(client.answer().whole);
    CHECK(client.answer().body == "data: one\n\ndata: two\n\n");
  }
}

TEST_CASE("a client that leaves closes upstream, also while nothing comes") {
  for (const bool head_sent : {true, false}) {
    CAPTURE(head_sent);
    std::mutex mutex;
    std::condition_variable changed;
    bool closed = false;
    FakeUpstream fake(after_request([&](Peer& peer) {
      if (head_sent) peer.send(kStreamHead + chunk("data: 1\n\n"));
      const bool yes = peer.wait_closed();
      const std::lock_guard<std::mutex> lock(mutex);
      closed = yes;
      changed.notify_all();
    }));
    RunningProxy proxy(fake.url());
    TcpClient client(proxy.port());
    client.send(post_text(proxy.port()));
    REQUIRE(fake.wait_requests(1));
    if (head_sent) REQUIRE(client.read_until("data: 1"));
    client.close();
    std::unique_lock<std::mutex> lock(mutex);
    CHECK(changed.wait_for(lock, kPatience, [&] { return closed; }));
  }
}

TEST_CASE("a slow client makes upstream wait, and memory stays small") {
  std::atomic<std::size_t> sent{0};
  FakeUpstream fake(after_request([&](Peer& peer) {
    peer.send(kStreamHead);
    const std::string piece = chunk(std::string(64 * 1024, 'x'));
    while (sent < 400u * 1024 * 1024 && peer.send(piece)) sent += 64 * 1024;
  }));
  RunningProxy proxy(fake.url());
  TcpClient client(proxy.port(), 4096);
  client.send(post_text(proxy.port()));
  REQUIRE(client.read_until("xxx"));
  std::size_t before = 1;
  while (before != sent) {  // until upstream cannot send any more
    before = sent;
    fake.wait_requests(2, Milliseconds(200));
  }
  CHECK(sent < 100u * 1024 * 1024);  // what the kernel's buffers hold
  client.close();
}

TEST_CASE("an answer that breaks off is never a clean end") {
  const std::vector<std::string> cuts = {
      kStreamHead + chunk("data: 1\n\n"),                      // at an event's end
      kStreamHead + chunk("data: 1\n\nda"),                    // within an event
      kStreamHead + std::string("ff\r\ndata: 1"),              // within a chunk
      kStreamHead + chunk("data: 1\n\n") + "-2\r\nab\r\n",     // a chunk that is none
      "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ndata: 1",  // shorter than said
  };
  for (const std::string& cut : cuts) {
    for (const bool recorded : {false, true}) {
      CAPTURE(cut);
      CAPTURE(recorded);
      FakeUpstream fake(after_request([&](Peer& peer) { peer.send(cut); }));
      RunningProxy proxy(fake.url());
      TcpClient client(proxy.port());
      client.send(recorded ? recorded_post(proxy.port()) : post_text(proxy.port(), "{}"));
      REQUIRE(client.read_to_end());
      CHECK(client.answer().status == 200);
      CHECK(client.answer().body.substr(0, 7) == "data: 1");
      CHECK_FALSE(client.answer().whole);
    }
  }
}

TEST_CASE("an upstream that gives no answer is a 502 in the API's shape") {
  FakeUpstream fake(after_request([](Peer&) {}));
  RunningProxy proxy(fake.url());
  const Answer answer = ask(proxy.port(), "POST", "/v1beta/interactions", {kJson}, "{}");
  CHECK(answer.status == 502);
  CHECK(answer.body.find("{\"error\":{\"code\":\"upstream_closed\",\"message\":\"") == 0);
  CHECK(answer.header("content-type") == "application/json; charset=utf-8");
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("the key is in no byte that a client gets") {
  const std::string key = kTestKey;
  const std::string body = "{\"error\":\"bad key " + key + "\"}";
  const std::vector<std::string> echo = {"X-Request-Id: " + key, "X-" + key + ": 1",
                                         "Location: /?key=" + key};
  std::vector<std::string> answers = {
      plain_answer(400, "application/json", body, echo),
      plain_answer(200, "text/plain; key=" + key, body),
      "HTTP/1.1 200 " + key + "\r\nContent-Length: 0\r\n\r\n",
      kStreamHead + chunk(body) + kLastChunk,
      kStreamHead + chunk(body),  // broken off
  };
  std::string bytewise = kStreamHead;
  for (const char c : body) bytewise += chunk({&c, 1});
  answers.push_back(bytewise + kLastChunk);
  for (std::size_t split = 1; split < key.size(); split += 7) {
    std::string cut = kStreamHead;
    cut += chunk(key.substr(0, split));
    cut += chunk(key.substr(split));
    answers.push_back(cut + kLastChunk);
  }
  for (const std::string& bytes : answers) {
    for (const bool recorded : {false, true}) {
      CAPTURE(bytes);
      CAPTURE(recorded);
      FakeUpstream fake(after_request([&](Peer& peer) { peer.send(bytes); }));
      RunningProxy proxy(fake.url());
      TcpClient client(proxy.port());
      client.send(recorded ? recorded_post(proxy.port()) : post_text(proxy.port(), "{}"));
      client.read_answer();
      CHECK(client.answer().status != 0);
      const Answer again = read_stream(proxy.port());
      const Answer config = ask(proxy.port(), "GET", "/parley/config");
      for (const std::string& text :
           {client.received(), client.answer().body, again.body, config.body}) {
        CHECK(text.find(key) == std::string::npos);
      }
      CHECK(fake.requests()[0].header("x-goog-api-key") == key);
    }
  }
}

TEST_CASE("connections to upstream are used again") {
  // Chunked: its end goes on to the client only when the connection is free for the next.
  FakeUpstream fake(always(kStreamHead + chunk("data: 1\n\n") + kLastChunk));
  RunningProxy proxy(fake.url());
  for (int i = 0; i < 20; ++i) CHECK(ask(proxy.port(), "GET", "/v1/models").status == 200);
  CHECK(fake.connections() == 1);
}

}  // namespace
}  // namespace parley
