#include "descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace parley {
namespace {

// Standard streams, listeners, certificates, files of the page from disk, the crowd's threads.
constexpr std::size_t kOthers = 24;
constexpr std::size_t kIdleDescriptors = 3;

}  // namespace

Descriptors share_out_descriptors(std::size_t limit) {
  Descriptors shares;
  shares.crowd = std::clamp<std::size_t>(limit / 16, 4, 128);
  shares.idle = std::clamp<std::size_t>(limit / 64, 1, 32);
  const std::size_t taken = kOthers + shares.crowd + shares.idle * kIdleDescriptors;
  shares.rest = limit > taken ? limit - taken : 0;
  return shares;
}

std::size_t descriptor_limit() {
  rlimit limit{};
  const bool known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0;
  return known ? std::min<std::size_t>(limit.rlim_cur, 1u << 20) : 1024;
}

}  // namespace parley
