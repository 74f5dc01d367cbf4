#include "answer/legacy_schema.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "text/json_tree.h"

namespace parley {
namespace {

using Json = nlohmann::json;

// Untyped citations {source, start_index, end_index} as url_citation.
void upgrade_annotations(Json* holder) {
  Json* const annotations = find_list(holder, "annotations");
  if (annotations == nullptr) return;
  for (Json& each : *annotations) {
    if (!each.is_object() || each.contains("type")) continue;
    if (!each.contains("url") && find_member(each, "source") != nullptr) {
      make_member(&each, "url") = take_member(&each, "source");
    }
    if (each.contains("url")) make_member(&each, "type") = "url_citation";
  }
}

void upgrade_search_result(Json* holder) {
  Json* const results = find_list(holder, "result");
  if (results == nullptr) return;
  for (Json& each : *results) {
    if (!each.contains("rendered_content")) continue;
    Json rendered = take_member(&each, "rendered_content");
    if (!each.contains("search_suggestions")) {
      make_member(&each, "search_suggestions") = std::move(rendered);
    }
  }
}

bool nests_within(const Json& value, int limit) {
  if (!value.is_structured()) return true;
  if (limit == 0) return false;
  for (const Json& item : items(value)) {
    if (!nests_within(item, limit - 1)) return false;
  }
  for (const auto& [key, member] : members(value)) {
    if (!nests_within(member, limit - 1)) return false;
  }
  return true;
}

}  // namespace

void upgrade_content(Json* content) {
  upgrade_annotations(content);
  if (find_string(*content, "type") == "google_search_result") upgrade_search_result(content);
}

// A legacy content item was an entry of `outputs`; now it is a step, or stands inside one.
Json step_from_content(Json content) {
  if (!content.is_object()) return content;
  upgrade_content(&content);
  std::string type = find_string(content, "type");
  if (type.empty() && content.contains("text")) type = "text";
  if (type != "text" && type != "image" && type != "audio" && type != "video" &&
      type != "document") {
    return content;
  }
  // A bare {"type":"text"} only says what the deltas will bring.
  bool bare = true;
  for (const auto& [key, value] : members(content)) {
    if (key != "type" && !value.is_null() && value != "") bare = false;
  }
  Json step = {{"type", "model_output"}};
  if (bare) return step;
  make_member(&content, "type") = type;
  make_list(&make_member(&step, "content")).push_back(std::move(content));
  return step;
}

void upgrade_outputs(Json* interaction) {
  Json outputs = take_member(interaction, "outputs");
  if (outputs.is_null() || find_list(*interaction, "steps") != nullptr) return;
  // As steps they must still be readable.
  if (!nests_within(outputs, kMaxJsonDepth)) return;
  Json steps = Json::array();
  for (Json& content : take_items(std::move(outputs))) {
    make_list(&steps).push_back(step_from_content(std::move(content)));
  }
  make_member(interaction, "steps") = std::move(steps);
}

}  // namespace parley
