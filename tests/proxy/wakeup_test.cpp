#include "replay/wakeup.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <thread>

namespace parley {
namespace {

bool readable(const Wakeup& wakeup, int milliseconds) {
  pollfd entry{wakeup.fd(), POLLIN, 0};
  return ::poll(&entry, 1, milliseconds) == 1;
}

TEST_CASE("readable from signal to clear, however often signalled") {
  Wakeup wakeup;
  CHECK_FALSE(readable(wakeup, 0));
  wakeup.signal();
  wakeup.signal();
  CHECK(readable(wakeup, 0));
  CHECK(readable(wakeup, 0));
  wakeup.clear();
  CHECK_FALSE(readable(wakeup, 0));
  wakeup.clear();  // never blocks
}

TEST_CASE("a thread that polls is woken by another") {
  Wakeup wakeup;
  std::thread other([&] { wakeup.signal(); });
  CHECK(readable(wakeup, 10'000));
  other.join();
}

}  // namespace
}  // namespace parley
