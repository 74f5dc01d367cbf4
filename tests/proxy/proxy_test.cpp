// The whole: clients, the real proxy and an upstream that does as it is told, all over real
// sockets.
#include "proxy.h"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "support/eventually.h"
#include "support/fake_upstream.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

// Answers every request alike, after having read it.
FakeUpstream::Script once(std::function<void(Peer&)> script) {
  return [script = std::move(script)](Peer& peer) {
    ReceivedRequest request;
    if (peer.read_request(&request)) script(peer);
  };
}

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
  FakeUpstream fake(once([&](Peer& peer) {
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
    client.send(post_text(proxy.port(), "{}",
                          recorded
                              ? std::vector<std::string>{"Parley-Stream: AAAAAAAAAAAAAAAAAAAAAA"}
                              : std::vector<std::string>{}));
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
    FakeUpstream fake(once([&](Peer& peer) {
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
  FakeUpstream fake(once([&](Peer& peer) {
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
      FakeUpstream fake(once([&](Peer& peer) { peer.send(cut); }));
      RunningProxy proxy(fake.url());
      TcpClient client(proxy.port());
      client.send(post_text(proxy.port(), "{}",
                            recorded
                                ? std::vector<std::string>{"Parley-Stream: AAAAAAAAAAAAAAAAAAAAAA"}
                                : std::vector<std::string>{}));
      REQUIRE(client.read_to_end());
      CHECK(client.answer().status == 200);
      CHECK(client.answer().body.substr(0, 7) == "data: 1");
      CHECK_FALSE(client.answer().whole);
    }
  }
}

TEST_CASE("an upstream that gives no answer is a 502 in the API's shape") {
  FakeUpstream fake(once([](Peer&) {}));
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
      FakeUpstream fake(once([&](Peer& peer) { peer.send(bytes); }));
      RunningProxy proxy(fake.url());
      TcpClient client(proxy.port());
      client.send(post_text(proxy.port(), "{}",
                            recorded
                                ? std::vector<std::string>{"Parley-Stream: AAAAAAAAAAAAAAAAAAAAAA"}
                                : std::vector<std::string>{}));
      client.read_answer();
      CHECK(client.answer().status != 0);
      const Answer again = ask(proxy.port(), "GET", "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA");
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

TEST_CASE("with 200 streams open the page still answers") {
  FakeUpstream fake(once([](Peer& peer) {
    peer.send(kStreamHead + chunk("data: 1\n\n"));
    peer.wait_closed();
  }));
  RunningProxy proxy(fake.url());
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<TcpClient>(proxy.port()));
    clients.back()->send(post_text(proxy.port()));
  }
  for (const auto& client : clients) REQUIRE(client->read_until("data: 1"));
  CHECK(ask(proxy.port(), "GET", "/").status == 200);
}

TEST_CASE("other hosts and other sites are refused, and upstream never hears of it") {
  FakeUpstream fake(always(kOk));
  RunningProxy proxy(fake.url());
  const auto status = [&](const std::string& line, const std::string& host,
                          const std::string& target = "/v1beta/models") {
    TcpClient client(proxy.port());
    client.send("GET " + target + " HTTP/1.1\r\n" + host + line + "\r\n");
    const Answer answer = client.read_answer();
    CHECK(answer.header("access-control-allow-origin").empty());
    CHECK_FALSE(answer.header("content-security-policy").empty());
    return answer.status;
  };
  const std::string host = "Host: " + proxy.host() + "\r\n";
  CHECK(status("", host) == 200);
  CHECK(status("Origin: http://" + proxy.host() + "\r\n", host) == 200);
  CHECK(fake.requests().size() == 2);
  CHECK(status("", "") == 403);
  CHECK(status("", "Host: evil.example\r\n") == 403);
  CHECK(status("", "Host: evil.example\r\n", "/") == 403);
  CHECK(status("", "Host: evil.example\r\n", "/healthz") == 403);
  CHECK(status("", host + "Host: evil.example\r\n") == 403);
  CHECK(status("Origin: http://evil.example\r\n", host) == 403);
  CHECK(status("Origin: null\r\n", host) == 403);
  CHECK(status("Sec-Fetch-Site: cross-site\r\n", host) == 403);
  CHECK(status("Origin: http://evil.example\r\n", host, "/parley/config") == 403);
  CHECK(status("Origin: http://evil.example\r\n", host, "/parley/streams/AAAAAAAAAAAAAAAAAAAAAA") ==
        403);
  CHECK(ask(proxy.port(), "OPTIONS", "/v1beta/interactions",
            {"Origin: http://evil.example", "Access-Control-Request-Method: POST"})
            .status == 405);
  CHECK(ask(proxy.port(), "POST", "/v1beta/interactions", {"Content-Type: text/plain"}, "{}")
            .status == 415);
  CHECK(fake.requests().size() == 2);
}

TEST_CASE("what is no route is not forwarded") {
  FakeUpstream fake(always(kOk));
  RunningProxy proxy(fake.url());
  CHECK(ask(proxy.port(), "GET", "/v1beta/files").status == 404);
  CHECK(ask(proxy.port(), "GET", "/v1beta/interactions/..%2fmodels").status == 404);
  CHECK(ask(proxy.port(), "GET", "/nothing").status == 404);
  CHECK(ask(proxy.port(), "POST", "/nothing").status == 404);
  CHECK(ask(proxy.port(), "GET", "/metrics").status == 404);
  const Answer wrong = ask(proxy.port(), "PUT", "/v1beta/interactions");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("allow") == "POST");
  const Answer page = ask(proxy.port(), "POST", "/");
  CHECK(page.status == 405);
  CHECK(page.header("allow") == "GET, HEAD");
  CHECK(fake.connections() == 0);
}

TEST_CASE("limits on what is sent") {
  FakeUpstream fake(always(kOk));
  Options options = quiet_options();
  options.max_body = 1000;
  RunningProxy proxy(fake.url(), options);
  const auto post = [&](std::size_t size) {
    return ask(proxy.port(), "POST", "/v1beta/interactions", {kJson}, std::string(size, 'x'));
  };
  CHECK(post(1000).status == 200);
  const Answer large = post(1001);
  CHECK(large.status == 413);
  CHECK(large.body.find("\"code\":\"request_too_large\"") != std::string::npos);
  CHECK(large.body.find("1000 bytes") != std::string::npos);
  CHECK_FALSE(large.header("content-security-policy").empty());
  CHECK(ask(proxy.port(), "GET", "/", {"X: " + std::string(40'000, 'x')}).status == 431);
  CHECK(ask(proxy.port(), "GET", "/" + std::string(9'000, 'x')).status == 414);
  CHECK(ask(proxy.port(), "POST", "/v1beta/interactions", {kJson, "Transfer-Encoding: chunked"})
            .status == 400);
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("limits on what is started") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    while (peer.read_request(&request)) {
      if (request.body.find("hold") != std::string::npos) {
        peer.send(kStreamHead + chunk("data: 1\n\n"));
        peer.wait_closed();
        return;
      }
      peer.send(kOk);
    }
  });
  SUBCASE("models") {
    Options options = quiet_options();
    options.allow_models = {"gemini-*-flash"};
    RunningProxy proxy(fake.url(), options);
    const auto post = [&](const std::string& body,
                          const std::vector<std::string>& headers = {kJson}) {
      return ask(proxy.port(), "POST", "/v1/interactions", headers, body).status;
    };
    CHECK(post("{\"model\":\"gemini-3-flash\"}") == 200);
    CHECK(post("{\"model\":\"gemini-3-pro\"}") == 403);
    CHECK(post("{\"model\":\"gemini-3-pro\"}", {kJson, "Parley-Stream: AAAAAAAAAAAAAAAAAAAAAA"}) ==
          403);
    CHECK(post("{model:'gemini-3-pro'}") == 400);
    CHECK(fake.requests().size() == 1);
  }
  SUBCASE("rate") {
    Options options = quiet_options();
    options.rate_per_minute = 2;
    RunningProxy proxy(fake.url(), options);
    for (int i = 0; i < 2; ++i) {
      CHECK(ask(proxy.port(), "POST", "/v1/interactions", {kJson}, "{}").status == 200);
    }
    const Answer refused = ask(proxy.port(), "POST", "/v1/interactions", {kJson}, "{}");
    CHECK(refused.status == 429);
    CHECK(refused.header("retry-after") == "30");
    CHECK(ask(proxy.port(), "GET", "/v1/models").status == 200);
  }
  SUBCASE("streams") {
    Options options = quiet_options();
    options.max_streams = 2;
    RunningProxy proxy(fake.url(), options);
    TcpClient first(proxy.port()), second(proxy.port());
    for (TcpClient* client : {&first, &second}) {
      client->send(post_text(proxy.port(), "\"hold\""));
      REQUIRE(client->read_until("data: 1"));
    }
    const Answer refused = ask(proxy.port(), "POST", "/v1/interactions", {kJson}, "{}");
    CHECK(refused.status == 429);
    CHECK(refused.body.find("too_many_streams") != std::string::npos);
    CHECK_FALSE(refused.header("retry-after").empty());
    CHECK(ask(proxy.port(), "GET", "/").status == 200);
    first.close();
    // once the proxy has noticed
    CHECK(eventually([&] {
      return ask(proxy.port(), "POST", "/v1/interactions", {kJson}, "{}").status == 200;
    }));
  }
}

TEST_CASE("what the page asks the proxy itself") {
  FakeUpstream fake(always(kOk));
  Options options = quiet_options();
  options.metrics = true;
  RunningProxy proxy(fake.url(), options);
  const Answer config = ask(proxy.port(), "GET", "/parley/config");
  CHECK(config.status == 200);
  CHECK(config.header("cache-control") == "no-store");
  CHECK(config.body.find("{\"mode\":\"live\",\"version\":\"" PARLEY_VERSION "\"") == 0);
  CHECK(ask(proxy.port(), "GET", "/healthz").body == "ok\n");
  CHECK(ask(proxy.port(), "GET", "/metrics").body.find("parley_requests_total 3\n") !=
        std::string::npos);
  CHECK(fake.connections() == 0);
}

TEST_CASE("a request that is meant for an earlier run is not forwarded") {
  FakeUpstream fake(always(kOk));
  RunningProxy proxy(fake.url());
  const std::string config = ask(proxy.port(), "GET", "/parley/config").body;
  const std::string start = "\"instance\":\"";
  REQUIRE(config.find(start) != std::string::npos);
  const std::string instance = config.substr(config.find(start) + start.size(), 32);
  const auto post = [&](const std::string& word) {
    std::vector<std::string> headers;
    headers.push_back("Parley-Instance: " + word);
    TcpClient client(proxy.port());
    client.send(post_text(proxy.port(), "{}", headers));
    return client.read_answer().status;
  };
  CHECK(post(instance) == 200);
  CHECK(post(std::string(32, '0')) == 412);
  CHECK(post("") == 412);
  CHECK(fake.requests().size() == 1);
  RunningProxy other(fake.url());
  CHECK(ask(other.port(), "GET", "/parley/config").body.find(instance) == std::string::npos);
}

TEST_CASE("who asks for an earlier run is told which one this is, and how old") {
  FakeUpstream fake(always(kOk));
  using Clock = std::chrono::steady_clock;
  const auto before = Clock::now();
  RunningProxy proxy(fake.url());
  const auto listening = Clock::now();
  const auto ms = [](Clock::duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  };
  const std::string config = ask(proxy.port(), "GET", "/parley/config").body;
  const std::size_t at = config.find("\"instance\":\"");
  REQUIRE(at != std::string::npos);
  const std::string instance = config.substr(at + 12, 32);
  const std::string start = R"({"error":{"code":"instance_changed","message":)"
                            R"("Parley was restarted in the meantime. Nothing was forwarded.",)"
                            R"("instance":")" +
                            instance + R"(","age_ms":)";
  long long age = 0;
  CHECK(eventually([&] {
    const auto asked = Clock::now();
    const Answer answer = ask(proxy.port(), "POST", "/v1beta/interactions",
                              {kJson, "Parley-Instance: earlier"}, "{}");
    REQUIRE(answer.status == 412);
    REQUIRE(answer.body.substr(0, start.size()) == start);
    std::size_t digits = 0;
    age = std::stoll(answer.body.substr(start.size()), &digits);
    CHECK(answer.body.substr(start.size() + digits) == "}}\n");
    CHECK(age >= ms(asked - listening));
    CHECK(age <= ms(Clock::now() - before));
    return age >= 20;
  }));
  CHECK(fake.connections() == 0);
}

TEST_CASE("every answer carries the policy, errors too") {
  FakeUpstream fake(always(kOk));
  RunningProxy proxy(fake.url());
  for (const char* text :
       {"GET / HTTP/1.1\r\nHost: %\r\n\r\n", "GET /none HTTP/1.1\r\nHost: %\r\n\r\n",
        "GET /v1/models HTTP/1.1\r\nHost: %\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: %\r\n\r\n", "nonsense\r\n\r\n", "GET / HTTP/3.0\r\n\r\n",
        "GET /parley/streams/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: %\r\n\r\n"}) {
    CAPTURE(text);
    std::string request = text;
    const std::size_t mark = request.find('%');
    if (mark != std::string::npos) request.replace(mark, 1, proxy.host());
    TcpClient client(proxy.port());
    client.send(request);
    const Answer answer = client.read_answer();
    CHECK(answer.status >= 200);
    CHECK(answer.header("content-security-policy").find("default-src 'none'") == 0);
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("referrer-policy") == "no-referrer");
    CHECK(answer.header("x-frame-options") == "DENY");
    CHECK(answer.header("server").empty());
  }
}

TEST_CASE("stop ends streams, seen as broken, and what runs on without a client") {
  FakeUpstream fake(once([](Peer& peer) {
    peer.send(kStreamHead + chunk("data: 1\n\n"));
    peer.wait_closed();
  }));
  RunningProxy proxy(fake.url());
  TcpClient direct(proxy.port()), recorded(proxy.port()), left(proxy.port());
  direct.send(post_text(proxy.port()));
  recorded.send(post_text(proxy.port(), "{}", {"Parley-Stream: AAAAAAAAAAAAAAAAAAAAAA"}));
  left.send(post_text(proxy.port(), "{}", {"Parley-Stream: BBBBBBBBBBBBBBBBBBBBBB"}));
  for (TcpClient* client : {&direct, &recorded, &left}) REQUIRE(client->read_until("data: 1"));
  left.close();
  const auto begun = std::chrono::steady_clock::now();
  proxy.proxy().stop(Milliseconds(100));
  CHECK(std::chrono::steady_clock::now() - begun < kPatience / 2);  // upstream's is kPatience
  for (TcpClient* client : {&direct, &recorded}) {
    CHECK(client->read_to_end());
    CHECK_FALSE(client->answer().whole);
  }
}

}  // namespace
}  // namespace parley
