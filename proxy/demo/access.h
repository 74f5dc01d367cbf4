// Who may ask: keys, and browsers of other origins (wire.md 8.3 and 9.3).
#pragma once

#include "api_error.h"
#include "http/http_server.h"

namespace parley::demo {

// Any key will do but the documented bad ones: "invalid", "invalid-401" and "forbidden".
ApiError check_key(const HttpRequest& request);
// A project without billing, as far as the demo knows: the key "free-tier".
bool is_free_tier(const HttpRequest& request);

// Whether a request comes from the program that this demo was started for: to its own address, from
// no page, with the key that only the two know. Gates, which ask for none, are for tests.
bool is_from_proxy(const HttpRequest& request, const std::string& host, const std::string& key);

HttpReply preflight_reply(const HttpRequest& request);
// The headers that let a page of another origin read an answer; none without an Origin.
HeaderList cors_headers(const HttpRequest& request);

}  // namespace parley::demo
