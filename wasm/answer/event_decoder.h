// From an SSE message to a typed event.
#pragma once

#include <string>

#include "answer/error_decoder.h"
#include "answer/event.h"
#include "answer/sse_parser.h"
#include "text/json_tree.h"

namespace parley {

// Never fails: what is not understood is kUnknown or kUnreadable.
Event decode_event(const SseMessage& message);

// What the event is about as JSON; "" where Event::json is none.
std::string event_json(const Event& event);

}  // namespace parley
