#include "models.h"

#include <cstdlib>
#include <iterator>
#include <nlohmann/json.hpp>

#include "encoding.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;
using K = ModelKind;

constexpr Model kModels[] = {
    {"gemini-3.8-flash", "Gemini 3.8 Flash", "Fast all-round model", K::kText, false},
    {"gemini-4-argon", "Gemini 4 Argon", "Strong all-round model", K::kText, false},
    {"gemini-4-carbon", "Gemini 4 Carbon", "Small model of the fourth generation", K::kText, false},
    {"gemini-4-neon", "Gemini 4 Neon", "Reasoning model, paid tier only", K::kText, false},
    {"gemini-4-hydrogen", "Gemini 4 Hydrogen", "Light model of the fourth generation", K::kText,
     false},
    {"gemini-3.7-flash", "Gemini 3.7 Flash", "Deprecated in October 2026", K::kText, false},
    {"gemini-3.6-flash", "Gemini 3.6 Flash", "Fast all-round model", K::kText, false},
    {"gemini-3.5-flash", "Gemini 3.5 Flash", "Fast all-round model", K::kText, false},
    {"gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", "Cheapest of its generation", K::kText,
     false},
    {"gemini-3.1-pro-preview", "Gemini 3.1 Pro Preview", "Reasoning model", K::kText, false},
    {"gemini-3.1-pro-preview-customtools", "Gemini 3.1 Pro Preview Custom Tools",
     "Reasoning model tuned for own tools", K::kText, false},
    {"gemini-3.1-flash-lite", "Gemini 3.1 Flash-Lite", "Cheapest of its generation", K::kText,
     false},
    {"gemini-3-flash-preview", "Gemini 3 Flash Preview", "Fast all-round model", K::kText, false},
    {"gemini-2.5-pro", "Gemini 2.5 Pro", "Limited access", K::kText, false},
    {"gemini-2.5-flash", "Gemini 2.5 Flash", "Limited access", K::kText, false},
    {"gemini-2.5-flash-lite", "Gemini 2.5 Flash-Lite", "Limited access", K::kText, false},
    {"gemini-pro-latest", "Gemini Pro Latest", "Alias", K::kText, true},
    {"gemini-flash-latest", "Gemini Flash Latest", "Alias", K::kText, true},
    {"gemini-flash-lite-latest", "Gemini Flash-Lite Latest", "Alias", K::kText, true},
    {"gemma-4-26b-a4b-it", "Gemma 4 26B A4B", "Open model", K::kText, false},
    {"gemma-4-31b-it", "Gemma 4 31B", "Open model", K::kText, false},
    {"gemini-robotics-er-2-preview", "Gemini Robotics-ER 2 Preview", "Embodied reasoning", K::kText,
     false},
    {"gemini-robotics-er-1.6-preview", "Gemini Robotics-ER 1.6 Preview", "Embodied reasoning",
     K::kText, false},
    {"gemini-nano-banana-2.1", "Nano Banana 2.1", "Text and images", K::kImage, false},
    {"gemini-3-pro-image", "Gemini 3 Pro Image", "Text and images", K::kImage, false},
    {"gemini-3.1-flash-image", "Gemini 3.1 Flash Image", "Text and images", K::kImage, false},
    {"gemini-3.1-flash-lite-image", "Gemini 3.1 Flash-Lite Image", "Text and images", K::kImage,
     false},
    {"gemini-2.5-flash-image", "Gemini 2.5 Flash Image", "Text and images", K::kImage, false},
    {"nano-banana-pro-preview", "Nano Banana Pro Preview", "Text and images", K::kImage, false},
    {"gemini-3.8-flash-tts", "Gemini 3.8 Flash TTS", "Speech", K::kSpeech, true},
    {"gemini-3.8-flash-lite-tts", "Gemini 3.8 Flash-Lite TTS", "Speech", K::kSpeech, true},
    {"gemini-3.1-flash-tts-preview", "Gemini 3.1 Flash TTS Preview", "Speech", K::kSpeech, true},
    {"gemini-3.5-transcribe", "Gemini 3.5 Transcribe", "Transcription", K::kSpeech, false},
    {"gemini-omni-1.2-flash", "Gemini Omni 1.2 Flash", "Video", K::kVideo, false},
    {"gemini-omni-1.1-flash", "Gemini Omni 1.1 Flash", "Video", K::kVideo, false},
    {"gemini-omni-flash-preview", "Gemini Omni Flash Preview", "Video", K::kVideo, false},
    {"lyria-3.5", "Lyria 3.5", "Music", K::kMusic, false},
    {"lyria-3-pro-preview", "Lyria 3 Pro Preview", "Music", K::kMusic, false},
    {"lyria-3-clip-preview", "Lyria 3 Clip Preview", "Music", K::kMusic, false},
};

constexpr const char* kDeepResearch[] = {"deep-research-preview-04-2026",
                                         "deep-research-max-preview-04-2026",
                                         "deep-research-pro-preview-12-2025"};
constexpr const char* kAntigravity[] = {"antigravity-preview-09-2026",
                                        "antigravity-preview-05-2026"};

bool listed(const Model& model, std::string_view version) {
  return version != "v1" || !model.beta_only;
}

// Camel case, unlike everything about interactions.
Json to_json(const Model& model) {
  return {{"name", std::string("models/") + model.id},
          {"version", "001"},
          {"displayName", model.display_name},
          {"description", model.description},
          {"inputTokenLimit", 1048576},
          {"outputTokenLimit", 65536},
          {"supportedGenerationMethods", {"generateContent", "countTokens"}},
          {"temperature", 1},
          {"topP", 0.95},
          {"topK", 64},
          {"maxTemperature", 2},
          {"thinking", model.kind == K::kText}};
}

}  // namespace

const Model* find_model(std::string_view id, std::string_view version) {
  for (const Model& model : kModels) {
    if (model.id == id && listed(model, version)) return &model;
  }
  return nullptr;
}

bool is_deep_research(std::string_view agent) {
  for (const char* known : kDeepResearch) {
    if (known == agent) return true;
  }
  return false;
}

bool is_antigravity(std::string_view agent) {
  for (const char* known : kAntigravity) {
    if (known == agent) return true;
  }
  return false;
}

bool is_known_agent(std::string_view agent) {
  return is_deep_research(agent) || is_antigravity(agent);
}

std::string model_list_json(std::string_view version, std::string_view page_size,
                            std::string_view page_token) {
  constexpr long kDefaultPage = 50;
  constexpr long kLargestPage = 1000;
  long size = std::strtol(std::string(page_size).c_str(), nullptr, 10);
  if (size <= 0) size = kDefaultPage;
  if (size > kLargestPage) size = kLargestPage;
  std::string start;
  if (!decode_base64url(page_token, &start)) return "";
  Json models = Json::array();
  std::string next;
  bool started = start.empty();
  for (const Model& model : kModels) {
    if (!listed(model, version)) continue;
    started = started || model.id == start;
    if (!started) continue;
    if (static_cast<long>(models.size()) == size) {
      next = base64url(model.id);
      break;
    }
    models.push_back(to_json(model));
  }
  if (!started) return "";
  Json body = {{"models", models}};
  if (!next.empty()) body["nextPageToken"] = next;
  return body.dump();
}

std::string model_json(std::string_view id, std::string_view version) {
  const Model* model = find_model(id, version);
  return model == nullptr ? "" : to_json(*model).dump();
}

}  // namespace parley::demo
