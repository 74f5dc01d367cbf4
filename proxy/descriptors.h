// How the descriptors that the system lets this program have are shared out. Pure, but for the
// limit.
#pragma once

#include <cstddef>

namespace parley {

// Its socket, and one to wake who writes to it.
inline constexpr std::size_t kConnectionDescriptors = 2;
// A socket to upstream, libcurl's to wake up and to resolve, ours; the demo's side of it.
inline constexpr std::size_t kExchangeDescriptors = 8;

struct Descriptors {
  std::size_t crowd = 0;  // connections beyond the cap that wait for an answer
  std::size_t idle = 0;   // connections to upstream that are kept for another request
  std::size_t rest = 0;   // for all connections and exchanges
};

Descriptors share_out_descriptors(std::size_t limit);

// Of this process, now.
std::size_t descriptor_limit();

}  // namespace parley
