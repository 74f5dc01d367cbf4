// JSON written without a tree.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley {

// Length of the longest prefix that can stand in a JSON string as it is: up to a quote, a backslash
// or a control character.
std::size_t plain_json_prefix(std::string_view text);

// Appends the JSON string for this text, quotes included: UTF-8 as it is, only what RFC 8259
// section 7 demands escaped. utf8 must be valid.
void append_json_string(std::string* out, std::string_view utf8);

}  // namespace parley
