// The four forms of `input` (wire.md 2.2), brought into one: a list of steps.
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "interaction_id.h"
#include "json_members.h"
#include "request.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kContentTypes[] = {"text", "image", "audio", "video", "document"};
constexpr const char* kStepTypes[] = {
    "user_input",           "model_output",           "thought",
    "function_call",        "function_result",        "google_search_call",
    "google_search_result", "code_execution_call",    "code_execution_result",
    "url_context_call",     "url_context_result",     "file_search_call",
    "file_search_result",   "google_maps_call",       "google_maps_result",
    "mcp_server_tool_call", "mcp_server_tool_result", "processing_call",
    "processing_result",    "retrieval_call",         "retrieval_result"};

std::string at(const std::string& path, const char* member, std::size_t index) {
  return path + "." + member + "[" + std::to_string(index) + "]";
}

ApiError bad_input(const std::string& path) {
  return api_error("invalid_request", "Invalid input at '" + path + "'.");
}

ApiError legacy_error() {
  return api_error(
      "invalid_request",
      "The legacy Interactions API schema is no longer supported. Please upgrade your client SDK "
      "to "
      "Python >= 2.0.0 or JavaScript/TypeScript >= 2.0.0 to adopt the new 'steps' schema.");
}

// "10.5s"; negative when it is nothing of the kind.
double seconds_of(const std::string& text) {
  char* rest = nullptr;
  const double value = std::strtod(text.c_str(), &rest);
  return rest != text.c_str() && std::string_view(rest) == "s" ? value : -1;
}

bool good_processing(const Json& processing) {
  if (processing.is_string()) return processing == "static" || processing == "agentic";
  if (!processing.is_object()) return false;
  double start = 0;
  for (const char* name : {"start_offset", "end_offset"}) {
    const auto offset = processing.find(name);
    if (offset == processing.end()) continue;
    const double value = offset->is_string() ? seconds_of(offset->get<std::string>()) : -1;
    if (value < 0 || (std::string_view(name) == "end_offset" && value <= start)) return false;
    start = value;
  }
  return true;
}

ApiError check_content(const Json& content, const std::string& path, InputTraits* traits) {
  if (!content.is_object()) return bad_input(path);
  const std::string type = string_member(content, "type");
  if (!among(kContentTypes, type)) return bad_input(path + ".type");
  if (type == "text") {
    return content.contains("text") && content["text"].is_string() ? ApiError{}
                                                                   : bad_input(path + ".text");
  }
  traits->audio = traits->audio || type == "audio";
  traits->video = traits->video || type == "video";
  traits->document = traits->document || type == "document";
  if (string_member(content, "data").empty() && string_member(content, "uri").empty()) {
    return bad_input(path);
  }
  const auto processing = content.find("processing");
  if (processing != content.end() && !good_processing(*processing)) {
    return bad_input(path + ".processing");
  }
  return {};
}

ApiError check_result(const Json& step, const std::string& path, InputTraits* traits) {
  if (string_member(step, "call_id").empty()) return bad_input(path + ".call_id");
  const auto result = step.find("result");
  if (result == step.end()) return bad_input(path + ".result");
  traits->content_results = traits->content_results || result->is_array();
  return {};
}

class Normalizer {
 public:
  explicit Normalizer(CreateRequest* request) : request_(*request) {}

  ApiError add_step(const Json& step, const std::string& path) {
    const std::string type = string_member(step, "type");
    InputTraits& traits = request_.traits;
    if (type == "user_input") return add_user_input(step, path);
    if (type == "function_result") {
      if (const ApiError error = check_result(step, path, &traits)) return error;
    } else if (type == "thought") {
      if (is_altered_signature(string_member(step, "signature"))) {
        return api_error("invalid_request", "Invalid thought signature at '" + path + "'.");
      }
    } else if (type == "function_call") {
      if (string_member(step, "id").empty()) return bad_input(path + ".id");
      if (string_member(step, "name").empty()) return bad_input(path + ".name");
    } else if (type == "model_output" && step.contains("content") && !step["content"].is_array()) {
      return bad_input(path + ".content");
    }
    traits.call_steps =
        traits.call_steps || (type.size() > 5 && type.substr(type.size() - 5) == "_call");
    traits.ends_with_model = type != "function_result";
    request_.input.push_back(step.dump());
    return {};
  }

  // Content of one user turn. Function results may lie among it; they become steps.
  ApiError add_contents(const Json& contents, const std::string& path, const char* member) {
    Json kept = Json::array();
    for (std::size_t i = 0; i < contents.size(); ++i) {
      const std::string place =
          member == nullptr ? path + "[" + std::to_string(i) + "]" : at(path, member, i);
      const Json& content = contents[i];
      if (content.is_object() && string_member(content, "type") == "function_result") {
        if (const ApiError error = add_step(content, place)) return error;
        continue;
      }
      if (const ApiError error = check_content(content, place, &request_.traits)) return error;
      kept.push_back(content);
    }
    if (!kept.empty()) {
      request_.input.push_back(Json{{"type", "user_input"}, {"content", kept}}.dump());
    }
    request_.traits.ends_with_model = false;
    return {};
  }

 private:
  ApiError add_user_input(const Json& step, const std::string& path) {
    const auto content = step.find("content");
    if (content == step.end()) return bad_input(path + ".content");
    if (content->is_string()) {
      return add_contents(Json::array({{{"type", "text"}, {"text", *content}}}), path, "content");
    }
    if (!content->is_array() || content->empty()) return bad_input(path + ".content");
    return add_contents(*content, path, "content");
  }

  CreateRequest& request_;
};

}  // namespace

ApiError parse_input(std::string_view input_json, CreateRequest* request) {
  const Json input = Json::parse(input_json, nullptr, false);
  Normalizer normalizer(request);
  if (input.is_string()) {
    return normalizer.add_contents(Json::array({{{"type", "text"}, {"text", input}}}), "input",
                                   nullptr);
  }
  if (!input.is_object() && !input.is_array()) return bad_input("input");
  const Json items = input.is_array() ? input : Json::array({input});
  bool contents_only = true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string path = "input[" + std::to_string(i) + "]";
    if (!items[i].is_object()) return bad_input(path);
    if (items[i].contains("role") || items[i].contains("parts")) return legacy_error();
    const std::string type = string_member(items[i], "type");
    const bool is_content = among(kContentTypes, type);
    if (!is_content && !among(kStepTypes, type)) {
      if (type.empty()) return bad_input(path + ".type");
      return api_error("invalid_request",
                       "The value '" + type + "' is not supported for 'type' at '" + path + "'.");
    }
    contents_only = contents_only && is_content;
  }
  if (contents_only) return normalizer.add_contents(items, "input", nullptr);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string path = "input[" + std::to_string(i) + "]";
    const ApiError error = among(kContentTypes, string_member(items[i], "type"))
                               ? normalizer.add_contents(Json::array({items[i]}), path, nullptr)
                               : normalizer.add_step(items[i], path);
    if (error) return error;
  }
  return {};
}

}  // namespace parley::demo
