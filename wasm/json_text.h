// What must be known of JSON as text, before a parser that recurses or gives up sees it.
#pragma once

#include <string>
#include <string_view>

namespace parley {

// How deep a text from outside may nest; no reply of the API comes near it.
inline constexpr int kMaxJsonDepth = 128;
// What is made of such texts nests a little deeper (content in a step, steps in a resource), and
// must be readable again. A stack can take this much in any consumer.
inline constexpr int kMaxOwnJsonDepth = kMaxJsonDepth + 16;

// False when arrays and objects nest deeper than `limit`. The text need not be valid.
bool json_nests_within(std::string_view text, int limit = kMaxJsonDepth);

// Escapes of surrogates that have no partner (RFC 8259 section 8.2 lets them pass, no UTF-8 text
// can hold them) become \ufffd. Everything else stays.
std::string repair_surrogates(std::string_view json);

// Appends the JSON string for this text, quotes included: UTF-8 as it is, only what RFC 8259
// section 7 demands escaped. utf8 must be valid.
void append_json_string(std::string* out, std::string_view utf8);

}  // namespace parley
