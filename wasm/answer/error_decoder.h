// Errors of the API and of what stands in front of it, as they come in bodies and events. Part of
// the decoder.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "answer/event.h"

namespace parley {

// The body of an HTTP error in any of the forms of the API and its front end: Interactions,
// google.rpc, either of them in an array, HTML or plain text. http_status is that of the response,
// 0 if there is none. Never empty unless the body is and http_status is 0.
ApiError decode_error(std::string_view body, int http_status);

// The error in JSON that was read: either form, also in an array. Empty where there is none, or one
// that says nothing.
ApiError find_error(const nlohmann::json& root);

// HTML or plain text, in a few words.
ApiError error_from_text(std::string_view text, int http_status);

// {"code":...,"message":...,"retry_ms":...,"daily":...}, members left out where unknown.
std::string error_json(const ApiError& error);

// Whether a refused POST says that the server does not know the interaction that it was to continue
// (any more), or cannot go on from it. Exact texts are not documented.
bool is_parent_error(const ApiError& error, std::string_view parent);

}  // namespace parley
