// What an HttpServer lets its clients take.
#pragma once

#include <chrono>
#include <cstddef>

#include "http/budget.h"

namespace parley {

struct HttpLimits {
  std::size_t head_bytes = 32 * 1024;
  std::size_t body_bytes = 32 * 1024 * 1024;
  std::chrono::milliseconds head_time{10'000};
  std::chrono::milliseconds body_time{60'000};
  std::chrono::milliseconds write_stall{60'000};
  std::chrono::milliseconds idle_time{15'000};  // between requests of a kept connection
  std::size_t connections = 512;
  // From one address (of IPv6: one network, /64), 0: any number. At that cap the oldest of them
  // that has not asked makes room for a new one; where none is, the new one is closed.
  std::size_t connections_per_address = 0;
  bool loopback_is_exempt = true;  // other servers and ssh stand there for many clients
  std::size_t crowd = 128;         // connections beyond those that wait for an answer, 128 at most
  // Null: there is enough.
  Budget* memory = nullptr;       // bodies are taken from it, and a head for each connection
  Budget* descriptors = nullptr;  // connections are taken from it
  std::size_t connection_descriptors = 1;
};

}  // namespace parley
