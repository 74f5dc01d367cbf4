// Events for tests that begin behind the decoder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/event_decoder.h"
#include "answer/sse_parser.h"

namespace parley {

// The event that an SSE message of this type with this data is.
inline Event event_of(const std::string& data, const std::string& type = "message") {
  SseMessage message;
  message.type = type;
  message.data = data;
  return decode_event(message);
}

}  // namespace parley
