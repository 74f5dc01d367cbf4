#include "upstream/handle_pool.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

TEST_CASE("a handle without a connection is not kept for another request") {
  HandlePool pool("", false, 2);
  REQUIRE(pool.error().empty());
  std::unique_ptr<UpstreamHandle> first = pool.take();
  CHECK_FALSE(first->alive());
  const void* const used = first->easy;
  std::unique_ptr<UpstreamHandle> second = pool.take();
  CHECK(second->easy != used);
  pool.give_back(std::move(first));
  CHECK(pool.take()->store == second->store);
}

TEST_CASE("a bundle that holds no certificate is said, with its name") {
  CHECK(HandlePool("/dev/null", true, 2).error().find("/dev/null") != std::string::npos);
}

}  // namespace
}  // namespace parley
