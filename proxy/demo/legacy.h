// Events in the schema before May 2026 (wire.md 4.8), for clients that must still read it.
#pragma once

#include <string>
#include <string_view>

#include "answer.h"

namespace parley::demo {

// "" for an event that the older schema does not have.
std::string legacy_event(std::string_view json, const Answer& answer);

}  // namespace parley::demo
