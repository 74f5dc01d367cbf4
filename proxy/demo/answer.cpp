#include "answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dump.h"
#include "encoding.h"
#include "interaction_id.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostPace = 3;  // larger deltas come at the pace of small ones, or nobody would wait

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// White space, then a word: the end of the piece that starts at `from`. A word that never ends is
// cut, at a character's edge.
std::size_t word_end(std::string_view text, std::size_t from) {
  constexpr std::size_t kLongest = 200;
  std::size_t end = from;
  while (end < text.size() && is_space(text[end])) ++end;
  while (end < text.size() && !is_space(text[end]) && end - from < kLongest) ++end;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
  return end;
}

// Appends to the last block if it is text, else opens one.
Json& text_block(Json& content) {
  if (content.empty() || content.back()["type"] != "text") {
    content.push_back({{"text", ""}, {"type", "text"}});
  }
  return content.back();
}

void apply_text(Json& step, const Json& delta) {
  text_block(step["content"])["text"].get_ref<std::string&>() += delta["text"].get<std::string>();
}

void apply(Json& step, const Json& delta, std::string* arguments) {
  const std::string type = delta.value("type", "");
  if (type == "text") {
    apply_text(step, delta);
  } else if (type == "text_annotation_delta") {
    Json& block = text_block(step["content"]);
    for (const Json& annotation : delta["annotations"]) block["annotations"].push_back(annotation);
  } else if (type == "image") {
    step["content"].push_back(delta);
  } else if (type == "thought_summary") {
    step["summary"].push_back(delta["content"]);
  } else if (type == "thought_signature") {
    if (!delta["signature"].get<std::string>().empty()) step["signature"] = delta["signature"];
  } else if (type == "arguments_delta") {
    *arguments += delta["arguments"].get<std::string>();
  } else if (step["type"] == type) {
    for (const auto& member : delta.items()) step[member.key()] = member.value();
  }
}

}  // namespace

std::string json_string(std::string_view text) { return dump(Json(text)); }

Delta text_delta(std::string_view text) {
  return {R"({"text":)" + json_string(text) + R"(,"type":"text"})", 1};
}

Delta annotations_delta(std::string_view annotations) {
  return {R"({"annotations":)" + std::string(annotations) + R"(,"type":"text_annotation_delta"})",
          0};
}

Delta image_delta(std::string_view base64_data, std::string_view mime_type) {
  return {R"({"mime_type":)" + json_string(mime_type) + R"(,"data":")" + std::string(base64_data) +
              R"(","type":"image"})",
          10};
}

Step thought_step(const std::vector<std::string>& summaries, std::string_view signature) {
  Step step{R"({"type":"thought"})", {}};
  for (const std::string& summary : summaries) {
    step.deltas.push_back({R"({"content":{"text":)" + json_string(summary) +
                               R"(,"type":"text"},"type":"thought_summary"})",
                           12});
  }
  if (!signature.empty()) {
    step.deltas.push_back(
        {R"({"signature":)" + json_string(signature) + R"(,"type":"thought_signature"})", 5});
  }
  return step;
}

Step text_step(std::string_view text, std::uint64_t seed, std::size_t most_words) {
  Step step{R"({"type":"model_output"})", {}};
  const std::string dice = scramble(seed, 251);
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t roll = static_cast<unsigned char>(dice[step.deltas.size() % dice.size()]);
    const std::size_t words = 1 + roll % most_words;
    std::size_t end = from;
    int taken = 0;
    for (std::size_t i = 0; i < words && end < text.size(); ++i, ++taken) end = word_end(text, end);
    // White space at the very end belongs to the last word.
    if (text.find_first_not_of(" \n\t\r", end) == std::string_view::npos) end = text.size();
    step.deltas.push_back(text_delta(text.substr(from, end - from)));
    step.deltas.back().words = std::min(taken, kMostPace);
    from = end;
  }
  return step;
}

Step function_call_step(std::string_view id, std::string_view name, std::string_view arguments,
                        int pieces) {
  Step step{R"({"id":)" + json_string(id) + R"(,"signature":"","type":"function_call","name":)" +
                json_string(name) + R"(,"arguments":{}})",
            {}};
  // Cut between characters: each piece is a JSON string of its own.
  const std::size_t length =
      std::max<std::size_t>(1, arguments.size() / static_cast<std::size_t>(pieces));
  std::size_t from = 0;
  for (int i = 0; i < pieces && from < arguments.size(); ++i) {
    std::size_t end =
        i + 1 == pieces ? arguments.size() : std::min(from + length, arguments.size());
    while (end < arguments.size() && (static_cast<unsigned char>(arguments[end]) & 0xc0) == 0x80) {
      ++end;
    }
    step.deltas.push_back({R"({"arguments":)" + json_string(arguments.substr(from, end - from)) +
                               R"(,"type":"arguments_delta"})",
                           2});
    from = end;
  }
  return step;
}

Step server_tool_step(std::string_view type, std::string_view id, std::string_view delta_members,
                      std::uint64_t seed) {
  const bool call = type.substr(type.size() - 5) == "_call";
  Step step{std::string(call ? R"({"id":)" : R"({"call_id":)") + json_string(id) +
                R"(,"signature":"","type":)" + json_string(type) + "}",
            {}};
  step.deltas.push_back(
      {R"({"type":)" + json_string(type) + "," + std::string(delta_members) + "}", 8});
  if (seed != 0) {
    step.deltas.push_back({R"({"signature":)" + json_string(thought_signature(seed)) +
                               R"(,"type":)" + json_string(type) + "}",
                           0});
  }
  return step;
}

std::string assembled_step(const Step& step, std::size_t deltas) {
  Json json = Json::parse(step.start, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return "{}";
  std::string arguments;
  for (std::size_t i = 0; i < deltas && i < step.deltas.size(); ++i) {
    const Json delta = Json::parse(step.deltas[i].json, nullptr, false);
    if (delta.is_object()) apply(json, delta, &arguments);
  }
  if (!arguments.empty()) {
    const Json parsed = Json::parse(arguments, nullptr, false);
    if (!parsed.is_discarded()) json["arguments"] = parsed;
  }
  if (json.contains("signature") && json["signature"] == "") json.erase("signature");
  return dump(json);
}

std::string usage_json(const Usage& usage, std::string_view model) {
  const auto modality = [](const char* name, long tokens) {
    return Json{{"modality", name}, {"tokens", tokens}};
  };
  Json json = {{"total_tokens", usage.input + usage.output + usage.thought + usage.tool_use},
               {"total_input_tokens", usage.input}};
  long text = usage.input;
  Json media = Json::array();
  for (const auto& [name, tokens] : usage.input_media) {
    media.push_back(modality(name.c_str(), tokens));
    text -= tokens;
  }
  media.insert(media.begin(), modality("text", text));
  json["input_tokens_by_modality"] = media;
  json["total_cached_tokens"] = 0;
  json["total_output_tokens"] = usage.output;
  if (usage.output_image > 0) {
    json["output_tokens_by_modality"] = {modality("text", usage.output - usage.output_image),
                                         modality("image", usage.output_image)};
  }
  json["total_tool_use_tokens"] = usage.tool_use;
  if (usage.tool_use > 0) {
    json["tool_use_tokens_by_modality"] = {modality("text", usage.tool_use)};
  }
  json["total_thought_tokens"] = usage.thought;
  for (const auto& [tool, count] : usage.grounding) {
    json["grounding_tool_count"].push_back({{"type", tool}, {"count", count}});
  }
  // An undocumented member that this one model was recorded with.
  if (model == "gemini-3-flash-preview") json["raw_prompt_token"] = usage.input + 21;
  return dump(json);
}

long tokens_of(std::string_view text) {
  return std::max(1L, static_cast<long>((text.size() + 3) / 4));
}

long words_of(const Answer& answer) {
  long words = 0;
  for (const Step& step : answer.steps) {
    for (const Delta& delta : step.deltas) words += delta.words;
  }
  return words;
}

}  // namespace parley::demo
