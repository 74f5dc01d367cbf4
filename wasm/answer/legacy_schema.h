// The schema before May 2026, made into that of today: outputs and content into steps.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace parley {

// What content and deltas hold: citations, search results.
void upgrade_content(nlohmann::json* content);

// An item of `outputs`, or what content.start brings, as a step.
nlohmann::json step_from_content(nlohmann::json content);

// An interaction's `outputs` as its `steps`, unless it has these too.
void upgrade_outputs(nlohmann::json* interaction);

}  // namespace parley
