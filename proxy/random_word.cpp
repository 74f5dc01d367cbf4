#include "random_word.h"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "http/text.h"

namespace parley {

std::string random_word() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("this machine gives no random bytes");
  }
  return hex(bytes.data(), bytes.size());
}

}  // namespace parley
