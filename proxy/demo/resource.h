// The Interaction resource as JSON text: wire.md 3.
#pragma once

#include <cstdint>
#include <string>

#include "interaction.h"
#include "timeline.h"

namespace parley::demo {

std::string rfc3339(std::int64_t unix_time);

// What a POST answers: generated steps only.
std::string posted_resource(const Interaction& interaction, const Interaction::Snapshot& snapshot);
// What a GET answers: the whole timeline of this interaction, its input first; `include_input`:
// also in a member of its own.
std::string stored_resource(const Interaction& interaction, const Interaction::Snapshot& snapshot,
                            bool include_input = false);

// The heads of a stream's first and last event.
Frame stream_frame(const Interaction& interaction, const Interaction::Snapshot& snapshot);

}  // namespace parley::demo
