// UTF-8 as the WHATWG Encoding Standard decodes it ("4.1 UTF-8 decoder", replacement mode).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Length of the longest prefix of `bytes` that is valid UTF-8. A sequence cut off at the end does
// not count.
std::size_t valid_utf8_prefix(std::string_view bytes);

// The same bytes where they are valid (then nothing is copied). Each maximal subpart of an
// ill-formed sequence becomes one U+FFFD. A byte order mark is kept: stripping it is up to the
// caller.
std::string decode_utf8(std::string bytes);

// How many UTF-16 code units valid UTF-8 has.
std::size_t utf16_size(std::string_view utf8);

}  // namespace parley
