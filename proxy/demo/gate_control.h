// How a test opens gates and learns who stands before them: GET and POST /demo/gates/NAME. No part
// of the API, so no key is asked for; the proxy knows no such path.
#pragma once

#include <string>

#include "gates.h"
#include "http/http_message.h"
#include "player.h"

namespace parley::demo {

constexpr char kGatesPath[] = "/demo/gates/";

// `player` answers this request: it knows when waiting is no use any more.
HttpReply gate_reply(const HttpRequest& request, Gates* gates, Player* player);

}  // namespace parley::demo
