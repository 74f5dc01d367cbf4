// What comes back to Session, byte by byte.
#include <algorithm>
#include <charconv>

#include "event_decoder.h"
#include "session.h"

namespace parley {
namespace {

constexpr std::size_t kBodyLimit = 64 * 1024 * 1024;  // as much as an event may hold
constexpr std::size_t kErrorBodyLimit = 64 * 1024;
constexpr std::uint32_t kCloseAfter = 1'000;  // ms that a connection may stay open after the end

bool is_success(int status) { return status >= 200 && status < 300; }

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  return std::equal(prefix.begin(), prefix.end(), text.begin(), [](char wanted, char c) {
    return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  });
}

}  // namespace

// Whether it asks for events.
bool Session::is_stream(Purpose purpose) {
  return purpose == Purpose::kPost || purpose == Purpose::kReplay || purpose == Purpose::kResume;
}

void Session::head(const Input& input) {
  const auto found = requests_.find(input.id);
  if (found == requests_.end() || found->second.status != 0) return;
  Request& request = found->second;
  request.status = static_cast<int>(input.arg);
  if (!is_stream(request.purpose)) return;
  const Turn& turn = turns_[request.turn];
  request.event_stream =
      is_success(request.status) && starts_with_ignoring_case(input.text, "text/event-stream");
  if (request.purpose == Purpose::kReplay) request.parser.reset(turn.offset, turn.last_id);
  emit(EffectKind::kTurnHead, request.turn, input.arg, std::string(input.text));
  emit(EffectKind::kConnection, request.turn,
       static_cast<std::uint32_t>(ConnectionState::kConnected));
}

// Bytes are not an input of the journal: each message they complete is.
void Session::chunk(const Input& input) {
  auto found = requests_.find(input.id);
  if (found == requests_.end()) return;
  Request& request = found->second;
  if (!request.event_stream) {
    const std::size_t limit = is_success(request.status) ? kBodyLimit : kErrorBodyLimit;
    request.body += input.text.substr(0, limit - std::min(limit, request.body.size()));
    return;
  }
  std::vector<SseMessage> messages;
  const bool within_limit = request.parser.feed(input.text, &messages);
  for (const SseMessage& each : messages) {
    if (each.retry >= 0) continue;  // reconnecting is ours to time
    const std::string text =
        std::to_string(each.offset) + ' ' + each.type + '\n' + each.id + '\n' + each.data;
    take({.kind = InputKind::kMessage, .id = input.id, .time = now_, .text = text});
  }
  if (within_limit) return;
  emit(EffectKind::kHttpAbort, input.id);
  take({.kind = InputKind::kHttpEnd,
        .id = input.id,
        .arg = static_cast<std::uint32_t>(HttpEnd::kTooLarge),
        .time = now_,
        .text = {}});
}

void Session::message(const Input& input) {
  const auto found = requests_.find(input.id);
  // A damaged journal may have them for any request; the turn of one may be gone.
  if (found == requests_.end() || !is_stream(found->second.purpose)) return;
  const TurnId id = found->second.turn;
  Turn& turn = turns_[id];

  SseMessage message;
  const char* const last = input.text.data() + input.text.size();
  const auto parsed = std::from_chars(input.text.data(), last, message.offset);
  const std::size_t type = static_cast<std::size_t>(parsed.ptr - input.text.data()) + 1;
  const std::size_t type_end = input.text.find('\n', type);
  if (parsed.ec != std::errc() || type_end == std::string_view::npos) return;
  const std::size_t id_end = input.text.find('\n', type_end + 1);
  if (id_end == std::string_view::npos) return;
  message.type = input.text.substr(type, type_end - type);
  message.id = input.text.substr(type_end + 1, id_end - type_end - 1);
  message.data = input.text.substr(id_end + 1);

  Event event = decode_event(message);
  if (found->second.purpose == Purpose::kResume) {
    if (!found->second.progress && event.kind == EventKind::kCreated) {
      // It tells all from the beginning, whatever it was asked for.
      show_anew(id);
      turn.notices_shown = 0;
      turn.seen.clear();
    }
  } else {
    turn.offset = message.offset;
    turn.last_id = message.id;
  }
  found->second.progress = true;
  if (!event.event_id.empty() && !turn.seen.insert(event.event_id).second) return;
  turn.reconnects = turn.idle_replays = turn.idle_resumes = 0;
  if (queue_.state(id) == TurnState::kSending) set_state(id, TurnEvent::kProgress);

  const std::uint32_t place =
      event.index < 0 ? 0 : turn.base + 1 + static_cast<std::uint32_t>(event.index);
  emit(EffectKind::kEvent, id, place, event.type + '\n' + message.id + '\n' + message.data);
  std::vector<Change> changes;
  const EventKind kind = event.kind;
  turn.interaction.apply(std::move(event), &changes);
  show(id, changes);
  if (kind == EventKind::kDone || turn.interaction.end() != Interaction::End::kNone) {
    if (turn.timer == 0) start_timer(id, Due::kClose, kCloseAfter);
  }
}

void Session::body(const Input& input) {
  const auto found = requests_.find(input.id);
  if (found != requests_.end()) found->second.body = std::string(input.text);
}

void Session::end(RequestId id, HttpEnd how, std::string_view stray) {
  const auto found = requests_.find(id);
  if (found == requests_.end()) return;
  const Request request = std::move(found->second);
  requests_.erase(found);
  if (request.event_stream && !stray.empty()) {
    turns_[request.turn].interaction.finish(stray, false);
    show(request.turn, {});
  }
  switch (request.purpose) {
    case Purpose::kPost:
    case Purpose::kReplay:
      drop_timer(turns_[request.turn]);
      turns_[request.turn].request = 0;
      settle_stream(request, how);
      break;
    case Purpose::kResume:
      drop_timer(turns_[request.turn]);
      turns_[request.turn].request = 0;
      settle_resume(request, how);
      break;
    case Purpose::kRecover:
      turns_[request.turn].request = 0;
      settle_recovery(request, how);
      break;
    case Purpose::kRelease:
    case Purpose::kCancel:
      settle_stop(request, how);
      break;
    case Purpose::kConfirm:
      settle_confirm(request, how);
      break;
  }
}

// Shows a resource that came whole.
void Session::load(TurnId id) {
  Turn& turn = turns_[id];
  std::vector<Change> changes;
  for (std::uint32_t i = 0; i < turn.interaction.step_count(); ++i) {
    changes.push_back({Change::Kind::kStep, i, turn.interaction.step_json(i)});
  }
  changes.push_back({Change::Kind::kMeta, 0, {}});
  show(id, changes);
}

// Steps of the turn, as a JSON array, below those that are shown; the next ones go below these.
void Session::show_steps(TurnId id, const std::string& steps) {
  Turn& turn = turns_[id];
  turn.interaction = Interaction();
  if (turn.interaction.load("{\"steps\":" + steps + "}")) load(id);
  turn.base = turn.view_steps;
}

// The present interaction begins once more, below what went before it in the turn.
void Session::show_anew(TurnId id) {
  Turn& turn = turns_[id];
  emit(EffectKind::kTurnReset, id);
  turn.base = turn.view_steps = 0;
  for (const std::size_t each : turn.shown) show_steps(id, turn.steps[each]);
  turn.interaction = Interaction();
}

void Session::show(TurnId id, const std::vector<Change>& changes) {
  Turn& turn = turns_[id];
  for (const Change& each : changes) {
    const std::uint32_t place = turn.base + each.index;
    switch (each.kind) {
      case Change::Kind::kStep:
        emit(EffectKind::kStep, id, place, each.text);
        break;
      case Change::Kind::kText:
        emit(EffectKind::kText, id, place, each.text);
        break;
      case Change::Kind::kThought:
        emit(EffectKind::kThought, id, place, each.text);
        break;
      case Change::Kind::kMeta:
        emit(EffectKind::kInteraction, id, 0, turn.interaction.meta_json());
        continue;
    }
    turn.view_steps = std::max(turn.view_steps, place + 1);
  }
  const std::vector<std::string>& notices = turn.interaction.notices();
  for (; turn.notices_shown < notices.size(); ++turn.notices_shown) {
    emit(EffectKind::kNotice, id, 0, notices[turn.notices_shown]);
  }
}

}  // namespace parley
