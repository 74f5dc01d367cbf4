#include "http/open_connections.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace parley {
namespace {

using Stage = OpenConnection::Stage;

struct Socket {
  Socket() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0); }
  ~Socket() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  int fd() const { return ends[0]; }
  bool is_shut_down() const {
    pollfd entry{ends[1], POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
  }
  std::array<int, 2> ends{};
};

TEST_CASE("the oldest that has not asked makes room, and no other") {
  const Socket served, first, second, third;
  OpenConnections open;
  CHECK_FALSE(open.end_silent_one(first.fd()));
  for (const Socket* each : {&served, &first, &second, &third}) {
    CHECK(open.let_in(each->fd(), 0, 0));
  }
  CHECK(open.enter(served.fd(), Stage::kServed));
  CHECK(open.enter(first.fd(), Stage::kSilent));  // from now on
  CHECK(open.enter(second.fd(), Stage::kHead));
  CHECK(open.end_silent_one(third.fd()));
  CHECK(second.is_shut_down());
  CHECK_FALSE(open.enter(second.fd(), Stage::kServed));
  CHECK(open.end_silent_one(third.fd()));
  CHECK(first.is_shut_down());
  CHECK_FALSE(open.end_silent_one(third.fd()));  // not the newcomer itself
  CHECK_FALSE(served.is_shut_down());
  CHECK(open.size() == 4);
  open.erase(second.fd());
  CHECK(open.size() == 3);
}

TEST_CASE("one that waits with a crowd has no thread to give") {
  const Socket waits, comes;
  OpenConnections open;
  CHECK(open.let_in(waits.fd(), 0, 0));
  open.set_crowded(waits.fd());
  open.set_crowded(comes.fd());  // not known yet
  CHECK(open.let_in(comes.fd(), 0, 0));
  CHECK_FALSE(open.end_silent_one(comes.fd()));
}

TEST_CASE("so many of a network, and one more only in the place of a silent one") {
  const Socket elsewhere, first, second, third, fourth;
  OpenConnections open;
  CHECK(open.let_in(elsewhere.fd(), 7, 2));
  CHECK(open.let_in(first.fd(), 5, 2));
  CHECK(open.let_in(second.fd(), 5, 2));
  CHECK(open.let_in(third.fd(), 5, 2));
  CHECK(first.is_shut_down());
  CHECK_FALSE(elsewhere.is_shut_down());
  CHECK(open.enter(second.fd(), Stage::kServed));
  CHECK(open.enter(third.fd(), Stage::kServed));
  CHECK_FALSE(open.let_in(fourth.fd(), 5, 2));
  CHECK(open.size() == 4);
  open.erase(second.fd());
  CHECK(open.let_in(fourth.fd(), 5, 2));
}

TEST_CASE("at the end those that ask nothing go first") {
  const Socket silent, served;
  OpenConnections open;
  open.let_in(silent.fd(), 0, 0);
  open.let_in(served.fd(), 0, 0);
  open.enter(served.fd(), Stage::kServed);
  open.shut_down_silent_ones(SHUT_RDWR);
  CHECK(silent.is_shut_down());
  CHECK_FALSE(served.is_shut_down());
  open.shut_down_all(SHUT_RDWR);
  CHECK(served.is_shut_down());
}

}  // namespace
}  // namespace parley
