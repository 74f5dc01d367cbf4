#pragma once

#include <string>
#include <string_view>

namespace parley {

// SHA-256 as 64 hex digits.
std::string sha256(std::string_view bytes);

}  // namespace parley
