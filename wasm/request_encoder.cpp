#include "request_encoder.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "json_tree.h"
#include "utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

// What the page hands over need not be valid UTF-8.
Json read(std::string_view text) { return read_json<Json>(decode_utf8(std::string(text))); }

bool is_true(const Json& object, const char* key, bool otherwise) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  const bool* value = found->get_ptr<const bool*>();
  return value == nullptr ? otherwise : *value;
}

// Content stands inside a step; all other types are steps.
bool is_content(const Json& item) {
  if (!item.is_object()) return false;
  const auto type = item.find("type");
  if (type == item.end()) return item.contains("text");
  for (const char* const each : {"text", "image", "audio", "video", "document"}) {
    if (*type == each) return true;
  }
  return false;
}

Json text_content(std::string_view text) {
  return {{"type", "text"}, {"text", decode_utf8(std::string(text))}};
}

Json user_input_step(Json content) {
  Json step = {{"type", "user_input"}};
  step["content"] = std::move(content);
  return step;
}

// What the user said as a list of steps; discarded when input_json is not a list of objects.
Json user_steps(std::string_view message, std::string_view input_json) {
  Json steps = Json::array();
  if (input_json.empty()) {
    steps.push_back(user_input_step(Json::array({text_content(message)})));
    return steps;
  }
  Json input = read(input_json);
  if (!input.is_array()) return Json(Json::value_t::discarded);
  bool content = !input.empty();
  for (const Json& item : input) {
    if (!item.is_object()) return Json(Json::value_t::discarded);
    content = content && is_content(item);
  }
  if (!content) return input;
  steps.push_back(user_input_step(std::move(input)));
  return steps;
}

}  // namespace

std::string encode_request(const RequestParts& parts) {
  Json body = read(parts.settings);
  if (!body.is_object()) return {};
  body["stream"] = true;
  body.erase("attachments");
  const std::string previous(parts.previous_interaction_id);
  const std::string token(parts.continuation_token);
  if (!previous.empty()) body["previous_interaction_id"] = previous;
  if (!token.empty()) body["continuation_token"] = token;
  if (!previous.empty() && !token.empty()) {
    body.erase("input");
    return write_json(body);
  }
  if (parts.history.empty()) {
    if (parts.input_json.empty()) {
      body["input"] = decode_utf8(std::string(parts.message));
    } else {
      Json input = read(parts.input_json);
      if (!input.is_array()) return {};
      body["input"] = std::move(input);
    }
    return write_json(body);
  }
  Json input = Json::array();
  for (const std::string& part : parts.history) {
    Json steps = read(part);
    if (!steps.is_array()) return {};
    for (Json& step : steps) input.push_back(std::move(step));
  }
  Json last = user_steps(parts.message, parts.input_json);
  if (!last.is_array()) return {};
  for (Json& step : last) input.push_back(std::move(step));
  body["input"] = std::move(input);
  return write_json(body);
}

SettingsFacts read_settings(std::string_view settings) {
  const Json value = read(settings);
  SettingsFacts facts;
  facts.valid = value.is_object();
  if (!facts.valid) return facts;
  facts.store = is_true(value, "store", true);
  facts.background = is_true(value, "background", false);
  const auto agent = value.find("agent");
  facts.agent = agent != value.end() && agent->is_string() && *agent != "";
  return facts;
}

std::string message_input_json(std::string_view settings, std::string_view message) {
  Json value = read(settings);
  if (!value.is_object()) return {};
  const auto attachments = value.find("attachments");
  if (attachments == value.end() || !attachments->is_array()) return {};
  Json input = Json::array();
  for (Json& each : *attachments) {
    if (each.is_object() && each.contains("content")) input.push_back(std::move(each["content"]));
  }
  if (input.empty()) return {};
  if (!message.empty()) input.push_back(text_content(message));
  return write_json(input);
}

std::string user_input_json(std::string_view message, std::string_view input_json) {
  const Json steps = user_steps(message, input_json);
  return steps.is_array() ? write_json(steps) : "[]";
}

}  // namespace parley
