// From an SSE message to a typed event. One of the three sources that know JSON.
#pragma once

#include <string>
#include <string_view>

#include "event.h"
#include "json_tree.h"
#include "sse_parser.h"

namespace parley {

// Never fails: what is not understood is kUnknown or kUnreadable. Nesting deeper than
// kMaxJsonDepth is unreadable (a recursive consumer would run out of stack).
Event decode_event(const SseMessage& message);

// The body of an HTTP error in any of the forms of the API and its front end: Interactions,
// google.rpc, either of them in an array, HTML or plain text. http_status is that of the response.
ApiError decode_error(std::string_view body, int http_status);

// The legacy `outputs` (a JSON array of content) as a JSON array of steps, one step for each.
std::string steps_from_outputs(std::string_view outputs_json);

// {"code":...,"message":...,"retry_ms":...,"daily":...}, members left out where unknown.
std::string error_json(const ApiError& error);

}  // namespace parley
