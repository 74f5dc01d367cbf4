// The head of an HTTP/1.1 response. Pure, but for the date.
#pragma once

#include <string>

#include "http/http_message.h"

namespace parley {

// Status line and headers, without the empty line: framing headers are the caller's to add, those
// among `headers` are left out, and so is whatever holds a line end. Adds Date (RFC 9110, 6.6.1)
// where there is none, and Connection.
std::string response_head(int status, const HeaderList& headers, bool keep_alive);

// What a content-length among the headers says; -1: there is none that can be read.
long long declared_length(const HeaderList& headers);

}  // namespace parley
