// What costs something, and when: through the whole proxy, over real sockets.
#include "exchanges.h"

#include <doctest/doctest.h>

#include <future>
#include <memory>

#include "support/descriptors.h"
#include "support/eventually.h"
#include "support/fake_upstream.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

const std::string kAnswer = plain_answer(200, "application/json", "{\"ok\":1}");

std::string stream_header(int number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 22 - digits.size(), 'A');
  return "Parley-Stream: " + digits;
}

std::string recorded_text(int port, int number, const std::string& body = "{}") {
  std::vector<std::string> headers;
  headers.push_back(stream_header(number));
  return post_text(port, body, headers);
}

std::string stream_path(int number) {
  std::string path = "/parley/streams/";
  return path + stream_header(number).substr(15);
}

// Answers with what the test gives it first, and then with nothing more.
FakeUpstream::Script then_silent(const std::string& bytes) {
  return [bytes](Peer& peer) {
    ReceivedRequest request;
    if (peer.read_request(&request) && peer.send(bytes)) peer.wait_closed();
  };
}

// The head of a POST whose body does not come.
std::string unfinished_post(const RunningProxy& proxy, std::size_t length,
                            const std::string& header = kJson) {
  return "POST /v1/interactions HTTP/1.1\r\nHost: " + proxy.host() + "\r\n" + header +
         "\r\nContent-Length: " + std::to_string(length) + "\r\nExpect: 100-continue\r\n\r\n";
}

TEST_CASE("a body is asked for only within the rate, with a slot, and with memory for it") {
  FakeUpstream fake(then_silent(kStreamHead));
  Options options = quiet_options();
  SUBCASE("rate") {
    options.rate_per_minute = 1;
    RunningProxy proxy(fake.url(), options);
    TcpClient first(proxy.port());
    first.send(post_text(proxy.port()));
    REQUIRE(first.read_until("\r\n\r\n"));
    TcpClient client(proxy.port());
    client.send(unfinished_post(proxy, 30'000'000));
    CHECK(client.read_answer().status == 429);
    CHECK(client.answer().body.find("rate_limited") != std::string::npos);
  }
  SUBCASE("slot") {
    options.max_streams = 1;
    RunningProxy proxy(fake.url(), options);
    TcpClient first(proxy.port());
    first.send(post_text(proxy.port()));
    REQUIRE(first.read_until("\r\n\r\n"));
    for (const std::string& header : {kJson, kJson + "\r\n" + stream_header(1)}) {
      CAPTURE(header);
      TcpClient client(proxy.port());
      client.send(unfinished_post(proxy, 30'000'000, header));
      CHECK(client.read_answer().status == 429);
      CHECK(client.answer().body.find("too_many_streams") != std::string::npos);
    }
  }
  SUBCASE("memory") {
    options.max_memory = options.max_body;
    RunningProxy proxy(fake.url(), options);
    TcpClient first(proxy.port());
    first.send(unfinished_post(proxy, 20'000'000));
    REQUIRE(first.read_until("100 Continue"));
    TcpClient client(proxy.port());
    client.send(unfinished_post(proxy, 20'000'000));
    CHECK(client.read_answer().status == 503);
    CHECK_FALSE(client.answer().header("retry-after").empty());
    first.close();
    CHECK(eventually([&] {
      TcpClient next(proxy.port());
      next.send(unfinished_post(proxy, 20'000'000));
      return next.read_until("100 Continue", Milliseconds(100));
    }));
  }
}

TEST_CASE("what joins a stream needs no slot and no place in the rate") {
  FakeUpstream fake(then_silent(kStreamHead + chunk("data: 1\n\n")));
  Options options = quiet_options();
  options.max_streams = 1;
  options.rate_per_minute = 1;
  RunningProxy proxy(fake.url(), options);
  TcpClient first(proxy.port()), second(proxy.port());
  for (TcpClient* client : {&first, &second}) {
    client->send(recorded_text(proxy.port(), 1));
    CHECK(client->read_until("data: 1"));
  }
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("the body's memory is free again once it has gone out") {
  FakeUpstream fake(then_silent(kStreamHead + chunk("data: 1\n\n")));
  Options options = quiet_options();
  options.max_memory = options.max_body;
  RunningProxy proxy(fake.url(), options);
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<TcpClient>(proxy.port()));
    clients.back()->send(recorded_text(proxy.port(), i, std::string(20'000'000, 'x')));
    CHECK(clients.back()->read_until("data: 1"));
  }
}

TEST_CASE("streams that are kept hold no descriptor") {
  FakeUpstream fake(always(kAnswer));
  RunningProxy proxy(fake.url());
  const auto post = [&](int number) {
    TcpClient client(proxy.port());
    client.send(recorded_text(proxy.port(), number));
    CHECK(client.read_answer().status == 200);
  };
  post(0);
  const std::size_t before = open_descriptors();
  for (int i = 1; i <= 50; ++i) post(i);
  CHECK(eventually([&] { return open_descriptors() <= before + 20; }));
}

TEST_CASE("a slot is free when only a slow reader remains") {
  FakeUpstream fake(always(kStreamHead + chunk(std::string(20'000'000, 'x')) + kLastChunk));
  Options options = quiet_options();
  options.max_streams = 1;
  options.replay_bytes = 32u << 20;
  RunningProxy proxy(fake.url(), options);
  TcpClient slow(proxy.port(), 4096);
  slow.send(recorded_text(proxy.port(), 1));
  REQUIRE(slow.read_until("xxx"));
  CHECK(ask(proxy.port(), "GET", stream_path(1) + "?offset=20000000").whole);
  CHECK(eventually([&] { return ask(proxy.port(), "GET", "/v1/models").status == 200; }));
  slow.read_answer();
  CHECK(slow.answer().whole);
}

TEST_CASE("an upstream that is silent while nobody reads holds its slot for a while only") {
  FakeUpstream fake(then_silent(kStreamHead + chunk("data: 1\n\n")));
  Options options = quiet_options();
  options.max_streams = 1;
  options.patience.silence = Milliseconds(100);
  RunningProxy proxy(fake.url(), options);
  TcpClient first(proxy.port());
  first.send(recorded_text(proxy.port(), 1));
  REQUIRE(first.read_until("data: 1"));
  TcpClient reader(proxy.port());
  reader.send(request_text(proxy.port(), "GET", stream_path(1)));
  REQUIRE(reader.read_until("data: 1"));
  first.close();
  // Somebody reads.
  CHECK_FALSE(fake.wait_closed(1, Milliseconds(300)));
  reader.close();
  CHECK(fake.wait_closed(1, kPatience / 2));  // upstream's own is kPatience
  CHECK(eventually([&] {
    TcpClient another(proxy.port());
    another.send(recorded_text(proxy.port(), 2));
    return another.read_until("200 OK", Milliseconds(200));
  }));
  const Answer again = ask(proxy.port(), "GET", stream_path(1));
  CHECK(again.body == "data: 1\n\n");
  CHECK_FALSE(again.whole);
}

TEST_CASE("who reads all the time gets all of an answer that is longer than what is kept") {
  constexpr int kPieces = 100;
  std::promise<void> both_read;
  std::shared_future<void> ready = both_read.get_future().share();
  FakeUpstream fake([ready](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    peer.send(kStreamHead);
    ready.wait();
    for (int i = 0; i < kPieces; ++i) {
      peer.send(chunk(std::string(100'000, static_cast<char>('a' + i % 26))));
    }
    peer.send(kLastChunk);
  });
  Options options = quiet_options();
  options.replay_bytes = 200'000;
  options.patience.reader = kPatience;
  RunningProxy proxy(fake.url(), options);
  TcpClient first(proxy.port(), 65536);
  first.send(recorded_text(proxy.port(), 1));
  REQUIRE(first.read_until("\r\n\r\n"));
  TcpClient second(proxy.port(), 65536);
  second.send(request_text(proxy.port(), "GET", stream_path(1)));
  REQUIRE(second.read_until("\r\n\r\n"));
  both_read.set_value();
  const auto over = [](const TcpClient& client) {
    const std::string& bytes = client.received();
    return client.ended() || bytes.compare(bytes.size() - 5, 5, kLastChunk) == 0;
  };
  while (!over(first) || !over(second)) {
    for (TcpClient* client : {&first, &second}) client->read_to_end(Milliseconds(1));
  }
  for (const TcpClient* client : {&first, &second}) {
    const Answer answer = client->answer();
    CHECK(answer.whole);
    CHECK(answer.body.size() == kPieces * 100'000);
  }
}

TEST_CASE("a client that has only closed its own side gets its answer") {
  FakeUpstream fake([](Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    peer.wait_closed(Milliseconds(50));
    peer.send(kLastStreamHead);
    peer.wait_closed(Milliseconds(50));
    peer.send(chunk("data: 1\n\n") + kLastChunk);
  });
  RunningProxy proxy(fake.url());
  for (const bool recorded : {false, true}) {
    CAPTURE(recorded);
    TcpClient client(proxy.port());
    client.send(recorded ? recorded_text(proxy.port(), 1) : post_text(proxy.port()));
    client.close_sending();
    REQUIRE(client.read_to_end());
    CHECK(client.answer().whole);
    CHECK(client.answer().body == "data: 1\n\n");
  }
}

TEST_CASE("when all connections are taken a stream can still be stopped") {
  FakeUpstream fake(then_silent(kStreamHead + chunk("data: 1\n\n")));
  Options options = quiet_options();
  options.max_streams = 1;
  RunningProxy proxy(fake.url(), options);
  TcpClient stream(proxy.port());
  stream.send(recorded_text(proxy.port(), 1));
  REQUIRE(stream.read_until("data: 1"));
  // Readers of that one stream take all the others.
  std::vector<std::unique_ptr<TcpClient>> readers;
  Answer refused;
  while (refused.status != 503) {
    REQUIRE(readers.size() < 2000);
    readers.push_back(std::make_unique<TcpClient>(proxy.port()));
    readers.back()->send(request_text(proxy.port(), "GET", stream_path(1)));
    REQUIRE(readers.back()->read_until("\r\n\r\n"));
    refused = readers.back()->answer();
  }
  CHECK(refused.body.find("\"overloaded\"") != std::string::npos);
  CHECK_FALSE(refused.header("retry-after").empty());
  CHECK(ask(proxy.port(), "GET", "/healthz").status == 200);
  CHECK(ask(proxy.port(), "DELETE", stream_path(1)).status == 200);
  CHECK(eventually([&] { return ask(proxy.port(), "GET", "/").status == 200; }));
}

}  // namespace
}  // namespace parley
