#include "answer/gist.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "text/json_tree.h"

namespace parley {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMost = 120;  // bytes of what it brings

// The beginning of valid UTF-8, with a sign that there is more.
void append_beginning(std::string* line, std::string_view text) {
  if (text.size() <= kMost) {
    line->append(text);
    return;
  }
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  line->append(text.substr(0, end)).append("\xE2\x80\xA6");
}

}  // namespace

void append_gist(std::string* line, const Event& event, std::string_view data) {
  static const Json kNone;
  const Json* const held = event.json.ptr();
  const Json& holder = held == nullptr ? kNone : *held;
  std::string_view type;
  std::string_view about = event.text;
  std::string arguments;
  switch (event.kind) {
    case EventKind::kStepDelta:
      type = event.delta_type;
      break;
    case EventKind::kStepStart:
    case EventKind::kStepStop:
      type = find_string(holder, "type");
      break;
    case EventKind::kError:
      about = event.error.message;
      break;
    case EventKind::kDone:
    case EventKind::kUnknown:
    case EventKind::kUnreadable:
      about = data;
      break;
    default:
      about = find_string(holder, "status");
  }
  if (about.empty()) {
    if (const Json* const object = find_object(holder, "arguments")) {
      about = arguments = write_json(*object);
    }
  }
  if (event.index >= 0) line->append("#").append(std::to_string(event.index)).append(" ");
  if (!type.empty()) line->append(type).append(" ");
  append_beginning(line, about);
}

}  // namespace parley
