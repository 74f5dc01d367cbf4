#include "timeline.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "interaction_id.h"
#include "json_members.h"
#include "legacy.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Beat::Kind;

std::string type_of_step(const Step& step) {
  return string_member(Json::parse(step.start, nullptr, false), "type");
}

std::string id_of(const Timeline& timeline, const Answer& answer, std::size_t position) {
  const Beat& beat = timeline.beats[position];
  if (beat.kind == Kind::kDelta) {
    const std::string kind = type_of_step(answer.steps[static_cast<std::size_t>(beat.step)]);
    return event_id(beat.step, kind, position);
  }
  if (beat.kind == Kind::kCompleted) return event_id(0, "interaction", position);
  return "";
}

std::string without_type(const std::string& json) {
  Json delta = Json::parse(json, nullptr, false);
  if (delta.is_object()) delta.erase("type");
  return delta.dump();
}

std::string started(const Step& step, const Framing& framing) {
  return framing.start_content ? assembled_step(step, 1) : step.start;
}

std::string event_json(const Timeline& timeline, const Answer& answer, std::size_t position,
                       const Frame& frame) {
  const Beat& beat = timeline.beats[position];
  const std::string index = std::to_string(beat.step);
  const std::string id = timeline.framing.event_ids ? id_of(timeline, answer, position) : "";
  const std::string tail = id.empty() ? "}" : R"(,"event_id":")" + id + "\"}";
  const Step* step = beat.step < 0 ? nullptr : &answer.steps[static_cast<std::size_t>(beat.step)];
  switch (beat.kind) {
    case Kind::kCreated:
      return R"({"interaction":)" + frame.created + R"(,"event_type":"interaction.created")" + tail;
    case Kind::kStatus:
      return R"({"interaction_id":)" + json_string(frame.id) +
             R"(,"status":"in_progress","event_type":"interaction.status_update")" + tail;
    case Kind::kStart:
      return R"({"index":)" + index + R"(,"step":)" + started(*step, timeline.framing) +
             R"(,"event_type":"step.start")" + tail;
    case Kind::kDelta: {
      const std::string& delta = step->deltas[static_cast<std::size_t>(beat.delta)].json;
      return R"({"index":)" + index + R"(,"delta":)" +
             (timeline.framing.types ? delta : without_type(delta)) +
             R"(,"event_type":"step.delta")" + tail;
    }
    case Kind::kStop:
      return R"({"index":)" + index + R"(,"event_type":"step.stop")" + tail;
    case Kind::kCompleted:
      return R"({"interaction":)" + frame.completed + R"(,"event_type":"interaction.completed")" +
             tail;
    default:
      return beat.text;
  }
}

}  // namespace

std::string sse_frame(std::string_view json, const Framing& framing) {
  // Every event's type is its last member but event_id; our own JSON is never in doubt.
  constexpr std::string_view kMember = R"("event_type":")";
  const std::size_t at = json.rfind(kMember);
  const std::string_view name =
      at == std::string_view::npos
          ? std::string_view("unknown")
          : json.substr(at + kMember.size(),
                        json.find('"', at + kMember.size()) - at - kMember.size());
  std::string out = "event: " + std::string(name) + framing.line_end;
  if (framing.multi_line) {
    const std::string pretty = Json::parse(json, nullptr, false).dump(1);
    std::size_t from = 0;
    while (from <= pretty.size()) {
      const std::size_t end = std::min(pretty.find('\n', from), pretty.size());
      out += "data: " + pretty.substr(from, end - from) + framing.line_end;
      from = end + 1;
    }
  } else {
    out.append("data: ").append(json).append(framing.line_end);
  }
  return out + framing.line_end;
}

std::string render(const Timeline& timeline, const Answer& answer, std::size_t position,
                   const Frame& frame) {
  const Beat& beat = timeline.beats[position];
  const Framing& framing = timeline.framing;
  std::string out;
  if (position == 0 && framing.byte_order_mark) out += "\xef\xbb\xbf";
  if (framing.comments) {
    out += ": beat " + std::to_string(position) + framing.line_end;
    if (position % 5 == 1) out += ":" + framing.line_end + framing.line_end;
    if (position == 2) out += "retry: 3000" + framing.line_end + framing.line_end;
    if (position == 3) out += "id: 3" + framing.line_end;
  }
  switch (beat.kind) {
    case Kind::kBreak:
    case Kind::kEndEarly:
    case Kind::kGate:
      return "";
    case Kind::kRaw:
      return out + beat.text;
    case Kind::kDone:
      return out + "event: done" + framing.line_end + "data: [DONE]" + framing.line_end +
             framing.line_end;
    default:
      break;
  }
  if (framing.start_content && beat.kind == Kind::kDelta && beat.delta == 0) return "";
  std::string json = event_json(timeline, answer, position, frame);
  if (framing.legacy) json = legacy_event(json, answer);
  return json.empty() ? "" : out + sse_frame(json, framing);
}

std::size_t position_after(const Timeline& timeline, const Answer& answer,
                           std::string_view wanted) {
  for (std::size_t i = 0; i < timeline.beats.size(); ++i) {
    if (id_of(timeline, answer, i) == wanted) return i + 1;
  }
  return timeline.beats.size() + 1;
}

std::vector<std::size_t> progress(const Timeline& timeline, std::size_t beats) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < beats && i < timeline.beats.size(); ++i) {
    const Beat& beat = timeline.beats[i];
    if (beat.kind == Kind::kStart) {
      out.resize(std::max(out.size(), static_cast<std::size_t>(beat.step) + 1));
    } else if (beat.kind == Kind::kDelta) {
      ++out[static_cast<std::size_t>(beat.step)];
    }
  }
  return out;
}

}  // namespace parley::demo
