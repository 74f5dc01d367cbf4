// The whole: clients, the real proxy and an upstream that does as it is told, all over real
// sockets.
#include "proxy.h"

#include <doctest/doctest.h>

#include "support/eventually.h"
#include "support/fake_upstream.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

const std::string kOk = plain_answer(200, "application/json", "{\"ok\":1}");

TEST_CASE("with 200 streams open the page still answers") {
  FakeUpstream fake(after_request([](Peer& peer) {
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
  FakeUpstream fake(after_request([](Peer& peer) {
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
  CHECK(recorded.answer().body == "data: 1\n\n");  // whoever comes back asks for the rest elsewhere
}

TEST_CASE("what goes straight through and is stopped says so, where that can be understood") {
  const struct {
    const char* sent;
    bool told;
  } cases[] = {{"", true}, {"data: 1\n\n", true}, {"data: 1\n", false}, {"data: 1\n\ndata", false}};
  for (const auto& each : cases) {
    CAPTURE(std::string(each.sent));
    FakeUpstream fake(after_request([&](Peer& peer) {
      peer.send(kStreamHead + (*each.sent == '\0' ? "" : chunk(each.sent)));
      peer.wait_closed();
    }));
    RunningProxy proxy(fake.url());
    TcpClient client(proxy.port());
    client.send(post_text(proxy.port()));
    REQUIRE(client.read_until(*each.sent == '\0' ? "\r\n\r\n" : each.sent));
    proxy.proxy().stop(Milliseconds(10));
    CHECK(client.read_to_end());
    const Answer answer = client.answer();
    CHECK_FALSE(answer.whole);
    const std::string goodbye = answer.body.substr(std::string(each.sent).size());
    CHECK((goodbye.find("event: error\ndata: {\"event_type\":\"error\",") == 0) == each.told);
    CHECK(goodbye.empty() == !each.told);
  }
  FakeUpstream fake(after_request([](Peer& peer) {
    peer.send(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\n\n");
    peer.wait_closed();
  }));
  RunningProxy proxy(fake.url());
  TcpClient client(proxy.port());
  client.send(post_text(proxy.port()));
  REQUIRE(client.read_until("{\n\n"));
  proxy.proxy().stop(Milliseconds(10));
  CHECK(client.read_to_end());
  CHECK(client.answer().body == "{\n\n");
}

}  // namespace
}  // namespace parley
