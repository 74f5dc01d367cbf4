// `demo:gate NAME [N|thinking|end]`: what it says, and where that is in an answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "switches.h"
#include "timeline.h"

namespace parley::demo {

bool is_gate_name(std::string_view text);
// Whether `word` belongs to a `demo:gate` that has taken these values: a name, then one place.
bool takes_gate_value(const std::vector<std::string>& values, std::string_view word);

// The names of those before the head of the response.
std::vector<std::string> gates_before_head(const Prompt& prompt);
// Puts the others into the timeline. Comes last: faults find their places by the answer's beats.
void place_gates(Timeline* timeline, const Answer& answer, const Prompt& prompt);

}  // namespace parley::demo
