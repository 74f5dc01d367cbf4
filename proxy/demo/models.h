// The models and agents that the demo pretends to have: wire.md 6.4 and 6.7.
#pragma once

#include <string>
#include <string_view>

namespace parley::demo {

enum class ModelKind { kText, kImage, kSpeech, kVideo, kMusic };

struct Model {
  const char* id;
  const char* display_name;
  const char* description;
  ModelKind kind;
  bool beta_only;  // not under /v1
};

// nullptr when there is none of that id in that version ("v1" or "v1beta").
const Model* find_model(std::string_view id, std::string_view version);

bool is_deep_research(std::string_view agent);
bool is_antigravity(std::string_view agent);
bool is_known_agent(std::string_view agent);

// Bodies of GET models and GET models/{id}. An empty string: unknown id, or a page token that
// this list never gave out.
std::string model_list_json(std::string_view version, std::string_view page_size,
                            std::string_view page_token);
std::string model_json(std::string_view id, std::string_view version);

}  // namespace parley::demo
