#include "request.h"

#include <algorithm>
#include <nlohmann/json.hpp>

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

constexpr const char* kConfigMembers[] = {"max_output_tokens",
                                          "seed",
                                          "stop_sequences",
                                          "thinking_level",
                                          "thinking_summaries",
                                          "tool_choice",
                                          "speech_config",
                                          "transcription_config",
                                          "video_config",
                                          "image_config",
                                          "temperature",
                                          "top_p",
                                          "top_k",
                                          "presence_penalty",
                                          "frequency_penalty",
                                          "thinking_budget",
                                          "candidate_count"};

// In the order in which the service's own message names them.
constexpr const char* kToolTypes[] = {"function",    "code_execution", "mcp_server", "filesystem",
                                      "google_maps", "google_search",  "bash",       "computer_use",
                                      "file_search", "url_context"};

template <std::size_t N>
bool among(const char* const (&list)[N], std::string_view word) {
  return std::any_of(std::begin(list), std::end(list),
                     [word](const char* item) { return item == word; });
}

ApiError bad_value(const std::string& name, const std::string& expected) {
  return api_error("invalid_request",
                   "Invalid value at '" + name + "': expected " + expected + ".");
}

ApiError unsupported(const std::string& value, const std::string& member, const std::string& path,
                     const std::string& supported) {
  return api_error("invalid_request", "The value '" + value + "' is not supported for '" + member +
                                          "' at '" + path + "'. Supported values: " + supported +
                                          ".");
}

template <std::size_t N>
std::string quoted_list(const char* const (&list)[N]) {
  std::string out;
  for (const char* item : list) out += (out.empty() ? "'" : ", '") + std::string(item) + "'";
  return out;
}

std::string string_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

ApiError read_string(const Json& body, const char* name, std::string* value) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_string()) return bad_value(name, "a string");
  *value = found->get<std::string>();
  return {};
}

ApiError read_bool(const Json& body, const char* name, bool* value) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_boolean()) return bad_value(name, "a boolean");
  *value = found->get<bool>();
  return {};
}

ApiError read_tools(const Json& tools, CreateRequest* request) {
  if (!tools.is_array()) return bad_value("tools", "an array");
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const Json& tool = tools[i];
    const std::string path = "tools[" + std::to_string(i) + "]";
    if (!tool.is_object()) return bad_value(path, "an object");
    const std::string type = string_member(tool, "type");
    if (type.empty()) return api_error("invalid_request", "Missing 'type' at '" + path + "'.");
    if (!among(kToolTypes, type)) return unsupported(type, "type", path, quoted_list(kToolTypes));
    Tool read{type, "", ""};
    if (type == "function") {
      if (tool.contains("function")) {
        return api_error("parameter_unknown", "Unknown parameter '" + path + ".function'.");
      }
      const auto name = tool.find("name");
      if (name == tool.end() || !name->is_string() || name->get<std::string>().empty()) {
        return api_error("invalid_request", "Missing 'name' at '" + path + "'.");
      }
      read.name = name->get<std::string>();
      const auto parameters = tool.find("parameters");
      if (parameters != tool.end() && !parameters->is_null()) {
        if (!parameters->is_object()) return bad_value(path + ".parameters", "an object");
        read.parameters = parameters->dump();
      }
    }
    request->tools.push_back(read);
  }
  return {};
}

ApiError read_tool_choice(const Json& choice, CreateRequest* request) {
  const std::string path = "generation_config.tool_choice";
  const Json* mode = &choice;
  if (choice.is_object()) {
    const auto allowed = choice.find("allowed_tools");
    if (allowed == choice.end() || !allowed->is_object()) return bad_value(path, "allowed_tools");
    const auto names = allowed->find("tools");
    if (names != allowed->end() && names->is_array()) {
      for (const Json& name : *names) {
        if (name.is_string()) request->allowed_tools.push_back(name.get<std::string>());
      }
    }
    const auto found = allowed->find("mode");
    if (found == allowed->end()) return {};
    mode = &*found;
  }
  if (!mode->is_string()) return bad_value(path, "a string or an object");
  const std::string word = mode->get<std::string>();
  if (word == "any") {
    request->tool_choice = ToolChoice::kAny;
  } else if (word == "none") {
    request->tool_choice = ToolChoice::kNone;
  } else if (word != "auto" && word != "validated") {
    return unsupported(word, "tool_choice", "generation_config",
                       "'auto', 'any', 'none', 'validated'");
  }
  return {};
}

ApiError read_generation_config(const Json& config, CreateRequest* request) {
  const std::string path = "generation_config";
  if (!config.is_object()) return bad_value(path, "an object");
  for (const auto& member : config.items()) {
    if (!among(kConfigMembers, member.key())) {
      return api_error("parameter_unknown",
                       "Unknown parameter '" + path + "." + member.key() + "'.");
    }
    const bool harmless = member.key() == "candidate_count" && member.value() == 1;
    if (!harmless) request->config_keys.push_back(member.key());
  }
  if (const ApiError error = read_string(config, "thinking_level", &request->thinking_level)) {
    return error;
  }
  std::string summaries;
  if (const ApiError error = read_string(config, "thinking_summaries", &summaries)) return error;
  if (!summaries.empty() && summaries != "auto" && summaries != "none") {
    return unsupported(summaries, "thinking_summaries", path, "'auto', 'none'");
  }
  request->summaries = summaries == "auto";
  constexpr const char* kLevels[] = {"minimal", "low", "medium", "high", "xhigh"};
  if (!request->thinking_level.empty() && !among(kLevels, request->thinking_level)) {
    return unsupported(request->thinking_level, "thinking_level", path, quoted_list(kLevels));
  }
  const auto limit = config.find("max_output_tokens");
  if (limit != config.end() && !limit->is_null()) {
    if (!limit->is_number_integer() || limit->get<long>() < 1) {
      return bad_value(path + ".max_output_tokens", "a positive integer");
    }
    request->max_output_tokens = limit->get<long>();
  }
  const auto stops = config.find("stop_sequences");
  if (stops != config.end() && !stops->is_null()) {
    if (!stops->is_array()) return bad_value(path + ".stop_sequences", "an array of strings");
    for (const Json& stop : *stops) {
      if (!stop.is_string()) return bad_value(path + ".stop_sequences", "an array of strings");
      if (!stop.get<std::string>().empty()) request->stop_sequences.push_back(stop);
    }
  }
  const auto choice = config.find("tool_choice");
  if (choice != config.end() && !choice->is_null()) return read_tool_choice(*choice, request);
  return {};
}

ApiError read_one_format(const Json& format, const std::string& path, bool schema_itself,
                         CreateRequest* request) {
  if (!format.is_object()) return bad_value(path, "an object");
  const std::string type = string_member(format, "type");
  if (type == "text") {
    request->json_output =
        request->json_output || string_member(format, "mime_type") == "application/json";
    const auto schema = format.find("schema");
    if (schema != format.end() && !schema->is_null()) {
      if (!schema->is_object()) return bad_value(path + ".schema", "an object");
      request->json_output = true;
      request->schema = schema->dump();
    }
  } else if (type == "image") {
    request->image_output = true;
    request->aspect_ratio = string_member(format, "aspect_ratio");
  } else if (type == "audio") {
    request->audio_output = true;
  } else if (type == "video") {
    request->video_output = true;
    request->video_by_uri = string_member(format, "delivery") == "uri";
  } else if (schema_itself) {  // the older form: response_mime_type and a bare schema
    request->json_output = true;
    request->schema = format.dump();
  } else {
    return unsupported(type, "type", path, "'text', 'image', 'audio', 'video'");
  }
  return {};
}

ApiError read_formats(const Json& body, CreateRequest* request) {
  std::string mime_type;
  if (const ApiError error = read_string(body, "response_mime_type", &mime_type)) return error;
  request->json_output = mime_type == "application/json";
  const auto format = body.find("response_format");
  if (format != body.end() && !format->is_null()) {
    const bool schema_itself = request->json_output;
    if (!format->is_array())
      return read_one_format(*format, "response_format", schema_itself, request);
    for (std::size_t i = 0; i < format->size(); ++i) {
      const std::string path = "response_format[" + std::to_string(i) + "]";
      if (const ApiError error = read_one_format((*format)[i], path, false, request)) return error;
    }
  }
  const auto modalities = body.find("response_modalities");
  if (modalities != body.end() && modalities->is_array()) {
    for (const Json& modality : *modalities) {
      request->image_output = request->image_output || modality == "image";
      request->audio_output = request->audio_output || modality == "audio";
    }
  }
  return {};
}

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
    if (const ApiError error = read_tools(body["tools"], request)) return error;
  }
  if (body.contains("generation_config") && !body["generation_config"].is_null()) {
    if (const ApiError error = read_generation_config(body["generation_config"], request)) {
      return error;
    }
  }
  if (const ApiError error = read_formats(body, request)) return error;
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
