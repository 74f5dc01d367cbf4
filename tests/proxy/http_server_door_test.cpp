// Who comes in, before there is a request: handshakes that hang, plain HTTP at the port of TLS, and
// too many from one address. Over real sockets.
#include <doctest/doctest.h>

#include "http/http_server.h"
#include "support/eventually.h"
#include "support/handler_gate.h"
#include "support/tls_client.h"
#include "support/tls_server.h"

namespace parley {
namespace {

void hello(HttpRequest&, HttpResponse& response) { response.send({200, {}, "hello", true}); }

std::string get(int port) { return request_text(port, "GET", "/"); }

int status_over_tls(int port) {
  TlsClient client(port);
  client.send(get(port));
  return client.read_answer().status;
}

TEST_CASE("a request knows the address it came to, and from") {
  HttpServer server({}, [](HttpRequest& request, HttpResponse& response) {
    response.send({200, {}, request.local + ' ' + request.remote, false});
  });
  std::string error;
  REQUIRE(server.listen("127.0.0.1", 0, &error));
  CHECK(ask(server.port(), "GET", "/").body == "127.0.0.1 127.0.0.1");
  // a socket of IPv6 that takes IPv4 too
  HttpServer both({}, [](HttpRequest& request, HttpResponse& response) {
    response.send({200, {}, request.local + ' ' + request.remote, false});
  });
  REQUIRE(both.listen("::ffff:127.0.0.1", 0, &error));
  CHECK(ask(both.port(), "GET", "/").body == "127.0.0.1 127.0.0.1");
}

TEST_CASE("plain HTTP at the port of TLS is told where to go, and closed") {
  int handled = 0;
  TlsServer server([&handled](HttpRequest&, HttpResponse&) { ++handled; });
  const std::string port = std::to_string(server.port());
  const auto said = [&server](const std::string& text) {
    TcpClient client(server.port());
    client.send(text);
    REQUIRE(client.read_to_end());
    CHECK_FALSE(client.was_reset());
    CHECK(client.answer().status == 400);
    CHECK(client.answer().header("connection") == "close");
    return client.answer().body;
  };
  CHECK(said("GET / HTTP/1.1\r\nHost: box.lan:" + port + "\r\n\r\n")
            .find("https://box.lan:" + port + "/ instead") != std::string::npos);
  const std::string own = "https://127.0.0.1:" + port + "/ instead";
  CHECK(said("GET / HTTP/1.1\r\nHost: <b>\"\r\n\r\n").find(own) != std::string::npos);
  CHECK(said("GET / HTTP/1.0\r\n\r\n").find(own) != std::string::npos);
  CHECK(said("hello\r\n\r\n").find(own) != std::string::npos);
  CHECK(said("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'))
            .find(own) != std::string::npos);
  CHECK(said("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x')).find(own) != std::string::npos);
  CHECK(handled == 0);
  CHECK(status_over_tls(server.port()) == 0);  // this handler answers nothing
  CHECK(handled == 1);
}

TEST_CASE("a handshake that hangs, or drips, ends in time") {
  HttpLimits limits;
  limits.head_time = Milliseconds(300);
  TlsServer server(hello, limits);
  TcpClient silent(server.port()), begun(server.port()), drips(server.port());
  begun.send(std::string("\x16\x03\x01\x02", 4));
  const auto started = std::chrono::steady_clock::now();
  drips.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8));
  while (!drips.ended() && std::chrono::steady_clock::now() - started < kPatience) {
    drips.send("x");
    drips.read_to_end(Milliseconds(20));
  }
  CHECK(drips.ended());
  CHECK(begun.read_to_end());
  CHECK(begun.received().empty());
  CHECK(silent.read_to_end());
  CHECK(status_over_tls(server.port()) == 200);
}

TEST_CASE("handshakes that hang keep nobody out") {
  HttpLimits limits;
  limits.connections = 8;
  limits.head_time = kPatience * 2;
  TlsServer server(
      [](HttpRequest& request, HttpResponse& response) {
        response.send({request.crowded ? 503 : 200, {}, "hello", false});
      },
      limits);
  std::vector<std::unique_ptr<TcpClient>> hanging;
  for (int i = 0; i < 40; ++i) {
    hanging.push_back(std::make_unique<TcpClient>(server.port()));
    hanging.back()->send(std::string("\x16\x03\x01", 3));
    if (i % 4 == 3) CHECK(status_over_tls(server.port()) == 200);
  }
  CHECK(hanging.front()->read_to_end());
}

TEST_CASE("an answer in the API's shape, by the one who words all refusals") {
  TlsServer server(hello, {}, [](int status, const std::string& message) {
    return HttpReply{status, {{"x", "worded"}}, message, false};
  });
  TcpClient client(server.port());
  client.send(get(server.port()));
  CHECK(client.read_answer().header("x") == "worded");
}

HttpLimits capped(std::size_t most) {
  HttpLimits limits;
  limits.connections_per_address = most;
  limits.loopback_is_exempt = false;
  limits.head_time = kPatience * 2;  // what ends, ends for the cap
  return limits;
}

// Holds what asks for it.
HttpServer::Serve held_at(Gate& gate) {
  return [&gate](HttpRequest& request, HttpResponse& response) {
    if (request.path == "/held") gate.hold();
    hello(request, response);
  };
}

TEST_CASE("beyond an address's cap its oldest silent connection makes room, or the new one goes") {
  Gate gate;
  HttpServer server(capped(4), held_at(gate));
  std::string error;
  REQUIRE(server.listen("127.0.0.1", 0, &error));
  const int port = server.port();
  const std::string held = request_text(port, "GET", "/held");
  std::vector<std::unique_ptr<TcpClient>> clients;
  const auto connect = [&](const char* from) -> TcpClient& {
    return *clients.emplace_back(std::make_unique<TcpClient>(port, 0, from));
  };
  TcpClient& elsewhere = connect("127.0.0.3");
  connect("127.0.0.1").send(held);
  connect("127.0.0.1").send(held);
  gate.wait_held(2);
  TcpClient& oldest = connect("127.0.0.1");
  TcpClient& newer = connect("127.0.0.1");
  newer.send("GET / HT");
  TcpClient& third = connect("127.0.0.1");
  third.send(held);
  CHECK(oldest.read_to_end());  // the older one, though it came after the one from elsewhere
  gate.wait_held(3);
  connect("127.0.0.1").send(held);
  CHECK(newer.read_to_end());
  CHECK(newer.received().empty());
  gate.wait_held(4);
  // all of its connections have asked
  TcpClient& refused = connect("127.0.0.1");
  CHECK(refused.read_to_end());
  CHECK(refused.received().empty());
  // others are none of its business
  elsewhere.send(get(port));
  CHECK(elsewhere.read_answer().body == "hello");
  connect("127.0.0.2").send(get(port));
  CHECK(clients.back()->read_answer().body == "hello");
  gate.open();
  CHECK(third.read_answer().body == "hello");
  clients.clear();
  CHECK(eventually([&] { return ask(port, "GET", "/").status == 200; }));
}

TEST_CASE("what is beyond the cap costs no handshake, and what is over no longer counts") {
  TlsServer server(hello, capped(2));
  for (int i = 0; i < 20; ++i)
    CHECK(eventually([&] { return status_over_tls(server.port()) == 200; }));
}

TEST_CASE("loopback has no cap where it is exempt, and nobody has where there is none") {
  HttpLimits limits = capped(2);
  SUBCASE("exempt") { limits.loopback_is_exempt = true; }
  SUBCASE("none") { limits.connections_per_address = 0; }
  Gate gate;
  HttpServer server(limits, held_at(gate));
  std::string error;
  REQUIRE(server.listen("127.0.0.1", 0, &error));
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<TcpClient>(server.port()));
    clients.back()->send(request_text(server.port(), "GET", "/held"));
  }
  gate.wait_held(10);
  gate.open();
  for (const auto& client : clients) CHECK(client->read_answer().body == "hello");
}

}  // namespace
}  // namespace parley
