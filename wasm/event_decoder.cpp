#include "event_decoder.h"

#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "duration.h"
#include "utf8.h"

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

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Null where there is none, and for a member that is null: protobuf JSON means the same by both.
const Json* find(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json* find_object(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_object() ? value : nullptr;
}

// "" where there is no such string.
const std::string& find_string(const Json& object, const char* key) {
  static const std::string kNone;
  const Json* value = find(object, key);
  const std::string* text = value == nullptr ? nullptr : value->get_ptr<const std::string*>();
  return text == nullptr ? kNone : *text;
}

// An integer, also one written as a string (protobuf JSON does so with 64 bits) or as 1.0.
// -1 for anything else.
std::int64_t find_integer(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr) return -1;
  if (const auto* number = value->get_ptr<const Json::number_unsigned_t*>()) {
    return *number > static_cast<std::uint64_t>(INT64_MAX) ? INT64_MAX
                                                           : static_cast<std::int64_t>(*number);
  }
  if (const auto* number = value->get_ptr<const Json::number_integer_t*>()) return *number;
  if (const auto* number = value->get_ptr<const Json::number_float_t*>()) {
    const bool whole = *number >= 0 && *number < 9e15 &&
                       *number == static_cast<double>(static_cast<std::int64_t>(*number));
    return whole ? static_cast<std::int64_t>(*number) : -1;
  }
  const std::string* text = value->get_ptr<const std::string*>();
  if (text == nullptr || text->empty() || text->size() > 15) return -1;
  std::int64_t number = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

// ---- Schema before May 2026 ----

// Untyped citations {source, start_index, end_index} as url_citation.
void upgrade_annotations(Json* holder) {
  const auto found = holder->find("annotations");
  if (found == holder->end() || !found->is_array()) return;
  for (Json& each : *found) {
    if (!each.is_object() || each.contains("type")) continue;
    if (!each.contains("url") && find(each, "source") != nullptr) {
      each["url"] = std::move(each["source"]);
      each.erase("source");
    }
    if (each.contains("url")) each["type"] = "url_citation";
  }
}

void upgrade_search_result(Json* holder) {
  const auto found = holder->find("result");
  if (found == holder->end() || !found->is_array()) return;
  for (Json& each : *found) {
    if (!each.is_object() || !each.contains("rendered_content")) continue;
    if (!each.contains("search_suggestions")) {
      each["search_suggestions"] = std::move(each["rendered_content"]);
    }
    each.erase("rendered_content");
  }
}

void upgrade_content(Json* content) {
  upgrade_annotations(content);
  if (find_string(*content, "type") == "google_search_result") upgrade_search_result(content);
}

// A legacy content item was an entry of `outputs`; now it is a step, or stands inside one.
Json step_from_content(Json content) {
  if (!content.is_object()) return content;
  upgrade_content(&content);
  std::string type = find_string(content, "type");
  if (type.empty() && content.contains("text")) type = "text";
  if (type != "text" && type != "image" && type != "audio" && type != "video" &&
      type != "document") {
    return content;
  }
  // A bare {"type":"text"} only says what the deltas will bring.
  bool bare = true;
  for (const auto& [key, value] : content.items()) {
    if (key != "type" && !value.is_null() && value != "") bare = false;
  }
  Json step = {{"type", "model_output"}};
  if (bare) return step;
  content["type"] = type;
  step["content"] = Json::array();
  step["content"].push_back(std::move(content));
  return step;
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
  return ends_with(type, "_call") || ends_with(type, "_result");
}

// What a delta without a type, or with an unknown one, must be by its members. "" unknown.
std::string infer_delta_type(const Json& delta) {
  if (find(delta, "text") != nullptr) return "text";
  if (find(delta, "content") != nullptr) return "thought_summary";
  if (find(delta, "annotations") != nullptr) return "text_annotation_delta";
  if (find(delta, "arguments") != nullptr || find(delta, "partial_arguments") != nullptr) {
    return "arguments_delta";
  }
  if (find(delta, "data") != nullptr || find(delta, "uri") != nullptr) {
    const std::string& mime_type = find_string(delta, "mime_type");
    for (const char* const media : {"image", "audio", "video"}) {
      if (mime_type.rfind(std::string(media) + '/', 0) == 0) return media;
    }
    if (!mime_type.empty()) return "document";
  }
  if (find(delta, "signature") != nullptr) return "thought_signature";
  return {};
}

void decode_delta(Json delta, Event* event) {
  if (!delta.is_object()) delta = Json::object();
  for (auto member = delta.begin(); member != delta.end();) {
    member = member->is_null() ? delta.erase(member) : std::next(member);
  }
  std::string type = find_string(delta, "type");
  if (type == "text_annotation") {
    type = "text_annotation_delta";
    delta["type"] = type;
  }
  upgrade_content(&delta);
  if (!is_known_delta(type)) {
    const std::string inferred = infer_delta_type(delta);
    if (!inferred.empty()) type = inferred;
  }
  if (type == "arguments_delta" && !delta.contains("arguments") &&
      delta.contains("partial_arguments")) {
    delta["arguments"] = std::move(delta["partial_arguments"]);
    delta.erase("partial_arguments");
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
  event->delta_type = std::move(type);
  event->json = write_json(delta);
}

// ---- Errors ----

// protobuf JSON writes "34.4s"; a duration message has members instead.
std::int64_t read_delay(const Json& value) {
  if (const auto* text = value.get_ptr<const std::string*>()) return read_duration_ms(*text);
  const std::int64_t seconds = find_integer(value, "seconds");
  const std::int64_t nanoseconds = find_integer(value, "nanos");
  if (seconds < 0 && nanoseconds < 0) return -1;
  if (seconds >= kLongestDurationMs / 1000) return kLongestDurationMs;
  return (seconds < 0 ? 0 : seconds * 1000) +
         (nanoseconds < 0 ? 0 : nanoseconds / 1000000 + (nanoseconds % 1000000 != 0 ? 1 : 0));
}

bool names_a_daily_quota(const Json& holder) {
  for (const char* const key : {"quotaId", "quota_id", "quota_limit"}) {
    if (find_string(holder, key).find("PerDay") != std::string::npos) return true;
  }
  return false;
}

// RetryInfo first, then what the front end and the message say.
void read_retry(const Json& error, ApiError* out) {
  std::int64_t from_metadata = -1;
  const Json* details = find(error, "details");
  if (details != nullptr && details->is_array()) {
    for (const Json& detail : *details) {
      if (const Json* delay = find(detail, "retryDelay")) out->retry_ms = read_delay(*delay);
      if (const Json* metadata = find_object(detail, "metadata")) {
        if (const Json* delay = find(*metadata, "quotaResetDelay")) {
          from_metadata = read_delay(*delay);
        }
        if (names_a_daily_quota(*metadata)) out->daily = true;
      }
      const Json* violations = find(detail, "violations");
      if (violations == nullptr || !violations->is_array()) continue;
      for (const Json& violation : *violations) {
        if (names_a_daily_quota(violation)) out->daily = true;
      }
    }
  }
  if (out->code == "quota_exceeded") out->daily = true;
  if (out->retry_ms < 0) out->retry_ms = from_metadata;
  constexpr std::string_view kRetryIn = "retry in ";
  const std::size_t found = out->message.find(kRetryIn);
  if (out->retry_ms < 0 && found != std::string::npos) {
    out->retry_ms =
        read_duration_ms(std::string_view(out->message).substr(found + kRetryIn.size()));
  }
}

// {code, message, status, details}; a bare string is a message.
ApiError read_error(const Json& error) {
  ApiError out;
  if (const auto* text = error.get_ptr<const std::string*>()) {
    out.message = *text;
    return out;
  }
  out.message = find_string(error, "message");
  out.code = find_string(error, "code");
  const std::int64_t number = find_integer(error, "code");
  if (number >= 100 && number <= 599) out.http_status = static_cast<int>(number);
  if (out.code.empty() || number >= 0) {
    const std::string& status = find_string(error, "status");
    if (!status.empty()) {
      out.code = status;
    } else if (number > 0) {
      out.code = std::to_string(number);
    }
  }
  read_retry(error, &out);
  return out;
}

// The error in `[{"error":...}]` or `{"error":...}`; a root that is an error itself; or null.
const Json* find_error(const Json& root) {
  if (root.is_array()) return root.empty() ? nullptr : find_error(root.front());
  if (const Json* error = find(root, "error")) {
    return error->is_object() || error->is_string() ? error : nullptr;
  }
  const bool is_error = !find_string(root, "message").empty() && find(root, "code") != nullptr;
  return is_error ? &root : nullptr;
}

// The beginning of a text in one line, at most 200 bytes.
std::string shorten(std::string_view text) {
  constexpr std::size_t kMost = 200;
  std::string line;
  for (const char c : trim(text)) {
    const bool space = static_cast<unsigned char>(c) <= 0x20;
    if (space && (line.empty() || line.back() == ' ')) continue;
    line.push_back(space ? ' ' : c);
    if (line.size() > kMost) break;
  }
  if (line.size() <= kMost) return line;
  line.resize(kMost);
  line.resize(valid_utf8_prefix(line));
  return line + "...";
}

std::string_view html_title(std::string_view html) {
  for (const char* const tag : {"<title>", "<TITLE>"}) {
    const std::size_t begin = html.find(tag);
    if (begin == html.npos) continue;
    const std::string_view title = html.substr(begin + 7);
    return title.substr(0, title.find('<'));
  }
  return {};
}

ApiError error_from_text(std::string_view text, int http_status) {
  ApiError out;
  out.http_status = http_status;
  if (http_status != 0) {
    out.code = std::to_string(http_status);
    out.message = "HTTP " + out.code;
  }
  text = trim(text);
  const bool html = !text.empty() && text[0] == '<';
  const std::string said = shorten(html ? html_title(text) : text);
  if (!said.empty()) out.message += (out.message.empty() ? "" : ": ") + said;
  return out;
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

// The interaction, or what a status update says of it, in the same members.
Json interaction_member(Json* root, const std::string& type) {
  Json interaction = Json::object();
  if (find_object(*root, "interaction") != nullptr) interaction = std::move((*root)["interaction"]);
  if (const Json* outputs = find(interaction, "outputs")) {
    if (find(interaction, "steps") == nullptr) {
      interaction["steps"] = read_json<Json>(steps_from_outputs(write_json(*outputs)));
    }
    interaction.erase("outputs");
  }
  for (const char* const key : {"status", "usage", "continuation_token"}) {
    if (find(*root, key) != nullptr) interaction.emplace(key, std::move((*root)[key]));
  }
  if (find(*root, "interaction_id") != nullptr) {
    interaction.emplace("id", std::move((*root)["interaction_id"]));
  }
  for (const char* const status : {"in_progress", "requires_action"}) {
    if (type == std::string("interaction.") + status) interaction.emplace("status", status);
  }
  return interaction;
}

void decode_error_event(const Json& root, Event* event) {
  if (const Json* error = find_error(root)) event->error = read_error(*error);
  if (event->error.empty()) event->kind = EventKind::kEmptyError;
}

// Data that is no JSON object. An error is one however it is written.
void decode_oddity(const SseMessage& message, const Json& root, Event* event) {
  if (root.is_array() && find_error(root) != nullptr) {
    event->kind = EventKind::kError;
    event->error = read_error(*find_error(root));
  } else if (message.type == "error" && (root.is_discarded() || root.is_string())) {
    event->kind = EventKind::kError;
    event->error = root.is_string() ? read_error(root) : error_from_text(message.data, 0);
  } else {
    event->kind = EventKind::kUnreadable;
    event->problem =
        root.is_discarded() ? "is not valid JSON, or nests too deep" : "is not a JSON object";
  }
  if (event->kind == EventKind::kError && event->error.empty()) {
    event->kind = EventKind::kEmptyError;
  }
}

}  // namespace

Event decode_event(const SseMessage& message) {
  Event event;
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
  event.index = find_integer(root, "index");
  switch (event.kind) {
    case EventKind::kCreated:
    case EventKind::kStatusUpdate:
    case EventKind::kCompleted:
      event.json = write_json(interaction_member(&root, event.type));
      break;
    case EventKind::kStepStart:
      if (find_object(root, "step") != nullptr) {
        event.json = write_json(root["step"]);
      } else if (find_object(root, "content") != nullptr) {
        event.json = write_json(step_from_content(std::move(root["content"])));
      } else {
        event.json = "{}";
      }
      break;
    case EventKind::kStepDelta:
      decode_delta(std::move(root["delta"]), &event);
      break;
    case EventKind::kError:
      decode_error_event(root, &event);
      break;
    default:
      break;
  }
  return event;
}

ApiError decode_error(std::string_view body, int http_status) {
  const std::string text = decode_utf8(std::string(body));
  const Json root = read_json<Json>(text);
  const Json* found = find_error(root);
  if (found == nullptr) return error_from_text(text, http_status);
  ApiError error = read_error(*found);
  if (error.empty()) return error_from_text({}, http_status);
  if (error.http_status == 0) error.http_status = http_status;
  return error;
}

std::string steps_from_outputs(std::string_view outputs_json) {
  Json outputs = read_json<Json>(outputs_json);
  Json steps = Json::array();
  if (outputs.is_array()) {
    for (Json& content : outputs) steps.push_back(step_from_content(std::move(content)));
  }
  return write_json(steps);
}

std::string error_json(const ApiError& error) {
  Json object = Json::object();
  if (!error.code.empty()) object["code"] = error.code;
  if (!error.message.empty()) object["message"] = error.message;
  if (error.retry_ms >= 0) object["retry_ms"] = error.retry_ms;
  if (error.daily) object["daily"] = true;
  return write_json(object);
}

}  // namespace parley
