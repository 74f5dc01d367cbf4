// What text is asked for, whatever it is.
#pragma once

#include <string_view>

namespace parley {

// Without white space at both ends. The result points into `text`.
std::string_view trim(std::string_view text);

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace parley
