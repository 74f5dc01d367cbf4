#include "descriptors.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace parley {
namespace {

TEST_CASE("few descriptors are enough for some of everything, and no more is given out") {
  for (const std::size_t limit : {0u, 16u, 64u, 256u, 1024u, 65'536u, 1'048'576u}) {
    CAPTURE(limit);
    const Descriptors shares = share_out_descriptors(limit);
    CHECK(shares.crowd >= 4);
    CHECK(shares.crowd <= 128);
    CHECK(shares.idle >= 1);
    CHECK(shares.idle <= 32);
    if (limit < 64) continue;
    CHECK(shares.rest >= 2 * (kConnectionDescriptors + kExchangeDescriptors));
    CHECK(shares.rest + shares.crowd + shares.idle < limit);
  }
  CHECK(descriptor_limit() > 16);
}

}  // namespace
}  // namespace parley
