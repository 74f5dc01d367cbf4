#include "io.h"

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

template <std::size_t N>
std::string numbered(const char* const (&names)[N]) {
  std::string json = "{";
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) json += ',';
    json += '"' + std::string(names[i]) + "\":" + std::to_string(i);
  }
  return json + '}';
}

template <std::size_t N>
std::string listed(const char* const (&names)[N]) {
  std::string json = "[";
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) json += ',';
    json += '"' + std::string(names[i]) + '"';
  }
  return json + ']';
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
  return "{\"version\":\"" PARLEY_PROTOCOL "\",\"input\":" + numbered(kInputNames) +
         ",\"effect\":" + numbered(kEffectNames) + ",\"turn_state\":" + listed(kTurnStateNames) +
         ",\"turn_branch\":" + listed(kBranchNames) +
         ",\"submit_mode\":" + numbered(kSubmitModeNames) +
         ",\"open_as\":" + numbered(kOpenAsNames) + ",\"connection\":" + listed(kConnectionNames) +
         "}";
}

}  // namespace parley
