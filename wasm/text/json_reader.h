// JSON text to a tree.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace parley {

// How deep a text from outside may nest; no reply of the API comes near it.
inline constexpr int kMaxJsonDepth = 128;
// What is made of such texts nests a little deeper (content in a step, steps in a resource), and
// must be readable again. A stack can take this much in any consumer.
inline constexpr int kMaxOwnJsonDepth = kMaxJsonDepth + 16;

// False, and *out is of no use, when the text is not JSON, or nests deeper than the limit: the
// tree's consumers recurse. As the library's own parser reads it, but in a fraction of its time,
// and an escape of half a surrogate pair is no error but U+FFFD. Bytes that are not UTF-8 are an
// error; a byte order mark at the beginning is none.
[[nodiscard]] bool parse_json(std::string_view text, int limit, nlohmann::json* out);

}  // namespace parley
