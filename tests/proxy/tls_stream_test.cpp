// Long answers over TLS: to clients that are slow, that do not listen, that speak in between.
#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <atomic>

#include "support/eventually.h"
#include "support/tls_client.h"
#include "support/tls_server.h"

namespace parley {
namespace {

std::string get(int port) { return request_text(port, "GET", "/"); }

constexpr std::size_t kStream = 20'000'000;

// No two places of it look the same.
const std::string& stream() {
  static const std::string bytes = [] {
    std::string text;
    while (text.size() < kStream) text += std::to_string(text.size()) + '\n';
    return text.substr(0, kStream);
  }();
  return bytes;
}

// As relays do it: never waits in a write, but for its socket.
void stream_by_some(HttpResponse& response, std::atomic<int>* waits) {
  std::string_view left = stream();
  std::size_t taken = 0;
  WriteState state = WriteState::kSent;
  while (!left.empty() || state == WriteState::kWaiting) {
    state = response.write_some(left.substr(0, 20'000), &taken);
    left.remove_prefix(taken);
    if (state == WriteState::kGone) return;
    if (state == WriteState::kSent) continue;
    ++*waits;
    pollfd entry{response.socket(), POLLIN | POLLOUT, 0};
    ::poll(&entry, 1, -1);
    if ((entry.revents & POLLIN) != 0 && response.client_gone()) return;
  }
  response.end();
}

TEST_CASE("a stream to a slow reader is whole, and waits for it") {
  std::atomic<int> waits{0};
  TlsServer server([&waits](HttpRequest& request, HttpResponse& response) {
    response.begin(200, {});
    if (request.path == "/some") return stream_by_some(response, &waits);
    for (std::size_t place = 0; place < kStream; place += 50'000) {
      if (!response.write(std::string_view(stream()).substr(place, 50'000))) return;
    }
    response.end();
  });
  for (const char* target : {"/some", "/write"}) {
    CAPTURE(target);
    TlsClient client(server.port());
    client.send(request_text(server.port(), "GET", target, {"Connection: close"}));
    REQUIRE(client.read_until("\r\n\r\n"));
    CHECK(eventually([&] { return waits > 0; }));
    // New keys for both sides, while the server has more to say than goes; then all that was on its
    // way is read, and the answer to that with it.
    for (std::size_t read = 1; read < kStream / 2; read += 8'000'000) {
      while (client.received().size() < read) REQUIRE(client.read_more());
      CHECK(client.ask_for_new_keys());
    }
    REQUIRE(client.read_to_end());
    CHECK(client.was_told_the_end());
    const Answer answer = client.answer();
    CHECK(answer.whole);
    CHECK(answer.body == stream());
  }
  CHECK(waits < 50'000);  // it polls when there is something to do, and does not spin
}

TEST_CASE("a client that talks and does not listen makes nobody spin, nor can it do so for ever") {
  std::atomic<int> waits{0};
  std::atomic<bool> over{false};
  TlsServer server([&](HttpRequest&, HttpResponse& response) {
    response.begin(200, {});
    stream_by_some(response, &waits);
    over = true;
  });
  TlsClient client(server.port());
  client.send(get(server.port()));
  CHECK(eventually([&] { return waits > 0; }));
  for (int i = 0; i < 10; ++i) {
    CHECK(client.ask_for_new_keys());
    CHECK(client.send("word"));
  }
  CHECK_FALSE(over);
  client.send(std::string(2'000'000, 'x'));
  CHECK(eventually([&] { return over.load(); }));
  CHECK(waits < 1000);
}

TEST_CASE("a client that leaves while it does not listen is seen") {
  std::atomic<int> waits{0};
  std::atomic<int> over{0};
  TlsServer server([&](HttpRequest&, HttpResponse& response) {
    response.begin(200, {});
    stream_by_some(response, &waits);
    ++over;
  });
  for (const bool politely : {true, false}) {
    CAPTURE(politely);
    const int before = over;
    waits = 0;
    TlsClient client(server.port());
    client.send(get(server.port()));
    CHECK(eventually([&] { return waits > 0; }));
    if (politely) client.say_goodbye();
    client.close_sending();
    CHECK(eventually([&] { return over == before + 1; }));
  }
}

TEST_CASE("a client that sends messages of TLS only holds nobody in a call") {
  std::atomic<bool> sent{false};
  std::atomic<int> looks{0};
  TlsServer server([&](HttpRequest&, HttpResponse& response) {
    response.begin(200, {});
    CHECK(eventually([&] { return sent.load(); }));
    pollfd entry{response.socket(), POLLIN, 0};
    for (; ::poll(&entry, 1, 0) == 1; ++looks) CHECK_FALSE(response.client_gone());
    response.end();
  });
  TlsClient client(server.port());
  client.send(get(server.port()));
  REQUIRE(client.read_until("\r\n\r\n"));
  for (int i = 0; i < 50; ++i) {
    REQUIRE(SSL_key_update(client.ssl(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1);
    REQUIRE(SSL_do_handshake(client.ssl()) == 1);
  }
  sent = true;
  CHECK(client.read_answer().whole);
  CHECK(looks > 10);  // one for each that had arrived, not one for all
}

}  // namespace
}  // namespace parley
