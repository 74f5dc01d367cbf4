// Blocks of content, and of a thought's summary, as they stand in the tree of a step.
#pragma once

#include <cstddef>
#include <limits>
#include <nlohmann/json_fwd.hpp>

namespace parley {

bool is_text_block(const nlohmann::json& block);

// Makes the member of a step a list of content blocks that all have a type.
void normalize_blocks(nlohmann::json* step, const char* key);

inline constexpr std::size_t kNoBlock = std::numeric_limits<std::size_t>::max();

// In content, or kNoBlock.
std::size_t last_text_block(const nlohmann::json& step);

// UTF-16 units of all text in a step's content, or else in its summary.
std::size_t text_units(const nlohmann::json& step);

}  // namespace parley
