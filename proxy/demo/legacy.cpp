#include "legacy.h"

#include <nlohmann/json.hpp>

#include "dump.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

std::string type_of(const Json& step) {
  const auto type = step.find("type");
  return type == step.end() || !type->is_string() ? "" : type->get<std::string>();
}

Json legacy_start(const Json& event) {
  const Json& step = event["step"];
  const std::string type = type_of(step);
  Json content = step;
  if (type == "model_output") content = {{"type", "text"}};
  if (type == "function_call") content = {{"id", step["id"]}, {"type", type}};
  return {{"index", event["index"]}, {"content", content}, {"event_type", "content.start"}};
}

// Calls came whole, in one delta.
Json legacy_delta(const Json& event, const Answer& answer) {
  Json delta = event["delta"];
  const std::string type = type_of(delta);
  if (type == "arguments_delta") {
    const Step& step = answer.steps[event["index"].get<std::size_t>()];
    delta = Json::parse(assembled_step(step, step.deltas.size()));
  } else if (type == "text_annotation_delta") {
    delta["type"] = "text_annotation";
  }
  return {{"index", event["index"]}, {"delta", delta}, {"event_type", "content.delta"}};
}

}  // namespace

std::string legacy_event(std::string_view text, const Answer& answer) {
  Json event = Json::parse(text, nullptr, false);
  if (!event.is_object()) return std::string(text);
  const std::string type = event.value("event_type", "");
  if (type == "step.start") {
    event = legacy_start(event);
  } else if (type == "step.delta") {
    const Step& step = answer.steps[event["index"].get<std::size_t>()];
    const bool part = type_of(event["delta"]) == "arguments_delta" &&
                      step.deltas.front().json != event["delta"].dump();
    if (part) return "";
    event = legacy_delta(event, answer);
  } else if (type == "step.stop") {
    event["event_type"] = "content.stop";
  } else if (type == "interaction.created") {
    event["event_type"] = "interaction.start";
  } else if (type == "interaction.completed") {
    event["event_type"] = "interaction.complete";
    event["interaction"]["role"] = "model";
  }
  return dump(event);
}

}  // namespace parley::demo
