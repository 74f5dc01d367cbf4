#include "http/http_connection.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "support/eventually.h"
#include "support/tcp_client.h"

namespace parley {
namespace {

HttpLimits short_limits() {
  HttpLimits limits;
  limits.head_bytes = 1000;
  limits.body_bytes = 100;
  limits.head_time = Milliseconds(100);
  limits.body_time = Milliseconds(100);
  limits.write_stall = Milliseconds(100);
  return limits;
}

// The connection's two ends; ours is `peer`.
struct Pair {
  Pair() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()) == 0);
    server = fds[0];
    plain = std::make_unique<PlainTransport>(server);
    peer = fds[1];
  }
  ~Pair() {
    ::close(server);
    if (peer >= 0) ::close(peer);
  }
  void send(const std::string& bytes) {
    REQUIRE(::send(peer, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }
  void close_peer() {
    ::close(peer);
    peer = -1;
  }
  // All that is there now.
  std::string receive() {
    std::string bytes(1 << 20, '\0');
    const ssize_t got = ::recv(peer, bytes.data(), bytes.size(), MSG_DONTWAIT);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return bytes;
  }
  int server = -1;
  int peer = -1;
  std::unique_ptr<PlainTransport> plain;
};

const std::string kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// A connection that has read `text` as its request.
struct Asked {
  explicit Asked(const std::string& text, const HttpLimits& limits = short_limits())
      : connection(*pair.plain, limits) {
    pair.send(text);
    read = connection.read_head(&request, &head);
  }
  Pair pair;
  HttpConnection connection;
  HttpRequest request;
  RequestHead head;
  bool read = false;
};

TEST_CASE("a head byte by byte, after one empty line") {
  Pair pair;
  HttpConnection connection(*pair.plain, short_limits());
  pair.send("\r\n" + kGet);
  HttpRequest request;
  RequestHead head;
  REQUIRE(connection.read_head(&request, &head));
  CHECK(head.refusal == 0);
  CHECK(request.method == "GET");
}

TEST_CASE("a head that does not come in time, or is too large") {
  CHECK(Asked("GET / HTTP/1.1\r\nHost").head.refusal == 408);
  CHECK(Asked("GET / HTTP/1.1\r\nA: " + std::string(2000, 'a')).head.refusal == 431);
  CHECK(Asked("GET / HTTP/1.1\r\nA: " + std::string(2000, 'a') + "\r\n\r\n").head.refusal == 431);
  CHECK_FALSE(Asked("").read);
}

TEST_CASE("bodies") {
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n";
  Asked whole(head + "body");
  CHECK(whole.connection.read_body(&whole.request) == 0);
  CHECK(whole.request.body == "body");
  Asked late(head + "bo");
  CHECK(late.connection.read_body(&late.request) == 408);
  Asked gone(head + "bo");
  gone.pair.close_peer();
  CHECK(gone.connection.read_body(&gone.request) == -1);
  Asked large("POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n");
  CHECK(large.connection.read_body(&large.request) == 413);
}

TEST_CASE("100 Continue is said when the body is wanted, and not there yet") {
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  Asked waiting(head);
  CHECK(waiting.connection.read_body(&waiting.request) == 408);
  CHECK(waiting.pair.receive() == "HTTP/1.1 100 Continue\r\n\r\n");
  Asked hasty(head + "{}");
  CHECK(hasty.connection.read_body(&hasty.request) == 0);
  CHECK(hasty.pair.receive().empty());
}

TEST_CASE("a whole answer") {
  Asked asked(kGet);
  CHECK(asked.connection.send({404, {{"x", "y"}, {"bad", "a\r\nb: c"}}, "text", true}));
  const std::string bytes = asked.pair.receive();
  const Answer answer = parse_answer(bytes, false);
  CHECK(answer.status == 404);
  CHECK(answer.whole);
  CHECK(answer.body == "text");
  CHECK(answer.header("x") == "y");
  CHECK(answer.header("connection") == "keep-alive");
  CHECK(answer.header("date").size() == 29);
  CHECK(bytes.find("b: c") == std::string::npos);
  CHECK(asked.connection.reusable());
}

TEST_CASE("HEAD and 304 have no body") {
  Asked head("HEAD / HTTP/1.1\r\n\r\n");
  head.connection.send({200, {}, "text", false});
  CHECK(head.pair.receive().find("content-length: 4\r\n\r\n") != std::string::npos);
  Asked unchanged(kGet);
  unchanged.connection.send({304, {}, "", true});
  const std::string bytes = unchanged.pair.receive();
  CHECK(bytes.find("content-length") == std::string::npos);
  CHECK(bytes.substr(bytes.size() - 4) == "\r\n\r\n");
}

TEST_CASE("a connection is used again only when nothing is in doubt") {
  const HttpReply kept{200, {}, "", true};
  const auto reusable = [](const std::string& text, const HttpReply& reply) {
    Asked asked(text);
    asked.connection.read_body(&asked.request);
    asked.connection.send(reply);
    const bool said =
        parse_answer(asked.pair.receive(), false).header("connection") == "keep-alive";
    CHECK(said == asked.connection.reusable());
    return said;
  };
  CHECK(reusable(kGet, kept));
  CHECK_FALSE(reusable(kGet, {200, {}, "", false}));
  CHECK_FALSE(reusable("GET / HTTP/1.0\r\n\r\n", kept));
  CHECK_FALSE(reusable("GET / HTTP/1.1\r\nConnection: keep-alive, Close\r\n\r\n", kept));
  CHECK_FALSE(reusable(kGet + kGet, kept));
  CHECK(reusable("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", kept));
  CHECK_FALSE(reusable("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nxy", kept));
  CHECK_FALSE(reusable("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nx", kept));
}

TEST_CASE("a streamed answer goes out chunk by chunk") {
  Asked asked(kGet);
  CHECK(asked.connection.begin(200, {{"content-type", "text/event-stream"}}));
  CHECK(asked.pair.receive().find("transfer-encoding: chunked\r\n\r\n") != std::string::npos);
  CHECK(asked.connection.write("hello"));
  CHECK(asked.pair.receive() == "5\r\nhello\r\n");
  CHECK(asked.connection.write(""));
  CHECK(asked.pair.receive().empty());
  CHECK_FALSE(asked.connection.reusable());
  CHECK(asked.connection.end());
  CHECK(asked.pair.receive() == "0\r\n\r\n");
  CHECK(asked.connection.reusable());
  CHECK_FALSE(asked.connection.write("more"));
}

TEST_CASE("with a content length as long as was said, or broken") {
  Asked asked(kGet);
  asked.connection.begin(200, {{"content-length", "5"}});
  CHECK(asked.pair.receive().find("transfer-encoding") == std::string::npos);
  CHECK(asked.connection.write("hel"));
  CHECK(asked.connection.write("lo"));
  CHECK_FALSE(asked.connection.write("!"));
  CHECK(asked.pair.receive() == "hello");
  Asked cut(kGet);
  cut.connection.begin(200, {{"content-length", "5"}});
  cut.connection.write("hel");
  CHECK_FALSE(cut.connection.end());
}

TEST_CASE("an unfinished stream is broken off") {
  Asked asked(kGet);
  asked.connection.begin(200, {});
  asked.connection.write("a");
  asked.connection.finish();
  CHECK_FALSE(parse_answer(asked.pair.receive(), true).whole);
  CHECK_FALSE(asked.connection.end());
}

TEST_CASE("write_some takes what goes, and never waits") {
  Asked asked(kGet);
  asked.connection.begin(200, {});
  asked.pair.receive();
  const std::string piece(100'000, 'x');
  std::size_t taken = 0;
  std::size_t total = 0;
  WriteState state = WriteState::kSent;
  while (state == WriteState::kSent) {
    state = asked.connection.write_some(piece, &taken);
    CHECK(taken <= piece.size());
    total += taken;
    REQUIRE(total < 100'000'000);
  }
  CHECK(state == WriteState::kWaiting);
  CHECK(asked.connection.write_some(piece, &taken) == WriteState::kWaiting);
  CHECK(taken == 0);
  std::string got;
  while (state == WriteState::kWaiting) {
    got += asked.pair.receive();
    state = asked.connection.write_some("", &taken);
  }
  CHECK(state == WriteState::kSent);
  got += asked.pair.receive();
  CHECK(asked.connection.end());
  got += asked.pair.receive();
  const Answer answer =
      parse_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + got, false);
  CHECK(answer.whole);
  CHECK(answer.body == std::string(total, 'x'));
}

TEST_CASE("a client that takes nothing is given up") {
  Asked asked(kGet);
  asked.connection.begin(200, {});
  const std::string piece(1'000'000, 'x');
  bool sent = true;
  for (int i = 0; i < 100 && sent; ++i) sent = asked.connection.write(piece);
  CHECK_FALSE(sent);
  CHECK(asked.connection.client_gone());
}

TEST_CASE("a client that left is seen without writing") {
  Asked asked(kGet);
  CHECK_FALSE(asked.connection.client_gone());
  asked.pair.send("what nobody asked for");
  CHECK_FALSE(asked.connection.client_gone());
  asked.pair.close_peer();
  CHECK(asked.connection.client_gone());
  CHECK_FALSE(asked.connection.begin(200, {}));
}

TEST_CASE("memory for a body is taken before it is asked for, and given back with it") {
  Budget memory(10);
  HttpLimits limits = short_limits();
  limits.memory = &memory;
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: ";
  {
    Asked first(head + "6\r\n\r\nabcdef", limits);
    CHECK(first.connection.read_body(&first.request) == 0);
    CHECK(memory.taken() == 6);
    Asked second(head + "5\r\n\r\n", limits);
    CHECK(second.connection.read_body(&second.request) == 503);
    CHECK(second.pair.receive().empty());
    Asked third(head + "4\r\n\r\nab", limits);
    CHECK(third.connection.read_body(&third.request) == 408);
  }
  CHECK(memory.taken() == 0);
}

// Over TCP, where one side can close and the other not know.
struct Remote {
  explicit Remote(const std::string& text) {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    REQUIRE(::listen(listener, 1) == 0);
    client = std::make_unique<TcpClient>(ntohs(address.sin_port));
    server = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    client->send(text);
    plain = std::make_unique<PlainTransport>(server);
    connection = std::make_unique<HttpConnection>(*plain, short_limits());
    REQUIRE(connection->read_head(&request, &head));
  }
  ~Remote() { ::close(server); }
  bool gone_soon() const {
    return eventually([this] { return connection->client_gone(); });
  }
  bool half_closed_soon() const {
    return eventually([this] { return !connection->client_gone() && connection->half_closed(); });
  }
  std::unique_ptr<TcpClient> client;
  int server = -1;
  std::unique_ptr<PlainTransport> plain;
  std::unique_ptr<HttpConnection> connection;
  HttpRequest request;
  RequestHead head;
};

TEST_CASE("a client that has only said all it will say is still there, one that left is not") {
  for (const bool begun : {false, true}) {
    CAPTURE(begun);
    Remote silent(kGet);
    if (begun) silent.connection->begin(200, {});
    silent.client->close_sending();
    REQUIRE(silent.half_closed_soon());
    if (!begun) silent.connection->begin(200, {});
    CHECK(silent.connection->write("text"));
    CHECK(silent.connection->end());
    CHECK_FALSE(silent.connection->client_gone());
    silent.client->read_answer();
    CHECK(silent.client->answer().whole);
    CHECK(silent.client->answer().body == "text");

    Remote left(kGet);
    if (begun) left.connection->begin(200, {});
    left.client->close();
    CHECK(left.gone_soon());
  }
  // the end of a body with nothing in it: all of its size is zeros
  Remote silent(kGet);
  silent.connection->begin(200, {});
  silent.client->close_sending();
  REQUIRE(silent.half_closed_soon());
  CHECK(silent.connection->end());
  CHECK(silent.client->read_answer().whole);
}

TEST_CASE("a client of HTTP/1.0, which knows no interim answers, gets no other bytes") {
  Remote old("GET / HTTP/1.0\r\n\r\n");
  old.client->close_sending();
  REQUIRE(old.half_closed_soon());
  old.connection->send({200, {}, "text", false});
  CHECK(old.client->read_answer().status == 200);
  CHECK(old.client->received().find("100 Continue") == std::string::npos);
}

TEST_CASE("a cut is for good") {
  Asked asked(kGet);
  asked.connection.begin(200, {});
  asked.connection.cut();
  CHECK_FALSE(asked.connection.write("a"));
  std::size_t taken = 0;
  CHECK(asked.connection.write_some("a", &taken) == WriteState::kGone);
  CHECK(asked.connection.client_gone());
}

}  // namespace
}  // namespace parley
