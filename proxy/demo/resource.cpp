#include "resource.h"

#include <ctime>
#include <nlohmann/json.hpp>

#include "dump.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

void add_target(const Record& record, Json* out) {
  (*out)["object"] = "interaction";
  if (!record.request.agent.empty()) {
    (*out)["agent"] = record.request.agent;
  } else {
    (*out)["model"] = record.request.model;
  }
  if (!record.environment_id.empty()) (*out)["environment_id"] = record.environment_id;
}

// Priority and flex are granted; what only the cloud platform knows is served as standard.
std::string granted_tier(const std::string& asked) {
  return asked.empty() || asked == "deferred" ? "standard" : asked;
}

void add_outcome(const Interaction& interaction, const Interaction::Snapshot& snapshot, Json* out) {
  const Record& record = interaction.record;
  const bool counted = snapshot.over && record.answer.has_usage;
  if (counted) (*out)["usage"] = Json::parse(usage_json(record.answer.usage, record.request.model));
  // A foreground run is stamped once, when it is over.
  const bool once = snapshot.over && !record.request.background;
  (*out)["created"] = rfc3339(once ? snapshot.updated : record.created);
  (*out)["updated"] = rfc3339(snapshot.updated);
  if (record.request.agent.empty()) {
    (*out)["service_tier"] = granted_tier(record.request.service_tier);
  }
}

void add_rest(const Interaction& interaction, const Interaction::Snapshot& snapshot, Json* out) {
  const Answer& answer = interaction.record.answer;
  if (!snapshot.over) return;
  if (!answer.continuation_token.empty()) (*out)["continuation_token"] = answer.continuation_token;
}

Json resource(const Interaction& interaction, const Interaction::Snapshot& snapshot,
              bool with_input) {
  const Record& record = interaction.record;
  Json out = Json::object();
  if (!record.id.empty()) out["id"] = record.id;
  out["status"] = snapshot.status;
  add_outcome(interaction, snapshot, &out);
  Json steps = Json::array();
  if (with_input) {
    for (const std::string& step : record.request.input) steps.push_back(Json::parse(step));
  }
  for (const std::string& step : interaction.steps(snapshot)) {
    steps.push_back(Json::parse(step));
  }
  if (!steps.empty() && (with_input || record.timeline.show_steps)) out["steps"] = steps;
  add_target(record, &out);
  add_rest(interaction, snapshot, &out);
  if (snapshot.over && !record.answer.errors.empty()) {
    out["errors"] = Json::parse(record.answer.errors);
  }
  return out;
}

}  // namespace

std::string rfc3339(std::int64_t unix_time) {
  const std::time_t time = unix_time;
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

std::string posted_resource(const Interaction& interaction, const Interaction::Snapshot& snapshot) {
  return dump(resource(interaction, snapshot, false));
}

std::string stored_resource(const Interaction& interaction, const Interaction::Snapshot& snapshot,
                            bool include_input) {
  Json out = resource(interaction, snapshot, true);
  const CreateRequest& request = interaction.record.request;
  if (!request.previous_interaction_id.empty()) {
    out["previous_interaction_id"] = request.previous_interaction_id;
  }
  if (include_input) {
    out["input"] = Json::array();
    for (const std::string& step : request.input) out["input"].push_back(Json::parse(step));
  }
  const Json echo = Json::parse(request.echo, nullptr, false);
  if (echo.is_object()) out.update(echo);
  return dump(out);
}

Frame stream_frame(const Interaction& interaction, const Interaction::Snapshot& snapshot) {
  const Record& record = interaction.record;
  Json created = {{"id", record.id}, {"status", "in_progress"}};
  add_target(record, &created);
  Json completed = {{"id", record.id}, {"status", snapshot.status}};
  add_outcome(interaction, snapshot, &completed);
  add_target(record, &completed);
  add_rest(interaction, snapshot, &completed);
  return {record.id, dump(created), dump(completed)};
}

}  // namespace parley::demo
