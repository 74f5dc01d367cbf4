// Text as HTTP has it: bytes, letters of ASCII.
#pragma once

#include <string>
#include <string_view>

namespace parley {

// A to Z become a to z.
std::string lower(std::string_view text);

// Two lower-case digits for each byte.
std::string hex(const unsigned char* bytes, std::size_t size);

inline constexpr std::string_view kSpaces = " \t";  // optional white space (RFC 9110, 5.6.3)
inline constexpr std::string_view kLineSpaces = " \t\r\n";
// Without `spaces` at both ends. The result points into `text`.
std::string_view trim(std::string_view text, std::string_view spaces = kSpaces);

}  // namespace parley
