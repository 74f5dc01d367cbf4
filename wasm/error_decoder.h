// Errors of the API and of what stands in front of it, as they come in bodies and events. Part of
// the decoder.
#pragma once

#include <string>
#include <string_view>

#include "event.h"

namespace parley {

// The body of an HTTP error in any of the forms of the API and its front end: Interactions,
// google.rpc, either of them in an array, HTML or plain text. http_status is that of the response,
// 0 if there is none. Never empty unless the body is and http_status is 0.
ApiError decode_error(std::string_view body, int http_status);

// The error in JSON, which must be valid UTF-8: either form, also in an array. Empty where there is
// none, or one that says nothing.
ApiError find_error(std::string_view json);

// {"code":...,"message":...,"retry_ms":...,"daily":...}, members left out where unknown.
std::string error_json(const ApiError& error);

}  // namespace parley
