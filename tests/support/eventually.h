// Waits for what a test can only see by asking. The asking itself takes its time: no pause between.
#pragma once

#include <chrono>

#include "support/tcp_client.h"

namespace parley {

// False: it did not come to hold while patience lasted.
template <typename Holds>
bool eventually(Holds holds) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
  }
  return true;
}

}  // namespace parley
