// The body of POST interactions: checked as the API checks it (wire.md 2), and brought into one
// form. JSON is kept as text so that only the sources know the JSON library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api_error.h"

namespace parley::demo {

struct Tool {
  std::string type;
  std::string name;        // functions only
  std::string parameters;  // functions only: JSON Schema as text, or ""
};

enum class ToolChoice { kAuto, kAny, kNone };

// What the rules of wire.md 2.8 need to know about an input.
struct InputTraits {
  bool audio = false;
  bool video = false;
  bool document = false;
  bool call_steps = false;       // calls that the client sends back
  bool content_results = false;  // a function result made of content blocks
  bool ends_with_model = false;  // the last step is the model's
};

struct CreateRequest {
  std::string version;  // "v1" or "v1beta"
  std::string model;
  std::string agent;
  std::vector<std::string> input;  // steps, each a JSON object
  InputTraits traits;
  std::string previous_interaction_id;
  std::string continuation_token;
  std::string system_instruction;
  std::string service_tier;
  bool store = true;
  bool store_given = false;
  bool stream = false;
  bool background = false;

  std::vector<Tool> tools;
  ToolChoice tool_choice = ToolChoice::kAuto;
  std::vector<std::string> allowed_tools;  // empty: all

  std::vector<std::string> config_keys;  // the members of generation_config that were sent
  bool summaries = false;
  std::string thinking_level;
  long max_output_tokens = 0;  // 0: not given
  std::vector<std::string> stop_sequences;

  bool json_output = false;
  std::string schema;  // of JSON output, as text, or ""
  bool image_output = false;
  bool audio_output = false;
  bool video_output = false;
  bool video_by_uri = false;
  std::string aspect_ratio;

  bool agent_config_given = false;
  bool collaborative_planning = false;
  bool environment_given = false;
  std::string environment_id;  // a sandbox used before, or ""

  std::string echo;  // JSON object of what GET repeats: tools, system_instruction ...

  bool has_tool(std::string_view type) const;
  bool has_config(std::string_view key) const;
};

// Parses and checks everything that can be decided without looking at stored interactions.
ApiError parse_create_request(std::string_view body, std::string_view version,
                              CreateRequest* request);

// Parts of the above, in sources of their own. All take JSON that has been parsed before.
ApiError parse_input(std::string_view input_json, CreateRequest* request);
ApiError parse_tools(std::string_view tools_json, CreateRequest* request);
ApiError parse_generation_config(std::string_view config_json, CreateRequest* request);
ApiError parse_formats(std::string_view body_json, CreateRequest* request);
ApiError check_combinations(const CreateRequest& request);

}  // namespace parley::demo
