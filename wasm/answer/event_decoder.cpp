#include "answer/event_decoder.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "answer/legacy_schema.h"
#include "answer/text_delta.h"
#include "text/text.h"
#include "text/utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

struct EventName {
  std::string_view name;
  EventKind kind;
};

constexpr EventName kEventNames[] = {
    {"interaction.created", EventKind::kCreated},
    {"interaction.status_update", EventKind::kStatusUpdate},
    {"step.start", EventKind::kStepStart},
    {"step.delta", EventKind::kStepDelta},
    {"step.stop", EventKind::kStepStop},
    {"interaction.completed", EventKind::kCompleted},
    {"error", EventKind::kError},
    {"done", EventKind::kDone},
    // Before May 2026.
    {"interaction.start", EventKind::kCreated},
    {"interaction.in_progress", EventKind::kStatusUpdate},
    {"interaction.requires_action", EventKind::kStatusUpdate},
    {"content.start", EventKind::kStepStart},
    {"content.delta", EventKind::kStepDelta},
    {"content.stop", EventKind::kStepStop},
    {"interaction.complete", EventKind::kCompleted},
};

EventKind kind_of(std::string_view type) {
  for (const EventName& each : kEventNames) {
    if (each.name == type) return each.kind;
  }
  return EventKind::kUnknown;
}

// ---- Deltas ----

bool is_known_delta(std::string_view type) {
  constexpr std::string_view kTypes[] = {"text",
                                         "text_annotation_delta",
                                         "image",
                                         "audio",
                                         "video",
                                         "document",
                                         "thought_summary",
                                         "thought_signature",
                                         "arguments_delta"};
  for (const std::string_view each : kTypes) {
    if (each == type) return true;
  }
  // Tool calls and results, present and future.
  return type.ends_with("_call") || type.ends_with("_result");
}

// What a delta without a type, or with an unknown one, must be by its members. "" unknown.
std::string infer_delta_type(const Json& delta) {
  if (find_member(delta, "text") != nullptr) return "text";
  if (find_member(delta, "content") != nullptr) return "thought_summary";
  if (find_member(delta, "annotations") != nullptr) return "text_annotation_delta";
  if (find_member(delta, "arguments") != nullptr ||
      find_member(delta, "partial_arguments") != nullptr) {
    return "arguments_delta";
  }
  if (find_member(delta, "data") != nullptr || find_member(delta, "uri") != nullptr) {
    const std::string& mime_type = find_string(delta, "mime_type");
    for (const char* const media : {"image", "audio", "video"}) {
      if (mime_type.rfind(std::string(media) + '/', 0) == 0) return media;
    }
    if (!mime_type.empty()) return "document";
  }
  if (find_member(delta, "signature") != nullptr) return "thought_signature";
  return {};
}

void decode_delta(Json delta, Event* event) {
  std::erase_if(make_object(&delta), [](const auto& each) { return each.second.is_null(); });
  std::string type = find_string(delta, "type");
  if (type == "text_annotation") {
    type = "text_annotation_delta";
    make_member(&delta, "type") = type;
  }
  upgrade_content(&delta);
  if (!is_known_delta(type)) {
    const std::string inferred = infer_delta_type(delta);
    if (!inferred.empty()) type = inferred;
  }
  if (type == "arguments_delta" && !delta.contains("arguments") &&
      delta.contains("partial_arguments")) {
    make_member(&delta, "arguments") = take_member(&delta, "partial_arguments");
  }
  if (type == "text") {
    event->text = find_string(delta, "text");
  } else if (type == "thought_summary") {
    if (const Json* content = find_object(delta, "content")) {
      event->text = find_string(*content, "text");
    }
  } else if (type == "thought_signature") {
    event->text = find_string(delta, "signature");
  } else if (type == "arguments_delta") {
    event->text = find_string(delta, "arguments");
  }
  // Of what is nothing but text, that is all.
  const bool plain = type == "text" && delta.size() == 2 && find_string(delta, "type") == type &&
                     delta.contains("text") && find_member(delta, "text")->is_string();
  if (!plain) event->json = JsonTree(std::move(delta));
  event->delta_type = std::move(type);
}

// ---- Events ----

std::string event_type(const SseMessage& message, const Json& root) {
  const std::string& own = find_string(root, "event_type");
  if (!own.empty()) return own;
  if (message.type != "message") return message.type;
  const std::string& legacy = find_string(root, "type");
  if (!legacy.empty()) return legacy;
  return find_object(root, "error") != nullptr ? "error" : message.type;
}

std::string event_id(const Json& root) {
  std::string id = find_string(root, "event_id");
  if (id.empty()) {
    if (const Json* interaction = find_object(root, "interaction")) {
      id = find_string(*interaction, "event_id");
    }
  }
  return id.empty() ? find_string(root, "id") : id;
}

std::int64_t event_index(const Json& root) {
  if (find_member(root, "index") == nullptr) return kNoIndex;
  const std::int64_t index = find_count(root, "index");
  return index < 0 || index > kMaxIndex ? kBadIndex : index;
}

// The interaction, or what a status update says of it, in the same members.
Json interaction_member(Json* root, const std::string& type) {
  Json interaction = Json::object();
  if (find_object(*root, "interaction") != nullptr) interaction = take_member(root, "interaction");
  upgrade_outputs(&interaction);
  auto& known = make_object(&interaction);
  for (const char* const key : {"status", "usage", "continuation_token"}) {
    if (find_member(*root, key) != nullptr) known.try_emplace(key, take_member(root, key));
  }
  if (find_member(*root, "interaction_id") != nullptr) {
    known.try_emplace("id", take_member(root, "interaction_id"));
  }
  for (const char* const status : {"in_progress", "requires_action"}) {
    if (type == std::string("interaction.") + status) known.try_emplace("status", status);
  }
  return interaction;
}

// Data that is no JSON object. An error is one however it is written.
void decode_oddity(const SseMessage& message, const Json& root, Event* event) {
  event->error = find_error(root);
  if (event->error.empty() && message.type == "error" && !root.is_structured()) {
    event->error = error_from_text(decode_utf8(message.data), 0);
  }
  event->kind = event->error.empty() ? EventKind::kUnreadable : EventKind::kError;
  event->problem =
      root.is_discarded() ? "is not valid JSON, or nests too deep" : "is not a JSON object";
}

}  // namespace

Event decode_event(const SseMessage& message) {
  Event event;
  event.size = message.data.size();
  if (TextDelta delta; read_text_delta(message.data, &delta)) {
    event.kind = EventKind::kStepDelta;
    event.type = "step.delta";
    event.event_id = std::move(delta.event_id);
    event.index = delta.index;
    event.delta_type = "text";
    event.text = std::move(delta.text);
    return event;
  }
  event.type = message.type;
  if (trim(message.data) == "[DONE]") {
    event.kind = EventKind::kDone;
    return event;
  }
  Json root = read_json<Json>(message.data);
  if (!root.is_object()) {
    decode_oddity(message, root, &event);
    return event;
  }
  event.type = event_type(message, root);
  event.kind = kind_of(event.type);
  event.event_id = event_id(root);
  event.index = event_index(root);
  switch (event.kind) {
    case EventKind::kCreated:
    case EventKind::kStatusUpdate:
    case EventKind::kCompleted:
      event.json = JsonTree(interaction_member(&root, event.type));
      break;
    case EventKind::kStepStart:
      if (find_object(root, "step") != nullptr) {
        event.json = JsonTree(take_member(&root, "step"));
      } else if (find_object(root, "content") != nullptr) {
        event.json = JsonTree(step_from_content(take_member(&root, "content")));
      } else {
        event.json = JsonTree(Json::object());
      }
      break;
    case EventKind::kStepDelta:
      decode_delta(take_member(&root, "delta"), &event);
      break;
    case EventKind::kError:
      event.error = find_error(root);
      if (event.error.empty()) event.kind = EventKind::kEmptyError;
      break;
    default:
      break;
  }
  return event;
}

std::string event_json(const Event& event) {
  const Json* const value = event.json.ptr();
  return value == nullptr ? std::string() : write_json(*value);
}

}  // namespace parley
