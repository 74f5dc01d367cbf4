// One event of the Interactions API, typed. Both schemas (steps, and content/outputs before
// May 2026) become the same events.
#pragma once

#include <any>
#include <cstddef>
#include <cstdint>
#include <string>

namespace parley {

enum class EventKind {
  kCreated,       // interaction.created
  kStatusUpdate,  // interaction.status_update
  kStepStart,     // step.start
  kStepDelta,     // step.delta
  kStepStop,      // step.stop
  kCompleted,     // interaction.completed, for every ending
  kError,         // error with a code or a message
  kEmptyError,    // error that says nothing: noise, the stream goes on
  kDone,          // [DONE]
  kUnknown,       // a type this client does not know: shown, never fatal
  kUnreadable,    // data is not a JSON object: shown, never fatal
};

struct ApiError {
  std::string code;            // "rate_limit_exceeded", "RESOURCE_EXHAUSTED", or a number as text
  std::string message;         // for people
  int http_status = 0;         // as in the body where it says; 0 unknown
  std::int64_t retry_ms = -1;  // RetryInfo and its fallbacks; -1 none given
  bool daily = false;          // a daily quota: waiting minutes does not help
  bool empty() const { return code.empty() && message.empty(); }
};

// JSON as a tree of a type that only the sources that know JSON know (json_tree.h).
struct JsonTree {
  std::any value;
};

struct Event {
  EventKind kind = EventKind::kUnknown;
  std::string type;         // event_type as sent, or the SSE event name
  std::string event_id;     // resume token; mostly empty
  std::int64_t index = -1;  // step index; -1 none
  std::string delta_type;   // kStepDelta: after mapping and inference, "text", "arguments_delta"
  std::string text;         // kStepDelta of text, thought text, signature or arguments: that string
  JsonTree json;         // the member the event is about (interaction, step, delta): an object in
                         // the steps schema; empty for the other kinds
  std::size_t size = 0;  // bytes of the data it was made of
  ApiError error;        // kError
  std::string problem;   // kUnreadable: what is wrong, for people
};

}  // namespace parley
