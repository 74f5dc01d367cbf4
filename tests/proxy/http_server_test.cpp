// Over real sockets.
#include "http/http_server.h"

#include <dlfcn.h>
#include <doctest/doctest.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <thread>

#include "support/eventually.h"
#include "support/handler_gate.h"
#include "support/tcp_client.h"

// The system's pthread_create(), which fails when a test says so: it stands before libc's for all
// libraries.
static std::atomic<int> failing_threads{0};

// The sanitizers' own, where there is one.
extern "C" int __interceptor_pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*),
                                            void*) __attribute__((weak));

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) {
  if (failing_threads > 0) {
    --failing_threads;
    return EAGAIN;
  }
  if (__interceptor_pthread_create != nullptr) {
    return __interceptor_pthread_create(thread, attributes, start, argument);
  }
  static const auto create =
      reinterpret_cast<decltype(&pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
  return create(thread, attributes, start, argument);
}

namespace parley {
namespace {

HttpLimits short_limits() {
  HttpLimits limits;
  limits.head_time = Milliseconds(300);
  limits.idle_time = Milliseconds(300);
  return limits;
}

class Server {
 public:
  explicit Server(HttpServer::Serve serve, HttpLimits limits = HttpLimits())
      : server_(limits, std::move(serve)) {
    std::string error;
    if (!server_.listen("127.0.0.1", 0, &error)) throw std::runtime_error(error);
  }
  int port() const { return server_.port(); }
  HttpServer& operator*() { return server_; }

 private:
  HttpServer server_;
};

void echo(HttpRequest& request, HttpResponse& response) {
  HttpReply reply;
  const int status = response.read_body(&request);
  if (status < 0) return;
  if (status != 0) reply.status = status;
  reply.body = request.method + ' ' + request.target + ' ' + request.body;
  reply.keep_alive = true;
  response.send(reply);
}

TEST_CASE("a request is answered, and the peer's address is the socket's") {
  Server server([](HttpRequest& request, HttpResponse& response) {
    CHECK(response.read_body(&request) == 0);
    response.send({200, {}, request.remote + request.body, false});
  });
  const Answer answer =
      ask(server.port(), "POST", "/", {"X-Forwarded-For: 6.6.6.6", "REMOTE_ADDR: 6.6.6.6"}, "x");
  CHECK(answer.body == "127.0.0.1x");
  CHECK(answer.header("connection") == "close");
}

TEST_CASE("a kept connection carries one request after another") {
  Server server(echo);
  TcpClient client(server.port());
  for (int i = 0; i < 5; ++i) {
    client.forget();
    std::string target(1, '/');
    target += std::to_string(i);
    client.send(request_text(server.port(), "GET", target));
    CHECK(client.read_answer().body == "GET " + target + ' ');
  }
  CHECK_FALSE(client.ended());
}

TEST_CASE("what comes behind a request is never taken for another one") {
  for (const std::string& text :
       {std::string(
            "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxxGET /smuggled HTTP/1.1\r\n\r\n"),
        std::string("GET /a HTTP/1.1\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"),
        std::string("GET /a HTTP/1.1\r\nContent-Length: 4\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"),
        std::string("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    "GET /smuggled HTTP/1.1\r\n\r\n"),
        std::string("GET /a HTTP/1.1\nContent-Length: 0\n\nGET /smuggled HTTP/1.1\r\n\r\n")}) {
    CAPTURE(text);
    std::atomic<int> served{0};
    Server server([&](HttpRequest& request, HttpResponse& response) {
      CHECK(request.target == "/a");
      ++served;
      echo(request, response);
    });
    TcpClient client(server.port());
    client.send(text);
    REQUIRE(client.read_to_end());
    CHECK(client.received().find("smuggled") == std::string::npos);
    CHECK(client.received().find("HTTP/1.1 ") == client.received().rfind("HTTP/1.1 "));
    CHECK(served <= 1);
  }
}

TEST_CASE("an answer that does not wait for the body is still read by its client") {
  Server server([](HttpRequest& request, HttpResponse& response) {
    CHECK(request.body.empty());
    CHECK(request.content_length == 20'000'000);
    response.send({403, {}, "no", true});
  });
  TcpClient client(server.port());
  client.send("POST / HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n");
  for (int i = 0; i < 200 && client.send(std::string(100'000, 'x')); ++i) {
  }
  const Answer answer = client.read_answer();
  CHECK(answer.status == 403);
  CHECK(answer.body == "no");
  CHECK_FALSE(client.was_reset());
}

TEST_CASE("a body over the limit") {
  HttpLimits limits;
  limits.body_bytes = 10;
  Server server(echo, limits);
  CHECK(ask(server.port(), "POST", "/", {}, std::string(10, 'x')).status == 200);
  CHECK(ask(server.port(), "POST", "/", {}, std::string(11, 'x')).status == 413);
  CHECK(ask(server.port(), "POST", "/", {}, std::string(5'000'000, 'x')).status == 413);
}

TEST_CASE("a head byte by byte runs out of time as a whole") {
  Server server(echo, short_limits());
  TcpClient client(server.port());
  const auto begun = std::chrono::steady_clock::now();
  std::string_view bytes = "GET / HTTP/1.1\r\nX: ";
  while (!client.ended() && std::chrono::steady_clock::now() - begun < kPatience) {
    client.send(bytes);
    bytes = "x";
    client.read_to_end(Milliseconds(20));
  }
  CHECK(client.answer().status == 408);
}

TEST_CASE("a connection that says nothing is closed without a word") {
  Server server(echo, short_limits());
  TcpClient client(server.port());
  CHECK(client.read_to_end());
  CHECK(client.received().empty());
}

TEST_CASE("an exception becomes a 500 that tells nothing") {
  Server server([](HttpRequest& request, HttpResponse& response) {
    if (request.path == "/late") response.begin(200, {});
    throw std::runtime_error("secret");
  });
  TcpClient client(server.port());
  client.send(request_text(server.port(), "GET", "/"));
  REQUIRE(client.read_to_end());
  CHECK(client.answer().status == 500);
  CHECK(client.received().find("secret") == std::string::npos);
  const Answer late = ask(server.port(), "GET", "/late");
  CHECK(late.status == 200);
  CHECK_FALSE(late.whole);
}

TEST_CASE("a stream that is not ended is seen as broken, in HTTP/1.0 too") {
  Server server([](HttpRequest&, HttpResponse& response) {
    response.begin(200, {});
    response.write("part");
  });
  CHECK_FALSE(ask(server.port(), "GET", "/").whole);
  TcpClient old(server.port());
  old.send("GET / HTTP/1.0\r\n\r\n");
  REQUIRE(old.read_to_end());
  CHECK(old.was_reset());
}

TEST_CASE("long streams do not keep others waiting") {
  Gate gate;
  Server server([&gate](HttpRequest& request, HttpResponse& response) {
    if (request.path != "/stream") return echo(request, response);
    response.begin(200, {});
    response.write("begun");
    gate.hold();
    response.end();
  });
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<TcpClient>(server.port()));
    clients.back()->send(request_text(server.port(), "GET", "/stream"));
  }
  gate.wait_held(200);
  CHECK(ask(server.port(), "GET", "/").status == 200);
  gate.open();
  for (const auto& client : clients) {
    client->read_answer();
    CHECK(client->answer().whole);
  }
}

// Says no when it is crowded, but to what frees others.
void serve_crowd(Gate& gate, HttpRequest& request, HttpResponse& response) {
  if (request.crowded && request.method != "DELETE") {
    response.send({503, {}, "no room", true});
  } else if (request.method == "DELETE") {
    response.send({200, {}, "done", true});
  } else {
    gate.hold();
    echo(request, response);
  }
}

TEST_CASE("beyond the cap requests are crowded: what is short is answered, the rest refused") {
  Gate gate;
  HttpLimits limits;
  limits.connections = 4;
  Server server([&gate](HttpRequest& request,
                        HttpResponse& response) { serve_crowd(gate, request, response); },
                limits);
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<TcpClient>(server.port()));
    clients.back()->send(request_text(server.port(), "GET", "/"));
  }
  gate.wait_held(4);
  const Answer freed = ask(server.port(), "DELETE", "/");
  CHECK(freed.status == 200);
  CHECK(freed.header("connection") == "close");
  // Many at once, each with a body that nobody will read: none loses its answer to a reset.
  std::vector<std::unique_ptr<TcpClient>> crowd;
  for (int i = 0; i < 100; ++i) {
    crowd.push_back(std::make_unique<TcpClient>(server.port()));
    crowd.back()->send(request_text(server.port(), "POST", "/", {}, std::string(1000, 'x')));
    crowd.back()->close_sending();
  }
  for (const auto& client : crowd) {
    CHECK(client->read_answer().status == 503);
    CHECK_FALSE(client->was_reset());
  }
  gate.open();
  for (const auto& client : clients) CHECK(client->read_answer().status == 200);
  clients.clear();
  // once the threads have ended
  CHECK(eventually([&] { return ask(server.port(), "GET", "/").status == 200; }));
}

TEST_CASE("who connects and asks nothing, or never to its end, keeps nobody out") {
  Budget descriptors(30);
  HttpLimits limits;
  SUBCASE("at the cap") { limits.connections = 10; }
  SUBCASE("without descriptors") {
    limits.descriptors = &descriptors;
    limits.connection_descriptors = 3;
  }
  Gate gate;
  Server server(
      [&gate](HttpRequest& request, HttpResponse& response) {
        if (request.crowded) {
          response.send({503, {}, "no room", false});
        } else {
          if (request.path == "/held") gate.hold();
          echo(request, response);
        }
      },
      limits);
  std::vector<std::unique_ptr<TcpClient>> silent;
  TcpClient held(server.port());
  held.send(request_text(server.port(), "GET", "/held"));
  gate.wait_held(1);
  for (int i = 0; i < 40; ++i) {
    silent.push_back(std::make_unique<TcpClient>(server.port()));
    if (i % 2 == 0) silent.back()->send("GET / HT");
    if (i % 4 == 3) CHECK(ask(server.port(), "GET", "/").status == 200);
  }
  CHECK(silent.front()->read_to_end());
  gate.open();
  CHECK(held.read_answer().status == 200);
}

TEST_CASE("a head's memory is taken for as long as its connection is there") {
  Budget memory(1u << 20);
  HttpLimits limits;
  limits.memory = &memory;
  Server server(echo, limits);
  TcpClient client(server.port());
  CHECK(eventually([&] { return memory.taken() == limits.head_bytes; }));
  client.close();
  CHECK(eventually([&] { return memory.taken() == 0; }));
}

TEST_CASE("without a thread to be had requests are crowded too") {
  Gate gate;
  Server server([&gate](HttpRequest& request, HttpResponse& response) {
    serve_crowd(gate, request, response);
  });
  failing_threads = 1'000'000;
  CHECK(ask(server.port(), "GET", "/").status == 503);
  CHECK(ask(server.port(), "DELETE", "/").status == 200);
  failing_threads = 0;
  gate.open();
  CHECK(ask(server.port(), "GET", "/").status == 200);
}

TEST_CASE("stop lets answers end, then cuts them") {
  Gate gate;
  Server server([&gate](HttpRequest& request, HttpResponse& response) {
    response.begin(200, {});
    response.write("begun");
    gate.hold();
    if (request.path == "/endless") {
      while (!response.client_gone()) std::this_thread::yield();
    } else {
      response.end();
    }
  });
  TcpClient good(server.port()), endless(server.port()), idle(server.port());
  good.send(request_text(server.port(), "GET", "/"));
  endless.send(request_text(server.port(), "GET", "/endless"));
  gate.wait_held(2);
  gate.open();
  (*server).stop(Milliseconds(200));  // would never return if it waited for the endless one
  good.read_answer();
  CHECK(good.answer().whole);
  CHECK(endless.read_to_end());
  CHECK_FALSE(endless.answer().whole);
  CHECK(idle.read_to_end());
  CHECK_THROWS(TcpClient(server.port()));
}

}  // namespace
}  // namespace parley
