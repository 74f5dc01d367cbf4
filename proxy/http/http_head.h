// The head of an HTTP/1.1 request, read as strictly as RFC 9112 allows: whatever two parsers could
// understand differently is refused. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/http_message.h"

namespace parley {

inline constexpr std::size_t kMaxHeaders = 100;
inline constexpr std::size_t kMaxTarget = 8 * 1024;

// Bytes up to and including the empty line that ends a head, 0 while it is not there. A bare LF
// ends the search too (*bad): no line of a head may end so (RFC 9112, 2.2). `searched` is where the
// last search ended, so that a head that comes byte by byte is not searched again.
std::size_t find_head_end(std::string_view bytes, std::size_t* searched, bool* bad);

struct RequestHead {
  int refusal = 0;      // 0, or the status that answers this head
  std::string message;  // why, for people; never repeats what the client sent
  bool http_1_0 = false;
  bool expects_continue = false;
  std::size_t content_length = 0;
};

// `bytes` as find_head_end() gave them. Fills method, target, path, query and headers.
RequestHead parse_head(std::string_view bytes, HttpRequest* request);

}  // namespace parley
