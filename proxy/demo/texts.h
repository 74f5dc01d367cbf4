// The demo's prose. Every answer of it says, in one way or another, that no model was asked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::demo {

std::string help_text(std::string_view unknown_switch);
std::string markdown_text();
std::string unicode_text();
std::string hostile_text();
std::string long_text(std::size_t words);  // "1 2 3 ..." in words that can be counted
std::string report_text(std::string_view topic);
std::string thought_summary(std::size_t number, std::string_view prompt);

// "" unless the prompt is one of the first-minute ones: a greeting, a poem, a story ...
std::string known_text(std::string_view prompt);
// What follows the word-for-word repetition of an ordinary prompt.
std::string ordinary_text(std::uint64_t seed);

}  // namespace parley::demo
