// Who may ask: keys, and browsers of other origins (wire.md 8.3 and 9.3).
#pragma once

#include "api_error.h"
#include "http/http_server.h"

namespace parley::demo {

// Any key will do but the documented bad ones: "invalid", "invalid-401" and "forbidden".
ApiError check_key(const HttpRequest& request);
// A project without billing, as far as the demo knows: the key "free-tier".
bool is_free_tier(const HttpRequest& request);

HttpReply preflight_reply(const HttpRequest& request);
// The headers that let a page of another origin read an answer; none without an Origin.
HeaderList cors_headers(const HttpRequest& request);

}  // namespace parley::demo
