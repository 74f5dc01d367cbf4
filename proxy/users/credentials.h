// How a request says who sends it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "http/http_message.h"

namespace parley {

// The token that a request carries: as `Authorization: Bearer`, as `x-goog-api-key`, so that an SDK
// works with it where it wants a key, or in the page's cookie. The first of these counts. Empty:
// none, or one header twice. It points into the request.
std::string_view presented_token(const HttpRequest& request, int port);

// What the page gets: its scripts cannot read it, no other site sends it. `secure`: the page was
// loaded by TLS, and no plain connection gets it. `token` empty: it is taken away. The name has the
// port, since browsers give cookies to all ports of a host.
std::string session_cookie(std::string_view token, int port, bool secure);

// Where failures are counted together: the address, or for IPv6 the network, of which one machine
// has all addresses (/64).
std::string address_block(const std::string& address);

}  // namespace parley
