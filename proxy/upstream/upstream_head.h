// The head of upstream's answer, from the lines that libcurl hands over. Pure.
#pragma once

#include <string_view>

#include "http/http_message.h"

namespace parley {

enum class UpstreamHead {
  kFinal,
  kInterim,  // 1xx: the answer is still to come (RFC 9110, 15.2)
  kBad,      // no HTTP, a status that there is not, or a change of protocol that nobody asked for
};

// Status line and header lines. Lines that are no headers, folded ones too, and names that no
// client should meet are left out; names come in lower case.
UpstreamHead parse_upstream_head(std::string_view text, int* status, HeaderList* headers);

}  // namespace parley
