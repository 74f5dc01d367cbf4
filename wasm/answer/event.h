// One event of the Interactions API, typed. Both schemas (steps, and content/outputs before
// May 2026) become the same events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
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
  std::string instance{};      // the run of the proxy that answers, where it is not the one meant
  std::int64_t age_ms = -1;    // and since when it has been there
  bool empty() const { return code.empty() && message.empty(); }
};

// A JSON value, or none, where the library is only known by name.
class JsonTree {
 public:
  JsonTree();
  explicit JsonTree(nlohmann::json value);
  JsonTree(const JsonTree& other);
  JsonTree(JsonTree&& other) noexcept;
  JsonTree& operator=(JsonTree other) noexcept;
  ~JsonTree();

  nlohmann::json* ptr() { return value_.get(); }  // null: none
  const nlohmann::json* ptr() const { return value_.get(); }

 private:
  std::unique_ptr<nlohmann::json> value_;
};

// Of Event::index.
inline constexpr std::int64_t kNoIndex = -1;   // not said
inline constexpr std::int64_t kBadIndex = -2;  // no whole number, or one above kMaxIndex
inline constexpr std::int64_t kMaxIndex = std::int64_t{1} << 20;

struct Event {
  EventKind kind = EventKind::kUnknown;
  std::string type;               // event_type as sent, or the SSE event name
  std::string event_id;           // resume token; mostly empty
  std::int64_t index = kNoIndex;  // step index
  std::string delta_type;  // kStepDelta: after mapping and inference, "text", "arguments_delta"
  std::string text;        // kStepDelta of text, thought text, signature or arguments: that string
  // The member the event is about (interaction, step, delta) in the steps schema. None for the
  // other kinds, and for a delta that is nothing but text.
  JsonTree json;
  std::size_t size = 0;  // bytes of the data it was made of
  ApiError error;        // kError
  std::string problem;   // what is wrong with data that is no JSON object, for people
};

}  // namespace parley
