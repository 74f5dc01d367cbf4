#include "archive/import.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "archive/feeder.h"
#include "archive/lines.h"
#include "text/json_text.h"
#include "text/json_tree.h"
#include "text/utf8.h"
#include "turns/journal.h"
#include "turns/session.h"

namespace parley {
namespace {

using Json = nlohmann::json;
using Kind = Problem::Kind;

constexpr double kEventMs = 50;  // between events of a file without times

void take_head(const Json& head, Imported* out) {
  out->title = find_string(head, "title");
  const Json* const version = find_member(head, "version");
  if (find_count(head, "version") == kFormatVersion && version->is_number()) return;
  out->complain(Kind::kVersion, 1, version == nullptr ? "" : write_json(*version));
}

// --- The conversation itself

void read_conversation(Lines lines, Imported* out) {
  Session session;
  for (std::string_view line; lines.next(&line);) {
    const Json json = read_json<Json>(line);
    const std::string* const entry = as_string(json);
    Input input;
    if (entry == nullptr || !decode_entry(*entry, &input)) {
      out->complain(Kind::kBadLine, lines.number());
    } else if (out->has_room(lines.number(), input.kind == InputKind::kSubmit)) {
      out->entries.push_back(*entry);
      for (const Effect& effect :
           session.step({.kind = InputKind::kJournalEntry, .text = *entry})) {
        out->note(effect);
      }
    }
  }
}

// --- Recordings of this program

// The kind of an input that a journal may have.
bool read_kind(const std::string& name, InputKind* kind) {
  if (!parse_input_kind(name, kind)) return false;
  return *kind != InputKind::kJournalEntry && *kind != InputKind::kHttpChunk &&
         *kind != InputKind::kKept && *kind != InputKind::kRoom;
}

// A number of an input; false where it is none.
template <typename Number>
bool read_number(const Json* json, double most, Number* out) {
  double value = -1;
  if (json == nullptr) return false;
  if (const auto* integer = json->get_ptr<const Json::number_integer_t*>()) {
    value = static_cast<double>(*integer);
  } else if (const auto* number = json->get_ptr<const Json::number_float_t*>()) {
    value = *number;
  }
  if (!(value >= 0 && value <= most)) return false;
  *out = static_cast<Number>(value);
  return true;
}

constexpr double kMostWord = 4294967295;

// An input whose parts are known by name. *text is what its text points into.
bool read_line(const Json& object, Input* input, std::string* text) {
  if (!read_kind(find_string(object, "input"), &input->kind)) return false;
  if (!read_number(find_member(object, "time"), kLatestTime, &input->time)) return false;
  if (!read_number(find_member(object, "id"), kMostWord, &input->id)) return false;
  if (input->kind == InputKind::kMessage) {
    const Json* const type = find_member(object, "type");
    const Json* const data = find_member(object, "data");
    std::uint64_t offset = 0;
    if (type == nullptr || data == nullptr || !type->is_string() || !data->is_string()) {
      return false;
    }
    if (!read_number(find_member(object, "offset"), kLatestTime, &offset)) return false;
    const std::string* const words[] = {as_string(*type), &find_string(object, "last_id"),
                                        as_string(*data)};
    // A line end in one of the first two would be taken for what stands between them.
    for (const std::string* const each : {words[0], words[1]}) {
      if (each->find('\n') != each->npos) return false;
    }
    *text = std::to_string(offset) + ' ' + *words[0] + '\n' + *words[1] + '\n' + *words[2];
  } else {
    const Json* const said = find_member(object, "text");
    if (said == nullptr || !said->is_string()) return false;
    const Json* const arg = find_member(object, "arg");
    if (arg != nullptr && !read_number(arg, kMostWord, &input->arg)) return false;
    *text = *as_string(*said);
  }
  input->text = *text;
  return true;
}

void read_json_lines(Lines lines, Imported* out) {
  Feeder feeder(out);
  for (std::string_view line; lines.next(&line);) {
    if (line.empty()) continue;
    const Json json = read_json<Json>(line);
    if (find_member(json, "request") != nullptr) continue;  // told for people
    Input input;
    std::string text;
    if (read_line(json, &input, &text)) {
      feeder.feed(input, lines.number());
    } else {
      out->complain(Kind::kBadLine, lines.number());
    }
  }
  feeder.end(true);
}

// [time, kind, id, arg, text]; of an event the first three.
bool read_comment(std::string_view line, Input* input, std::string* text) {
  const Json json = read_json<Json>(line);
  const auto& parts = items(json);
  if (parts.size() < 3) return false;
  const std::string* const kind = as_string(parts[1]);
  if (kind == nullptr || !read_kind(*kind, &input->kind)) return false;
  if (!read_number(&parts[0], kLatestTime, &input->time)) return false;
  if (!read_number(&parts[2], kMostWord, &input->id)) return false;
  if (parts.size() > 3 && !read_number(&parts[3], kMostWord, &input->arg)) return false;
  if (parts.size() > 4) {
    const std::string* const said = as_string(parts[4]);
    if (said == nullptr) return false;
    *text = *said;
  }
  input->text = *text;
  return true;
}

void read_event_stream(Lines lines, Imported* out) {
  Feeder feeder(out);
  Input frame{.kind = InputKind::kHttpChunk, .text = {}};  // with the time of the comment before
  std::string bytes;
  std::size_t begin = 0;
  const auto give = [&] {
    if (bytes.empty()) return;
    bytes += '\n';
    frame.text = bytes;
    feeder.feed(frame, begin);
    bytes.clear();
  };
  for (std::string_view line; lines.next(&line);) {
    if (line.empty()) {
      give();
    } else if (line.starts_with(": [")) {
      Input input;
      std::string text;
      if (!read_comment(line.substr(2), &input, &text)) {
        out->complain(Kind::kBadLine, lines.number());
      } else if (input.kind == InputKind::kMessage) {
        frame.time = input.time;
        frame.id = input.id;
      } else {
        feeder.feed(input, lines.number());
      }
    } else if (line.front() != ':') {
      if (!is_stream_field(line)) out->complain(Kind::kBadLine, lines.number());
      if (bytes.empty()) begin = lines.number();
      bytes.append(line) += '\n';
    }
  }
  give();
  feeder.end(true);
}

// --- Recordings of anyone

// The status with which an answer that is no stream came, as its body says.
std::uint32_t status_of(const Json& answer) {
  const Json* const one = answer.is_array() && !answer.empty() ? &items(answer).front() : &answer;
  const Json* const error = find_member(*one, "error");
  if (error == nullptr) return 200;
  const std::int64_t code = find_count(*error, "code");
  return code > 0 && code < 1000 ? static_cast<std::uint32_t>(code) : 400;
}

// The first model that it names, or "".
std::string_view model_of(std::string_view text) {
  constexpr std::string_view kName = "\"model\"";
  constexpr std::string_view kSpace = " \t\r\n";
  for (std::size_t at = text.find(kName); at != text.npos; at = text.find(kName, at)) {
    at += kName.size();
    std::size_t next = std::min(text.size(), text.find_first_not_of(kSpace, at));
    if (text.substr(next, 1) != ":") continue;
    next = std::min(text.size(), text.find_first_not_of(kSpace, next + 1));
    if (text.substr(next, 1) != "\"") continue;
    const std::size_t end = text.find_first_of("\"\\\n", next + 1);
    if (end != text.npos && text[end] == '"') return text.substr(next + 1, end - next - 1);
  }
  return {};
}

// A stream, or an answer that was none: one turn.
void read_foreign(std::string_view name, std::string_view text, double time, Imported* out) {
  out->title = name;
  Feeder feeder(out);
  double now = std::min(std::max(0.0, std::floor(time)), kLatestTime);
  const auto feed = [&](Input input, std::size_t line) {
    input.time = now;
    feeder.feed(input, line);
  };
  std::string settings = "{";
  if (const std::string_view model = model_of(text); !model.empty()) {
    settings += "\"model\":";
    append_json_string(&settings, model);
  }
  settings += '}';
  feed({.kind = InputKind::kSettings, .text = settings}, 1);
  feed({.kind = InputKind::kSubmit, .text = name}, 1);
  const Json answer = read_json<Json>(text);
  const bool stream = answer.is_discarded();
  const std::uint32_t status = stream ? 200 : status_of(answer);
  feed({.kind = InputKind::kHttpHead,
        .id = 1,
        .arg = status,
        .text = stream ? "text/event-stream" : "application/json"},
       1);
  std::size_t line = 1;
  if (stream) {
    Frames frames(text);
    for (std::string_view frame; frames.next(&frame);) {
      for (const std::size_t each : frames.odd_lines()) out->complain(Kind::kBadLine, each);
      now = std::min(now + kEventMs, kLatestTime);
      line = frames.line();
      feed({.kind = InputKind::kHttpChunk, .id = 1, .text = frame}, line);
    }
    // What stands there is taken, whether or not a line end follows it.
    if (!text.empty()) feed({.kind = InputKind::kHttpChunk, .id = 1, .text = "\n\n"}, line);
  } else {
    now = std::min(now + kEventMs, kLatestTime);
    feed({.kind = InputKind::kHttpChunk, .id = 1, .text = text}, line);
  }
  feed(
      {.kind = InputKind::kHttpEnd, .id = 1, .arg = static_cast<std::uint32_t>(HttpEnd::kComplete)},
      line);
  feeder.end(false);
}

// Whether the journal tells of an answer.
bool is_answered(const std::vector<std::string>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](const std::string& entry) {
    Input input;
    return decode_entry(entry, &input) &&
           (input.kind == InputKind::kMessage || input.kind == InputKind::kBody);
  });
}

}  // namespace

void Imported::complain(Problem::Kind kind, std::size_t line, std::string about) {
  if (problems.size() < kMostProblems) {
    problems.push_back({kind, line, std::move(about)});
  } else {
    ++more;
  }
}

bool Imported::has_room(std::size_t line, bool message) {
  messages_ += message ? 1 : 0;
  const bool crowded = message && queued_.size() >= limits.queued;
  if (!full_ && (entries.size() >= limits.entries || messages_ > limits.messages || crowded)) {
    full_ = true;
    complain(Problem::Kind::kTooMany, line);
  }
  return !full_;
}

void Imported::note(const Effect& effect) {
  if (effect.kind == EffectKind::kTurnRemoved) queued_.erase(effect.id);
  if (effect.kind != EffectKind::kTurnState) return;
  if (static_cast<TurnState>(effect.arg) == TurnState::kQueued) {
    queued_.insert(effect.id);
  } else {
    queued_.erase(effect.id);
  }
}

Imported import_file(std::string_view name, std::string bytes, double time,
                     const ImportLimits& limits) {
  const std::string decoded = decode_utf8(std::move(bytes));
  std::string_view text = decoded;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Imported out;
  out.limits = limits;
  Lines lines(text);
  std::string_view first;
  if (!lines.next(&first)) first = {};
  const std::string comment = ": " + std::string(kRecordingFormat) + " ";
  const bool stream = first.starts_with(comment);
  const Json head = read_json<Json>(stream ? first.substr(comment.size()) : first);
  const std::string& format = find_string(head, "format");
  if (stream) {
    take_head(head, &out);
    read_event_stream(lines, &out);
  } else if (format == kRecordingFormat) {
    take_head(head, &out);
    read_json_lines(lines, &out);
  } else if (format == kConversationFormat) {
    take_head(head, &out);
    read_conversation(lines, &out);
    return out;
  } else {
    read_foreign(name, text, time, &out);
    if (!is_answered(out.entries)) {
      // A file of another kind is not complained about line by line.
      out = Imported();
      out.complain(Kind::kForeign, 1);
    }
  }
  if (out.title.empty()) out.title = name;
  return out;
}

}  // namespace parley
