#include "http/budget.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

namespace parley {
namespace {

TEST_CASE("all of it or nothing") {
  Budget budget(10);
  CHECK(budget.take(10));
  CHECK_FALSE(budget.take(1));
  budget.give(3);
  CHECK_FALSE(budget.take(4));
  CHECK(budget.take(3));
  budget.take_anyway(5);
  CHECK(budget.taken() == 15);
  CHECK_FALSE(budget.take(0));
  CHECK_FALSE(Budget(10).take(static_cast<std::size_t>(-1)));
}

TEST_CASE("what can be spared is asked for before it says no") {
  Budget budget(10);
  budget.take_anyway(8);
  budget.on_shortage([&](std::size_t missing) { budget.give(missing); });
  CHECK_FALSE(budget.try_take(3));
  CHECK(budget.take(3));
  CHECK_FALSE(budget.take(11));
  CHECK(budget.taken() == 8);
}

TEST_CASE("a share gives back what it holds, once") {
  Budget budget(10);
  {
    Share share;
    CHECK(share.take(&budget, 6));
    Share other = std::move(share);
    CHECK(budget.taken() == 6);
    CHECK(other.take(&budget, 9));  // instead of the six
    CHECK(budget.taken() == 9);
    CHECK_FALSE(other.take(&budget, 11));
    CHECK(budget.taken() == 0);
    CHECK(share.take(&budget, 4));
    other = std::move(share);
    CHECK(budget.taken() == 4);
  }
  CHECK(budget.taken() == 0);
  CHECK(Share().take(nullptr, 1000));
  {
    Share share;
    share.take_anyway(&budget, 12);
    CHECK(budget.taken() == 12);
    share.take_anyway(nullptr, 12);
    CHECK(budget.taken() == 0);
    share.take_anyway(&budget, 12);
  }
  CHECK(budget.taken() == 0);
}

TEST_CASE("many threads never take more than there is") {
  Budget budget(5);
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 5000; ++round) {
        Share share;
        if (share.take(&budget, 2)) most = std::max(most.load(), int(budget.taken()));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(most > 0);
  CHECK(most <= 5);
  CHECK(budget.taken() == 0);
}

}  // namespace
}  // namespace parley
