// An answer as the script plans it: steps made of deltas. Streams, unary replies and what GET
// shows half-way are all made from this one form. JSON is kept as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley::demo {

struct Delta {
  std::string json;  // the `delta` member of step.delta
  int words = 0;     // how many words of pace pass before it
};

struct Step {
  std::string start;  // the `step` member of step.start
  std::vector<Delta> deltas;
};

struct Usage {
  long input = 0;
  std::map<std::string, long> input_media;  // part of `input`, by modality
  long output = 0;
  long output_image = 0;  // part of `output`
  long thought = 0;
  long tool_use = 0;
  std::map<std::string, long> grounding;  // uses of tools that ground an answer, by tool
};

struct Answer {
  std::vector<Step> steps;
  std::string status = "completed";
  Usage usage;
  bool has_usage = true;
  std::string continuation_token;
  std::string errors;  // JSON array, or ""
};

// --- Steps ---

// Signature last; an empty one is left out.
Step thought_step(const std::vector<std::string>& summaries, std::string_view signature);
// Text in deltas of a few whole words each, white space kept; `most_words` 1: one word each.
Step text_step(std::string_view text, std::uint64_t seed, std::size_t most_words = 3);
// Arguments, a JSON object, in `pieces` deltas.
Step function_call_step(std::string_view id, std::string_view name, std::string_view arguments,
                        int pieces);
// A server tool's call or result: {type, id or call_id, signature:""}, then one typed delta, then,
// unless `seed` is 0, its signature.
Step server_tool_step(std::string_view type, std::string_view id, std::string_view delta_members,
                      std::uint64_t seed);

Delta text_delta(std::string_view text);
Delta annotations_delta(std::string_view annotations);  // JSON array
Delta image_delta(std::string_view base64_data, std::string_view mime_type);

// --- Reading a plan ---

// The step as the resource shows it once `deltas` of its deltas are out: wire.md 4.6.
std::string assembled_step(const Step& step, std::size_t deltas);
std::string usage_json(const Usage& usage, std::string_view model);
// As tokens are usually guessed: four bytes each, at least one.
long tokens_of(std::string_view text);
// The steps' words: how long an answer takes at the human pace.
long words_of(const Answer& answer);

// A string as JSON, invalid UTF-8 replaced.
std::string json_string(std::string_view text);

}  // namespace parley::demo
