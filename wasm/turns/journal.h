// The journal's text form: one input of a session an entry. Replaying the entries in order brings a
// new Session into the same state, since step() depends on nothing else.
//
//   TIME KIND ID ARG LF TEXT        e.g. "1763820000000 submit 0 0\nHello"
//
// TIME in whole milliseconds since the epoch, KIND a text name of io.h, TEXT to the end.
#pragma once

#include <string>
#include <string_view>

#include "answer/sse_parser.h"
#include "io.h"

namespace parley {

// Its time must lie between 0 and kLatestTime.
std::string encode_entry(const Input& input);

// The result's text points into `entry`. False when the entry is damaged.
[[nodiscard]] bool decode_entry(std::string_view entry, Input* input);

// The entry of a kMessage (io.h) of request `id`.
std::string encode_message_entry(double time, RequestId id, const SseMessage& message);

// kMessage's text. The result's offset counts in the stream that the message came from. What is no
// UTF-8 is replaced as the standard says.
[[nodiscard]] bool decode_message(std::string_view text, SseMessage* message);

}  // namespace parley
