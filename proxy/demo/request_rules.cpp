// Combinations that the API refuses: wire.md 2.8.
#include <algorithm>

#include "models.h"
#include "request.h"

namespace parley::demo {
namespace {

ApiError refuse(std::string_view message) { return api_error("invalid_request", message); }

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_gemini_4(std::string_view model) { return starts_with(model, "gemini-4-"); }

ApiError check_target(const CreateRequest& request) {
  if (request.model.empty() == request.agent.empty()) {
    return refuse("Exactly one of 'model' or 'agent' must be specified.");
  }
  if (starts_with(request.model, "models/")) {
    return refuse("Invalid model '" + request.model + "': give the id without 'models/'.");
  }
  if (!request.agent.empty() && !is_known_agent(request.agent)) {
    return api_error("not_found", "Agent '" + request.agent + "' was not found.");
  }
  if (!request.model.empty() && find_model(request.model, request.version) == nullptr) {
    return api_error("model_not_found", "Model '" + request.model +
                                            "' was not found or is not supported in API version " +
                                            request.version + ".");
  }
  return {};
}

ApiError check_background(const CreateRequest& request) {
  if (!request.background) return {};
  const bool unsaid = is_gemini_4(request.model) && !request.store_given;
  if (!request.store || unsaid)
    return refuse("store=true is required for background interactions.");
  if (!request.continuation_token.empty()) {
    return refuse("'continuation_token' cannot be used with background=true.");
  }
  return {};
}

ApiError check_deep_research(const CreateRequest& request) {
  if (!is_deep_research(request.agent)) return {};
  if (!request.background) return refuse("Agents are required to use background=True.");
  if (!request.system_instruction.empty()) {
    return refuse("'system_instruction' is not supported for the " + request.agent + " agent.");
  }
  if (request.has_tool("function")) {
    return refuse("Function tools are not supported for the " + request.agent + " agent.");
  }
  if (request.json_output) {
    return refuse("Structured output is not supported for the " + request.agent + " agent.");
  }
  if (request.traits.audio) {
    return refuse("Audio input is not supported for the " + request.agent + " agent.");
  }
  return {};
}

ApiError check_antigravity(const CreateRequest& request) {
  if (!is_antigravity(request.agent)) return {};
  if (request.background && request.agent == "antigravity-preview-05-2026") {
    return refuse("Agent does not support using background=True and requires store=True.");
  }
  if (!request.store) return refuse("Agent requires store=True.");
  if (request.json_output) {
    return refuse("Structured output is not supported for the " + request.agent + " agent.");
  }
  for (const char* type : {"file_search", "computer_use", "google_maps"}) {
    if (request.has_tool(type)) {
      return refuse(std::string("Tool '") + type + "' is not supported for the " + request.agent +
                    " agent.");
    }
  }
  if (request.traits.audio || request.traits.video || request.traits.document) {
    return refuse("Only text and image input is supported for the " + request.agent + " agent.");
  }
  if (request.traits.call_steps) return refuse("Cannot specify tool calls outside of Turn items.");
  if (!request.previous_interaction_id.empty() && !request.environment_given) {
    return refuse("'environment' is required when a managed agent continues an interaction.");
  }
  return {};
}

ApiError check_configs(const CreateRequest& request) {
  if (!request.agent.empty() && !request.config_keys.empty()) {
    return refuse("'generation_config' is not supported for agents; use 'agent_config'.");
  }
  if (!request.model.empty() && request.agent_config_given) {
    return refuse("'agent_config' is not supported for models; use 'generation_config'.");
  }
  return {};
}

ApiError check_thinking(const CreateRequest& request) {
  const std::string& level = request.thinking_level;
  const bool no_minimal =
      is_gemini_4(request.model) || starts_with(request.model, "gemini-3.1-pro");
  if ((level == "minimal" && no_minimal) ||
      (level == "xhigh" && request.model != "gemini-4-hydrogen" &&
       request.model != "gemini-4-neon")) {
    return refuse("Thinking level '" + level + "' is not supported for " + request.model + ".");
  }
  return {};
}

ApiError check_generation_4(const CreateRequest& request) {
  if (!is_gemini_4(request.model)) return {};
  for (const char* key :
       {"thinking_budget", "presence_penalty", "frequency_penalty", "candidate_count"}) {
    if (request.has_config(key)) {
      return refuse(std::string("'") + key + "' is not supported for " + request.model + ".");
    }
  }
  if (request.max_output_tokens > 1'048'576) {
    return refuse("'max_output_tokens' must be at most 1048576.");
  }
  if (request.traits.ends_with_model) {
    return refuse("The input must end with a user turn or a tool result.");
  }
  return {};
}

ApiError check_results(const CreateRequest& request) {
  if (request.traits.content_results && starts_with(request.model, "gemini-2.5")) {
    return refuse("Multimodal function responses are not supported for this model.");
  }
  if (request.video_output && request.video_by_uri && !request.store) {
    return refuse("store=true is required for video delivery by URI.");
  }
  return {};
}

ApiError check_tool_choice(const CreateRequest& request) {
  if (!request.has_config("tool_choice") || request.has_tool("function")) return {};
  return refuse("Function calling config is set without function_declarations.");
}

// What the service can do and this stand-in cannot: said, not faked.
ApiError check_abilities(const CreateRequest& request) {
  const Model* model = find_model(request.model, request.version);
  const bool media =
      model != nullptr && model->kind != ModelKind::kText && model->kind != ModelKind::kImage;
  if (media || request.audio_output || request.video_output) {
    return api_error("unimplemented", "The demo makes no audio, video or music.");
  }
  return {};
}

}  // namespace

ApiError check_combinations(const CreateRequest& request) {
  for (const auto check :
       {check_target, check_configs, check_background, check_deep_research, check_antigravity,
        check_thinking, check_generation_4, check_results, check_tool_choice, check_abilities}) {
    if (ApiError error = check(request)) return error;
  }
  return {};
}

}  // namespace parley::demo
