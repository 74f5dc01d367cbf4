#include "io.h"

#include <span>

namespace parley {
namespace {

constexpr const char* kInputNames[] = {
#define X(name, text) text,
    PARLEY_INPUTS(X)
#undef X
};

constexpr const char* kEffectNames[] = {
#define X(name, text) text,
    PARLEY_EFFECTS(X)
#undef X
};

using Names = std::span<const char* const>;

// ,"key":{"name":0,...} or, where nothing but the order counts, ,"key":["name",...]
void append_names(std::string* json, const char* key, Names names, bool numbered) {
  json->append(",\"").append(key).append(numbered ? "\":{" : "\":[");
  for (std::size_t i = 0; i < names.size(); ++i) {
    json->append(i > 0 ? ",\"" : "\"").append(names[i]).append("\"");
    if (numbered) json->append(":").append(std::to_string(i));
  }
  json->append(numbered ? "}" : "]");
}

}  // namespace

const char* name(InputKind kind) { return kInputNames[static_cast<std::size_t>(kind)]; }
const char* name(EffectKind kind) { return kEffectNames[static_cast<std::size_t>(kind)]; }

bool parse_input_kind(std::string_view text, InputKind* kind) {
  std::uint32_t number = 0;
  for (const char* each : kInputNames) {
    if (text == each) {
      *kind = static_cast<InputKind>(number);
      return true;
    }
    ++number;
  }
  return false;
}

std::string protocol_json() {
  std::string json = "{\"version\":\"" PARLEY_PROTOCOL "\"";
  append_names(&json, "input", kInputNames, true);
  append_names(&json, "effect", kEffectNames, true);
  append_names(&json, "turn_state", kTurnStateNames, false);
  append_names(&json, "turn_branch", kBranchNames, false);
  append_names(&json, "turn_request", kRequestStageNames, false);
  append_names(&json, "connection", kConnectionNames, false);
  append_names(&json, "submit_mode", kSubmitModeNames, true);
  append_names(&json, "open_as", kOpenAsNames, true);
  return json + '}';
}

}  // namespace parley
