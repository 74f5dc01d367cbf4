// Steps and deltas of any shape, in both schemas: they break nothing, what comes of them loads as
// itself, and it can be sent again as history. The bytes choose shapes for the members that are
// known, so that odd ones are met at once; where a text does, they are the text.
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "answer/event_decoder.h"
#include "answer/interaction.h"
#include "choices.h"
#include "text/json_text.h"
#include "text/utf8.h"
#include "turns/request_encoder.h"

namespace {

using parley::Choices;
using parley::require;

constexpr const char* kTypes[] = {"text",
                                  "model_output",
                                  "thought",
                                  "thought_summary",
                                  "thought_signature",
                                  "text_annotation_delta",
                                  "text_annotation",
                                  "arguments_delta",
                                  "audio",
                                  "image",
                                  "document",
                                  "function_call",
                                  "function_result",
                                  "mcp_server_tool_call",
                                  "code_execution_result",
                                  "google_search_result",
                                  "user_input",
                                  "dream",
                                  ""};

constexpr const char* kMembers[] = {"type",
                                    "content",
                                    "text",
                                    "annotations",
                                    "arguments",
                                    "partial_arguments",
                                    "summary",
                                    "signature",
                                    "data",
                                    "mime_type",
                                    "uri",
                                    "result",
                                    "id",
                                    "call_id",
                                    "name",
                                    "source",
                                    "url",
                                    "rendered_content",
                                    "search_suggestions",
                                    "status",
                                    "steps",
                                    "outputs",
                                    "role",
                                    "event_id",
                                    "continuation_token",
                                    "index",
                                    "usage",
                                    "x"};

constexpr const char* kAtoms[] = {"null",
                                  "true",
                                  "false",
                                  "0",
                                  "-1",
                                  "7",
                                  "4294967294",
                                  "18446744073709551615",
                                  "9007199254740993",
                                  "0.5",
                                  "1e308",
                                  "1e999",
                                  "-0.0",
                                  R"("")",
                                  R"("x")",
                                  R"("AAAA")",
                                  R"("AA==")",
                                  R"("audio/mp3")",
                                  R"("image/png")",
                                  R"("{\"a\":1}")",
                                  R"("{\"a\"")",
                                  R"("\ud800")",
                                  R"("completed")",
                                  R"("requires_action")",
                                  "[]",
                                  "{}"};

constexpr const char* kEventTypes[] = {"step.delta",
                                       "step.start",
                                       "step.stop",
                                       "content.delta",
                                       "content.start",
                                       "content.stop",
                                       "interaction.created",
                                       "interaction.status_update",
                                       "interaction.complete",
                                       "interaction.completed",
                                       "error",
                                       "interaction.requires_action",
                                       "unknown"};

class Writer {
 public:
  explicit Writer(Choices* choices) : choices_(*choices) {}

  std::string value(int depth) {
    const std::size_t kind = choices_.below(depth > 0 ? 8 : 4);
    if (kind < 2) return choices_.of(kAtoms);
    if (kind == 2) return quoted(choices_.of(kTypes));
    if (kind == 3) return quoted(choices_.bytes(30));
    if (kind == 4) return nested(value(depth - 1));
    if (kind == 5) return list(depth - 1);
    return object(depth - 1);
  }

  std::string list(int depth) {
    std::string json = "[";
    for (std::size_t i = choices_.below(4); i > 0; --i) {
      if (json.size() > 1) json += ',';
      json += value(depth);
    }
    return json + ']';
  }

  // Mostly with a type, since without one little happens.
  std::string object(int depth) {
    std::string json = "{";
    if (choices_.below(4) != 0) json += R"("type":)" + quoted(choices_.of(kTypes));
    for (std::size_t i = choices_.below(4); i > 0; --i) {
      if (json.size() > 1) json += ',';
      json += quoted(choices_.of(kMembers)) + ':';
      json += value(depth);
    }
    return json + '}';
  }

  static std::string quoted(std::string_view text) {
    std::string json;
    parley::append_json_string(&json, parley::decode_utf8(std::string(text)));
    return json;
  }

 private:
  // As deep as is read, about: lists in lists around it.
  std::string nested(std::string inner) {
    constexpr std::size_t kLevels[] = {1, 2, 3, 110, 120, 122, 123, 124, 125, 126, 127, 128};
    const std::size_t levels = choices_.of(kLevels);
    return std::string(levels, '[') + std::move(inner) + std::string(levels, ']');
  }

  Choices& choices_;
};

constexpr int kDepth = 4;

parley::SseMessage message(Choices* choices) {
  Writer writer(choices);
  const std::string_view type = choices->of(kEventTypes);
  std::string data = R"({"event_type":)" + Writer::quoted(type);
  const std::size_t index = choices->below(5);
  if (index != 0) data += R"(,"index":)" + std::to_string(index - 1);
  if (choices->below(4) == 3) data += R"(,"event_id":"e)" + std::to_string(index) + '"';
  const char* const about = type.find("delta") != type.npos     ? "delta"
                            : type == "step.start"              ? "step"
                            : type == "content.start"           ? "content"
                            : type.rfind("interaction", 0) == 0 ? "interaction"
                                                                : "error";
  data += ',' + Writer::quoted(about) + ':';
  data += choices->below(8) == 7 ? writer.value(kDepth) : writer.object(kDepth);
  if (choices->below(8) == 7) {
    data += ',' + Writer::quoted(choices->of(kMembers)) + ':';
    data += writer.value(kDepth);
  }
  parley::SseMessage out;
  out.type = "message";
  out.data = data + '}';
  return out;
}

void check(const parley::Interaction& interaction) {
  const std::string json = interaction.json();
  require(parley::valid_utf8_prefix(json) == json.size());
  parley::Interaction again;
  require(again.load(json));
  require(again.json() == json);
  require(again.step_count() == interaction.step_count());
  require(again.output_text() == interaction.output_text());
  require(again.pending_calls_json() == interaction.pending_calls_json());

  parley::RequestParts parts;
  parts.settings = R"({"model":"m","store":false})";
  parts.message = "next";
  parts.history = {parley::user_input_json("first", ""), interaction.steps_json()};
  require(!parley::encode_request(parts).empty());
}

// What the page gives: settings, results of functions.
void encode(Choices* choices) {
  Writer writer(choices);
  const std::string settings = writer.value(kDepth);
  const std::string results = writer.list(kDepth);
  const parley::SettingsFacts facts = parley::read_settings(settings);
  const std::string input = parley::message_input_json(settings, "a");
  parley::RequestParts parts;
  parts.settings = settings;
  parts.message = "a";
  for (const std::string& each : {input, results}) {
    parts.input_json = each;
    const std::string body = parley::encode_request(parts);
    require(body.empty() || facts.valid);
    parts.history = {parley::user_input_json("a", each)};
    require(parts.history[0] != "" && parts.history[0][0] == '[');
    parley::encode_request(parts);
    parts.history.clear();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kMostEvents = 60;
  Choices choices(data, size);
  if (choices.below(8) == 7) {
    encode(&choices);
    return 0;
  }
  parley::Interaction interaction;
  if (choices.below(8) == 7) {
    std::ignore = interaction.load(Writer(&choices).object(kDepth));
  }
  std::vector<parley::Change> changes;
  for (int i = 0; i < kMostEvents && !choices.over(); ++i) {
    interaction.apply(parley::decode_event(message(&choices)), &changes);
  }
  check(interaction);
  return 0;
}
