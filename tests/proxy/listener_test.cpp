// Over real sockets.
#include "http/listener.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "support/tcp_client.h"

// The system's accept(), which fails when a test says so: it stands before libc's for all
// libraries.
static std::atomic<int> failing_accepts{0};

extern "C" int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  if (failing_accepts > 0) {
    --failing_accepts;
    errno = ENOBUFS;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_accept4, fd, address, size, flags));
}

extern "C" int accept(int fd, sockaddr* address, socklen_t* size) {
  return accept4(fd, address, size, 0);
}

namespace parley {
namespace {

// Says hello to whoever comes.
void greet(int fd) {
  CHECK(::send(fd, "hello", 5, MSG_NOSIGNAL) == 5);
  ::close(fd);
}

bool is_greeted(int port) {
  TcpClient client(port);
  client.read_to_end();
  return client.received() == "hello";
}

TEST_CASE("errors of accept() do not end the listening") {
  Listener listener(greet);
  std::string error;
  REQUIRE(listener.listen("127.0.0.1", 0, &error));
  failing_accepts = 3;
  for (int i = 0; i < 5; ++i) CHECK(is_greeted(listener.port()));
  CHECK(failing_accepts == 0);
  listener.stop();
  CHECK_THROWS(TcpClient(listener.port()));
}

TEST_CASE("a port that is taken, with what to do") {
  Listener listener(greet);
  std::string error;
  REQUIRE(listener.listen("127.0.0.1", 0, &error));
  Listener second(greet);
  CHECK_FALSE(second.listen("127.0.0.1", listener.port(), &error));
  CHECK(error.find(std::to_string(listener.port())) != std::string::npos);
  CHECK(error.find("another port") != std::string::npos);
  Listener third(greet);
  CHECK_FALSE(third.listen("192.0.2.1", 0, &error));
  CHECK_FALSE(error.empty());
}

TEST_CASE("localhost is 127.0.0.1") {
  Listener listener(greet);
  std::string error;
  REQUIRE(listener.listen("localhost", 0, &error));
  CHECK(is_greeted(listener.port()));
}

}  // namespace
}  // namespace parley
