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

// What kind of trouble it is, for who explains it.
namespace trouble {
inline constexpr const char* kDaily = "daily";      // a quota, of which there is more tomorrow
inline constexpr const char* kBusy = "busy";        // too much at once: later
inline constexpr const char* kKey = "key";          // none, or one that may not
inline constexpr const char* kModel = "model";      // or whatever else was named is not known
inline constexpr const char* kServer = "server";    // its own
inline constexpr const char* kRequest = "request";  // is refused as it is
}  // namespace trouble
// One of them; "" none.
const char* trouble_of(const ApiError& error);

// {"code":...,"kind":...,"message":...,"retry_ms":...}, members left out where unknown; kind: of
// trouble.
std::string error_json(const ApiError& error);

// Whether a refused POST says that the server does not know the interaction that it was to continue
// (any more), or cannot go on from it. Exact texts are not documented.
bool is_parent_error(const ApiError& error, std::string_view parent);

}  // namespace parley
