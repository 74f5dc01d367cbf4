#include "turns/request_encoder.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "text/json_tree.h"
#include "text/utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

// What the page hands over need not be valid UTF-8.
Json read(std::string_view text, int limit = kMaxJsonDepth) {
  return read_json<Json>(decode_utf8(std::string(text)), limit);
}

bool is_true(const Json& object, const char* key, bool otherwise) {
  const Json* const found = find_member(object, key);
  const bool* const value = found == nullptr ? nullptr : found->get_ptr<const bool*>();
  return value == nullptr ? otherwise : *value;
}

// Content stands inside a step; all other types are steps.
bool is_content(const Json& item) {
  if (!item.is_object()) return false;
  if (!item.contains("type")) return item.contains("text");
  const std::string& type = find_string(item, "type");
  for (const char* const each : {"text", "image", "audio", "video", "document"}) {
    if (type == each) return true;
  }
  return false;
}

Json text_content(std::string_view text) {
  return {{"type", "text"}, {"text", decode_utf8(std::string(text))}};
}

Json user_input_step(Json content) {
  Json step = {{"type", "user_input"}};
  make_member(&step, "content") = std::move(content);
  return step;
}

// What the user said as a list of steps; discarded when input_json is not a list of objects.
Json user_steps(std::string_view message, std::string_view input_json) {
  if (input_json.empty()) {
    return Json::array({user_input_step(Json::array({text_content(message)}))});
  }
  Json input = read(input_json);
  if (!input.is_array()) return Json(Json::value_t::discarded);
  bool content = !input.empty();
  for (const Json& item : input) {
    if (!item.is_object()) return Json(Json::value_t::discarded);
    content = content && is_content(item);
  }
  if (!content) return input;
  return Json::array({user_input_step(std::move(input))});
}

bool append_steps(Json more, Json* steps) {
  if (!more.is_array()) return false;
  for (Json& step : take_items(std::move(more))) make_list(steps).push_back(std::move(step));
  return true;
}

}  // namespace

std::string encode_request(const RequestParts& parts) {
  Json body = read(parts.settings);
  if (!body.is_object()) return {};
  for (const char* const each : kOwnMembers) erase_member(&body, each);
  make_member(&body, "stream") = true;
  const std::string environment(parts.environment);
  if (!environment.empty() && find_string(body, "environment") == "remote") {
    make_member(&body, "environment") = environment;
  }
  const std::string previous(parts.previous_interaction_id);
  const std::string token(parts.continuation_token);
  if (!previous.empty()) make_member(&body, "previous_interaction_id") = previous;
  if (!token.empty()) make_member(&body, "continuation_token") = token;
  if (!previous.empty() && !token.empty()) return write_json(body);
  if (parts.history.empty()) {
    if (parts.input_json.empty()) {
      make_member(&body, "input") = decode_utf8(std::string(parts.message));
    } else {
      Json input = read(parts.input_json);
      if (!input.is_array()) return {};
      make_member(&body, "input") = std::move(input);
    }
    return write_json(body);
  }
  Json input = Json::array();
  for (const std::string& part : parts.history) {
    if (!append_steps(read(part, kMaxOwnJsonDepth), &input)) return {};
  }
  if (!append_steps(user_steps(parts.message, parts.input_json), &input)) return {};
  make_member(&body, "input") = std::move(input);
  return write_json(body);
}

SettingsFacts read_settings(std::string_view settings) {
  const Json value = read(settings);
  SettingsFacts facts;
  facts.valid = value.is_object();
  if (!facts.valid) return facts;
  facts.store = is_true(value, "store", true);
  facts.background = is_true(value, "background", false);
  facts.agent = !find_string(value, "agent").empty();
  return facts;
}

std::string message_input_json(std::string_view settings, std::string_view message) {
  Json value = read(settings);
  if (!value.is_object()) return {};
  Json input = Json::array();
  for (Json& each : take_items(take_member(&value, "attachments"))) {
    if (each.contains("content")) make_list(&input).push_back(take_member(&each, "content"));
  }
  if (input.empty()) return {};
  if (!message.empty()) make_list(&input).push_back(text_content(message));
  return write_json(input);
}

std::string typed_results(std::string_view results) {
  Json steps = read(results);
  if (!steps.is_array()) return std::string(results);
  for (Json& step : make_list(&steps)) {
    if (find_member(step, "typed") == nullptr) continue;
    const std::string text = find_string(step, "typed");
    erase_member(&step, "typed");
    Json value = read_json<Json>(text);
    bool taken = value.is_object() || !items(value).empty();
    for (const Json& item : items(value)) taken = taken && !find_string(item, "type").empty();
    make_member(&step, "result") = taken ? std::move(value) : Json(text);
  }
  return write_json(steps);
}

std::string user_input_json(std::string_view message, std::string_view input_json) {
  const Json steps = user_steps(message, input_json);
  return steps.is_array() ? write_json(steps) : "[]";
}

}  // namespace parley
