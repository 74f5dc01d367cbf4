// Conversations as files. All of them are of version 1 of their format, and what is written now is
// read by every version that knows it (import.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/sse_parser.h"

namespace parley {

inline constexpr std::string_view kConversationFormat = "parley-conversation";
inline constexpr std::string_view kRecordingFormat = "parley-recording";
inline constexpr int kFormatVersion = 1;

// The conversation itself, for its owner: JSON lines, first what it is, then each entry of the
// journal as a string.
std::string to_conversation_file(std::string_view title, const std::vector<std::string>& entries);

// Recordings hold the inputs of the core (io.h) with their times, so that replaying one brings back
// the same state; secrets are removed. Requests are told for people: reading it makes them again.
std::string to_json_lines(std::string_view title, const std::vector<std::string>& entries);
// An event as the standard writes it. with_id: the last event id is said, also that there is none.
void append_frame(std::string* out, const SseMessage& message, bool with_id);

// As event stream text that any parser reads: what is no event stands in comments.
std::string to_event_stream(std::string_view title, const std::vector<std::string>& entries);

}  // namespace parley
