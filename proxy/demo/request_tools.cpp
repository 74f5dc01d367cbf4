// The tools and the generation_config of a request: wire.md 2.3 and 2.5.
#include <nlohmann/json.hpp>

#include "json_members.h"
#include "request.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

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

}  // namespace

ApiError parse_tools(std::string_view tools_json, CreateRequest* request) {
  const Json tools = Json::parse(tools_json);
  if (!tools.is_array()) return bad_value("tools", "an array");
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const Json& tool = tools[i];
    const std::string path = "tools[" + std::to_string(i) + "]";
    if (!tool.is_object()) return bad_value(path, "an object");
    const std::string type = string_member(tool, "type");
    if (type.empty()) return api_error("invalid_request", "Missing 'type' at '" + path + "'.");
    if (!among(kToolTypes, type))
      return unsupported_value(type, "type", path, quoted_list(kToolTypes));
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

namespace {

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
  // 'validated' with names is how a client asks for one function and no other.
  if (word == "any" || (word == "validated" && !request->allowed_tools.empty())) {
    request->tool_choice = ToolChoice::kAny;
  } else if (word == "none") {
    request->tool_choice = ToolChoice::kNone;
  } else if (word != "auto" && word != "validated") {
    return unsupported_value(word, "tool_choice", "generation_config",
                             "'auto', 'any', 'none', 'validated'");
  }
  return {};
}

}  // namespace

ApiError parse_generation_config(std::string_view config_json, CreateRequest* request) {
  const Json config = Json::parse(config_json);
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
    return unsupported_value(summaries, "thinking_summaries", path, "'auto', 'none'");
  }
  request->summaries = summaries == "auto";
  constexpr const char* kLevels[] = {"minimal", "low", "medium", "high", "xhigh"};
  if (!request->thinking_level.empty() && !among(kLevels, request->thinking_level)) {
    return unsupported_value(request->thinking_level, "thinking_level", path, quoted_list(kLevels));
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

}  // namespace parley::demo
