#include "http/transport.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parley {
namespace {

using State = Transport::State;

struct Ends {
  Ends() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()) == 0);
    ours = fds[0];
    theirs = fds[1];
  }
  ~Ends() {
    ::close(ours);
    if (theirs >= 0) ::close(theirs);
  }
  int ours = -1;
  int theirs = -1;
};

TEST_CASE("a plain socket: parts go out as one, and nothing waits") {
  Ends ends;
  PlainTransport plain(ends.ours);
  CHECK(plain.socket() == ends.ours);
  std::array<char, 100> block{};
  CHECK(plain.read(block.data(), block.size()).state == State::kWaiting);
  CHECK(plain.write({"5\r\n", "hello", "\r\n"}).bytes == 10);
  CHECK(plain.write({"", "", "x"}).bytes == 1);
  CHECK(::recv(ends.theirs, block.data(), block.size(), 0) == 11);
  CHECK(std::string_view(block.data(), 11) == "5\r\nhello\r\nx");
  const std::string much(1 << 20, 'x');
  Transport::Result sent{State::kMoved, 0};
  for (int i = 0; i < 100 && sent.state == State::kMoved; ++i) sent = plain.write({much});
  CHECK(sent.state == State::kWaiting);
  CHECK(plain.say_goodbye() == State::kMoved);
}

TEST_CASE("a plain socket: who has said all may still be there, who has left is gone") {
  Ends ends;
  PlainTransport plain(ends.ours);
  ::shutdown(ends.theirs, SHUT_WR);
  std::array<char, 100> block{};
  CHECK(plain.read(block.data(), block.size()).state == State::kEnded);
  CHECK(plain.write({"x"}).state == State::kMoved);
  ::close(ends.theirs);
  ends.theirs = -1;
  CHECK(plain.write({"x"}).state == State::kGone);
}

TEST_CASE("waiting for a socket ends with what is waited for, or in time") {
  const Ends ends;
  const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  CHECK(wait_for_socket(ends.ours, POLLOUT, soon));
  CHECK_FALSE(wait_for_socket(ends.ours, POLLIN, soon));
  CHECK(std::chrono::steady_clock::now() >= soon);
  CHECK_FALSE(wait_for_socket(ends.ours, POLLOUT, soon));  // it is over already
  CHECK_FALSE(is_readable(ends.ours));
  ::shutdown(ends.theirs, SHUT_WR);
  CHECK(is_readable(ends.ours));
}

}  // namespace
}  // namespace parley
