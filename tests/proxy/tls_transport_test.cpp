// Over real sockets, with OpenSSL's own client.
#include "http/tls_transport.h"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <thread>

#include "support/eventually.h"
#include "support/tls_client.h"
#include "support/tls_server.h"

namespace parley {
namespace {

void echo(HttpRequest& request, HttpResponse& response) {
  const int status = response.read_body(&request);
  if (status < 0) return;
  response.send({status != 0 ? status : 200, {}, request.target + ' ' + request.body, true});
}

std::string get(int port, const std::string& target = "/") {
  return request_text(port, "GET", target);
}

TEST_CASE("TLS 1.2 and 1.3, and none before") {
  TlsServer server(echo);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CAPTURE(version);
    TlsWishes wishes;
    wishes.version = version;
    TlsClient client(server.port(), wishes);
    REQUIRE(client.shaken());
    CHECK(client.fingerprint() == server.fingerprint());
    client.send(get(server.port(), "/a"));
    CHECK(client.read_answer().body == "/a ");
  }
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    CAPTURE(version);
    TlsWishes wishes;
    wishes.version = version;
    const TlsClient client(server.port(), wishes);
    CHECK_FALSE(client.shaken());
    CHECK(client.problem().find("protocol version") != std::string::npos);
  }
}

TEST_CASE("of TLS 1.2 nothing that a lost key would open later, nor what is weak") {
  TlsServer server(echo);
  TlsWishes wishes;
  wishes.version = TLS1_2_VERSION;
  const TlsClient client(server.port(), wishes);
  REQUIRE(client.shaken());
  REQUIRE(SSL_renegotiate(client.ssl()) == 1);
  CHECK(SSL_do_handshake(client.ssl()) != 1);
  ERR_clear_error();
  wishes.ciphers = "ECDHE+AESGCM";
  CHECK(TlsClient(server.port(), wishes).shaken());
  wishes.ciphers = "ECDHE+AES:!AESGCM:!AESCCM";
  CHECK_FALSE(TlsClient(server.port(), wishes).shaken());
}

TEST_CASE("HTTP/1.1 is the only protocol; who offers others only is told so") {
  TlsServer server(echo);
  const auto chosen = [&server](std::vector<std::string> protocols) {
    TlsWishes wishes;
    wishes.protocols = std::move(protocols);
    const TlsClient client(server.port(), wishes);
    return client.shaken() ? client.protocol() : client.problem();
  };
  CHECK(chosen({}) == "");
  CHECK(chosen({"http/1.1"}) == "http/1.1");
  CHECK(chosen({"h2", "http/1.1"}) == "http/1.1");
  CHECK(chosen({"h2"}).find("no application protocol") != std::string::npos);
  CHECK(chosen({"http/1.10", "http/1."}).find("no application protocol") != std::string::npos);
}

TEST_CASE("a session is taken up again by its ticket, until the keys of tickets are renewed") {
  TlsServer server(echo);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CAPTURE(version);
    TlsWishes wishes;
    wishes.version = version;
    SSL_SESSION* session = nullptr;
    const auto ask = [&] {
      TlsClient client(server.port(), wishes);
      client.send(get(server.port()));
      CHECK(client.read_answer().status == 200);
      if (session == nullptr) session = client.session();
      client.say_goodbye();  // or OpenSSL would not take it up again
      return client.took_up();
    };
    CHECK_FALSE(ask());
    wishes.session = session;
    CHECK(ask());
    server.certificate().renew_tickets();
    CHECK_FALSE(ask());
    SSL_SESSION_free(session);
  }
}

TEST_CASE("one request after another on a connection, and never one that was not meant so") {
  TlsServer server(echo);
  TlsClient client(server.port());
  for (const char* target : {"/1", "/2", "/3"}) {
    client.forget();
    client.send(get(server.port(), target));
    CHECK(client.read_answer().body == target + std::string(" "));
  }
  CHECK_FALSE(client.ended());
  client.forget();
  client.send(get(server.port(), "/a") + get(server.port(), "/smuggled"));
  REQUIRE(client.read_to_end());
  CHECK(client.answer().body == "/a ");
  CHECK(client.was_told_the_end());
}

TEST_CASE("bodies: a large one, one that nobody reads, one that breaks off") {
  HttpLimits limits;
  limits.body_bytes = 3'000'000;
  std::atomic<int> statuses{0};
  TlsServer server(
      [&statuses](HttpRequest& request, HttpResponse& response) {
        const int status = response.read_body(&request);
        statuses += status;
        response.send({status > 0 ? status : 200, {}, request.body, true});
      },
      limits);
  const std::string body = std::string(2'500'000, 'b') + "\r\n";
  TlsClient whole(server.port());
  std::thread sender([&] { whole.send(request_text(server.port(), "POST", "/", {}, body)); });
  sender.join();
  CHECK(whole.read_answer().body == body);

  TlsClient large(server.port());
  large.send(request_text(server.port(), "POST", "/", {}, std::string(3'100'000, 'x')));
  CHECK(large.read_answer().status == 413);

  TlsClient broken(server.port());
  broken.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nab");
  broken.say_goodbye();
  CHECK(eventually([&] { return statuses == 413 - 1; }));
}

TEST_CASE("a client that leaves is seen at once, however it leaves") {
  std::atomic<int> gone{0};
  TlsServer server([&gone](HttpRequest&, HttpResponse& response) {
    response.begin(200, {});
    response.write("begun");
    while (!response.client_gone()) {
      pollfd entry{response.socket(), POLLIN, 0};
      ::poll(&entry, 1, -1);
    }
    CHECK_FALSE(response.write("more"));
    ++gone;
  });
  const auto begin = [&server](TlsClient& client) {
    client.send(get(server.port()));
    REQUIRE(client.read_until("begun"));
  };
  TlsClient says(server.port()), leaves(server.port()), half(server.port());
  begin(says);
  begin(leaves);
  begin(half);
  says.send("and more that nobody asked for");
  CHECK(gone == 0);
  says.say_goodbye();
  CHECK(eventually([&] { return gone == 1; }));
  leaves.close();
  CHECK(eventually([&] { return gone == 2; }));
  half.close_sending();
  CHECK(eventually([&] { return gone == 3; }));
}

TEST_CASE("a goodbye in the packet of the request is not overlooked") {
  std::atomic<bool> gone{false};
  TlsServer server([&gone](HttpRequest&, HttpResponse& response) {
    pollfd entry{response.socket(), POLLIN, 0};
    ::poll(&entry, 1, static_cast<int>(kPatience.count()));
    gone = response.client_gone();
  });
  TlsClient client(server.port());
  BIO* const records = BIO_new(BIO_s_mem());
  SSL_set0_wbio(client.ssl(), records);
  client.send(get(server.port()));
  client.say_goodbye();
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(records, &bytes);
  client.TcpClient::send({bytes, static_cast<std::size_t>(size)});
  CHECK(eventually([&] { return gone.load(); }));
}

TEST_CASE("what is cut off is no end, and an end is said") {
  TlsServer server([](HttpRequest& request, HttpResponse& response) {
    response.begin(200, {});
    response.write("part");
    if (request.path == "/whole") response.end();
    if (request.path == "/cut") response.cut();
  });
  const auto ask = [&server](const std::string& target, const char* version) {
    TlsClient client(server.port());
    client.send("GET " + target + " HTTP/" + version + "\r\nConnection: close\r\n\r\n");
    REQUIRE(client.read_to_end());
    CHECK(client.received().find("part") != std::string::npos);
    return client.was_told_the_end();
  };
  for (const char* version : {"1.1", "1.0"}) {
    CAPTURE(version);
    CHECK(ask("/whole", version));
    CHECK_FALSE(ask("/cut", version));
    CHECK_FALSE(ask("/left", version));
  }
}

TEST_CASE("what a client has said in between does not cost it the end of the answer") {
  std::atomic<bool> said{false};
  TlsServer server([&said](HttpRequest&, HttpResponse& response) {
    response.begin(200, {});
    response.write(std::string(400'000, 'x'));
    CHECK(eventually([&] { return said.load(); }));
    response.end();
  });
  TlsWishes wishes;
  wishes.receive_buffer = 4096;  // most of it is still on its way when the connection ends
  TlsClient client(server.port(), wishes);
  client.send(request_text(server.port(), "GET", "/", {"Connection: close"}));
  REQUIRE(client.read_until("\r\n\r\n"));
  CHECK(client.ask_for_new_keys());
  said = true;
  REQUIRE(client.read_to_end());
  CHECK(client.answer().whole);
  CHECK(client.was_told_the_end());
}

TEST_CASE("a connection that ends for want of requests says goodbye") {
  HttpLimits limits;
  limits.idle_time = Milliseconds(50);
  TlsServer server(echo, limits);
  TlsClient client(server.port());
  client.send(get(server.port()));
  CHECK(client.read_answer().status == 200);
  REQUIRE(client.read_to_end());
  CHECK(client.was_told_the_end());
}

// A transport by itself, and its client, both in the hands of the test.
class Pair {
 public:
  Pair() {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds_.data()) == 0);
    served_.serve(read_certificate(self_made(), "x").context);
    transport = std::make_unique<TlsTransport>(fds_[0], served_.context().get());
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    client = SSL_new(context);
    SSL_CTX_free(context);
    SSL_set_fd(client, fds_[1]);
  }
  ~Pair() {
    leave();
    ::close(fds_[0]);
  }
  void shake_hands() {
    std::thread other([this] { CHECK(SSL_connect(client) == 1); });
    CHECK(transport->shake_hands(std::chrono::steady_clock::now() + kPatience));
    other.join();
  }
  void leave() {
    if (client == nullptr) return;
    SSL_free(client);
    client = nullptr;
    ::close(fds_[1]);
  }
  Transport::Result read() { return transport->read(block.data(), block.size()); }
  // Until the socket takes no more; how much that was.
  std::size_t fill(const std::string& noise) const {
    std::size_t size = 0;
    for (ssize_t n = 1; n > 0; size += n > 0 ? static_cast<std::size_t>(n) : 0) {
      n = ::send(ours(), noise.data(), noise.size(), MSG_DONTWAIT);
    }
    return size;
  }
  int ours() const { return fds_[0]; }
  int theirs() const { return fds_[1]; }

  std::unique_ptr<TlsTransport> transport;
  SSL* client = nullptr;
  std::array<char, 16384> block{};

 private:
  std::array<int, 2> fds_{};
  ServedCertificate served_;
};

TEST_CASE("whoever leaves sends no signal, and there is no goodbye after an error") {
  const auto restored = std::signal(SIGPIPE, SIG_DFL);
  Pair pair;
  CHECK(pair.read().state == Transport::State::kGone);  // no hands were shaken
  CHECK(pair.transport->write({"x"}).state == Transport::State::kGone);
  CHECK(pair.transport->say_goodbye() == Transport::State::kGone);
  pair.shake_hands();
  CHECK(pair.read().state == Transport::State::kWaiting);
  CHECK(pair.transport->write({"x"}).state == Transport::State::kMoved);
  pair.leave();
  CHECK(pair.transport->write({"y"}).state == Transport::State::kGone);
  CHECK(pair.transport->say_goodbye() == Transport::State::kGone);
  std::signal(SIGPIPE, restored);
}

TEST_CASE("new keys that cannot be answered yet keep nobody busy, and nothing is lost by them") {
  Pair pair;
  pair.shake_hands();
  char byte = 0;
  CHECK(pair.transport->write({"x"}).bytes == 1);
  REQUIRE(SSL_read(pair.client, &byte, 1) == 1);  // and the tickets before it
  REQUIRE(SSL_key_update(pair.client, SSL_KEY_UPDATE_REQUESTED) == 1);
  REQUIRE(SSL_do_handshake(pair.client) == 1);
  CHECK(pair.read().state == Transport::State::kWaiting);
  // The socket is full, of what is none of TLS's: the client will take it out again.
  const std::string noise(1000, 'x');
  const std::size_t full = pair.fill(noise);
  CHECK(pair.transport->write({"answer"}).state == Transport::State::kWaiting);
  REQUIRE(SSL_write(pair.client, "word", 4) == 4);
  CHECK(is_readable(pair.ours()));
  CHECK(pair.read().state == Transport::State::kWaiting);
  CHECK_FALSE(is_readable(pair.ours()));
  SUBCASE("they are, once there is room") {
    std::string taken(full, '\0');
    REQUIRE(::recv(pair.theirs(), taken.data(), full, MSG_WAITALL) == static_cast<ssize_t>(full));
    CHECK(pair.transport->write({"answer"}).bytes == 6);
    CHECK(SSL_read(pair.client, taken.data(), 100) == 6);
    CHECK(pair.read().bytes == 4);
  }
  SUBCASE("not for ever") {
    Transport::State state = Transport::State::kWaiting;
    for (int i = 0; i < 100 && state == Transport::State::kWaiting; ++i) {
      REQUIRE(SSL_write(pair.client, noise.data(), 1000) == 1000);
      state = pair.read().state;
    }
    CHECK(state == Transport::State::kGone);
  }
  SUBCASE("a client that leaves then is seen") {
    pair.leave();
    CHECK(pair.read().state == Transport::State::kGone);
  }
}

TEST_CASE("new keys, again and again, while a record waits to be written") {
  Pair pair;
  pair.shake_hands();
  std::array<char, 100> text{};
  CHECK(pair.transport->write({"x"}).bytes == 1);
  REQUIRE(SSL_read(pair.client, text.data(), 1) == 1);  // and the tickets before it
  const std::size_t full = pair.fill(std::string(1000, 'x'));
  CHECK(pair.transport->write({"answer"}).state == Transport::State::kWaiting);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(SSL_key_update(pair.client, SSL_KEY_UPDATE_REQUESTED) == 1);
    REQUIRE(SSL_do_handshake(pair.client) == 1);
    CHECK(pair.read().state == Transport::State::kWaiting);
  }
  REQUIRE(SSL_write(pair.client, "word", 4) == 4);
  CHECK(pair.read().state == Transport::State::kWaiting);
  CHECK_FALSE(is_readable(pair.ours()));
  std::string taken(full, '\0');
  REQUIRE(::recv(pair.theirs(), taken.data(), full, MSG_WAITALL) == static_cast<ssize_t>(full));
  CHECK(pair.transport->write({"answer"}).bytes == 6);
  CHECK(SSL_read(pair.client, text.data(), 100) == 6);
  CHECK(pair.read().bytes == 4);  // behind all that was answered
}

}  // namespace
}  // namespace parley
