#include "answer/event_ids.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace parley {
namespace {

using Json = nlohmann::json;

// FNV-1a, of numbers as a whole.
std::uint64_t fingerprint(const Event& event) {
  std::uint64_t hash = 14695981039346656037u;
  const auto add = [&hash](std::uint64_t value) { hash = (hash ^ value) * 1099511628211u; };
  for (const std::string* text :
       {&event.event_id, &event.type, &event.delta_type, &event.text, &event.error.message}) {
    for (const char c : *text) add(static_cast<unsigned char>(c));
    add(0xff);
  }
  add(static_cast<std::uint64_t>(event.index));
  if (const Json* const tree = event.json.ptr()) add(std::hash<Json>()(*tree));
  return hash;
}

}  // namespace

bool EventIds::add(const Event& event, std::uint32_t step) {
  if (event.event_id.empty()) return true;
  std::uint32_t place = 0;
  if (event.kind == EventKind::kStepDelta) {
    const bool says = event.index >= 0 && event.index <= kMaxIndex;
    place = (says ? static_cast<std::uint32_t>(event.index) : step) + 1;
  }
  return seen_.emplace(place, fingerprint(event)).second;
}

void EventIds::forget_deltas(std::uint32_t step) {
  seen_.erase(seen_.lower_bound({step + 1, 0}), seen_.lower_bound({step + 2, 0}));
}

}  // namespace parley
