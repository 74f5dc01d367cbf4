// From an SSE message to a typed event. One of the three sources that know JSON.
#pragma once

#include <string>
#include <string_view>

#include "error_decoder.h"
#include "event.h"
#include "json_tree.h"
#include "sse_parser.h"

namespace parley {

// Never fails: what is not understood is kUnknown or kUnreadable.
Event decode_event(const SseMessage& message);

// What the event is about as JSON; "" for kinds that are about nothing.
std::string event_json(const Event& event);

// The legacy `outputs` (a JSON array of content) as a JSON array of steps, one step for each.
std::string steps_from_outputs(std::string_view outputs_json);

}  // namespace parley
