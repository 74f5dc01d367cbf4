#include "request.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "json_members.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMembers[] = {"model",
                                    "agent",
                                    "input",
                                    "system_instruction",
                                    "tools",
                                    "response_format",
                                    "generation_config",
                                    "agent_config",
                                    "previous_interaction_id",
                                    "store",
                                    "stream",
                                    "background",
                                    "continuation_token",
                                    "environment",
                                    "service_tier",
                                    "safety_settings",
                                    "labels",
                                    "webhook_config",
                                    "cached_content",
                                    "response_mime_type",
                                    "response_modalities"};

ApiError read_agent_parts(const Json& body, CreateRequest* request) {
  const auto config = body.find("agent_config");
  if (config != body.end() && !config->is_null()) {
    if (!config->is_object()) return bad_value("agent_config", "an object");
    request->agent_config_given = true;
    if (const ApiError error =
            read_bool(*config, "collaborative_planning", &request->collaborative_planning)) {
      return error;
    }
    std::string summaries;
    if (const ApiError error = read_string(*config, "thinking_summaries", &summaries)) return error;
    request->summaries = summaries == "auto";
  }
  const auto environment = body.find("environment");
  if (environment != body.end() && !environment->is_null()) {
    request->environment_given = true;
    if (environment->is_string()) {
      if (*environment != "remote") request->environment_id = environment->get<std::string>();
    } else if (environment->is_object()) {
      return read_string(*environment, "environment_id", &request->environment_id);
    } else {
      return bad_value("environment", "a string or an object");
    }
  }
  return {};
}

// As deep as the service's own parser goes. Writing JSON recurses, so this is not only manners.
constexpr int kDeepestBody = 100;

bool too_deep(std::string_view json) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (quoted) {
      if (json[i] == '\\') ++i;
      quoted = i >= json.size() || json[i] != '"';
    } else if (json[i] == '"') {
      quoted = true;
    } else if (json[i] == '{' || json[i] == '[') {
      if (++depth > kDeepestBody) return true;
    } else if (json[i] == '}' || json[i] == ']') {
      --depth;
    }
  }
  return false;
}

bool is_label(const std::string& text, bool key) {
  if (text.size() > 63 * 4 || (key && (text.empty() || text[0] < 'a' || text[0] > 'z')))
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

ApiError check_labels(const Json& body) {
  const auto labels = body.find("labels");
  if (labels == body.end() || labels->is_null()) return {};
  if (!labels->is_object()) return bad_value("labels", "an object");
  for (const auto& label : labels->items()) {
    if (!is_label(label.key(), true) || !label.value().is_string() ||
        !is_label(label.value().get<std::string>(), false)) {
      return bad_value("labels." + label.key(), "lower-case letters, digits, '_' and '-'");
    }
  }
  return {};
}

ApiError read_members(const Json& body, CreateRequest* request) {
  for (const auto& member : body.items()) {
    if (!among(kMembers, member.key())) {
      return api_error("parameter_unknown", "Unknown parameter '" + member.key() + "'.");
    }
  }
  const std::pair<const char*, std::string*> strings[] = {
      {"model", &request->model},
      {"agent", &request->agent},
      {"previous_interaction_id", &request->previous_interaction_id},
      {"continuation_token", &request->continuation_token},
      {"system_instruction", &request->system_instruction},
      {"service_tier", &request->service_tier}};
  for (const auto& [name, value] : strings) {
    if (const ApiError error = read_string(body, name, value)) return error;
  }
  const std::pair<const char*, bool*> booleans[] = {{"store", &request->store},
                                                    {"stream", &request->stream},
                                                    {"background", &request->background}};
  for (const auto& [name, value] : booleans) {
    if (const ApiError error = read_bool(body, name, value)) return error;
  }
  request->store_given = body.contains("store") && body["store"].is_boolean();
  constexpr const char* kTiers[] = {"flex", "standard", "priority", "deferred"};
  if (!request->service_tier.empty() && !among(kTiers, request->service_tier)) {
    return bad_value("service_tier", quoted_list(kTiers));
  }
  if (body.contains("tools") && !body["tools"].is_null()) {
    if (const ApiError error = parse_tools(body["tools"].dump(), request)) return error;
  }
  if (body.contains("generation_config") && !body["generation_config"].is_null()) {
    if (const ApiError error = parse_generation_config(body["generation_config"].dump(), request)) {
      return error;
    }
  }
  Json formats = Json::object();
  for (const char* name : {"response_format", "response_mime_type", "response_modalities"}) {
    if (body.contains(name)) formats[name] = body[name];
  }
  if (const ApiError error = parse_formats(formats.dump(), request)) return error;
  if (const ApiError error = read_agent_parts(body, request)) return error;
  return check_labels(body);
}

}  // namespace

bool CreateRequest::has_tool(std::string_view type) const {
  return std::any_of(tools.begin(), tools.end(),
                     [type](const Tool& tool) { return tool.type == type; });
}

bool CreateRequest::has_config(std::string_view key) const {
  return std::find(config_keys.begin(), config_keys.end(), key) != config_keys.end();
}

ApiError parse_create_request(std::string_view body_text, std::string_view version,
                              CreateRequest* request) {
  request->version = version;
  if (too_deep(body_text)) {
    return api_error("invalid_request", "Invalid JSON payload received: nested too deeply.");
  }
  const Json body = Json::parse(body_text, nullptr, false);
  if (body.is_discarded()) {
    return api_error("invalid_request", "Invalid JSON payload received.");
  }
  if (!body.is_object()) return bad_value("body", "a JSON object");
  if (const ApiError error = read_members(body, request)) return error;
  const auto input = body.find("input");
  const bool has_input =
      input != body.end() && !input->is_null() && *input != "" && *input != Json::array();
  if (has_input) {
    if (const ApiError error = parse_input(input->dump(), request)) return error;
  } else if (request->continuation_token.empty()) {
    return api_error("invalid_request", "Missing required parameter 'input'.");
  }
  Json echo = Json::object();
  for (const char* name :
       {"tools", "system_instruction", "response_format", "agent_config", "labels"}) {
    if (body.contains(name) && !body[name].is_null()) echo[name] = body[name];
  }
  request->echo = echo.dump();
  return check_combinations(*request);
}

}  // namespace parley::demo
