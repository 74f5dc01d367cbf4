// A certificate and its key for tests, as one text of PEM: of the product's own making.
#pragma once

#include <ctime>
#include <string>

#include "command/self_signed.h"

namespace parley {

inline std::string self_made(std::time_t now = std::time(nullptr)) {
  return make_self_signed({"localhost", "127.0.0.1"}, now);
}

}  // namespace parley
