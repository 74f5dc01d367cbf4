// What travels of the headers, in both directions. Pure.
#pragma once

#include <string>

#include "http/http_message.h"

namespace parley {

// Headers of a request to upstream, made from constants: of the client's own none travels. Its
// Accept picks one of three. Without a key (the demo upstream wants none) there is no key header.
HeaderList upstream_request_headers(const HttpRequest& request, const std::string& key);

// Upstream's response headers as the client gets them: those few that say something of the answer,
// then ours. Type: event streams, JSON and text as they came; all else is called text, for nothing
// of upstream's may be a page of this origin. The key is taken out of values.
HeaderList client_response_headers(const HeaderList& upstream, const std::string& key);

}  // namespace parley
