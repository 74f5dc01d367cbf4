#include "archive/feeder.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "answer/event_decoder.h"
#include "turns/journal.h"

namespace parley {
namespace {

constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kComplete = static_cast<std::uint32_t>(HttpEnd::kComplete);
constexpr std::uint32_t kNotFound = 404;
constexpr std::string_view kOver =
    R"({"error":{"code":"not_recorded","message":"The recording ends here."}})";

bool runs(const Effect& effect) {
  return is_in_flight(static_cast<TurnState>(effect.arg)) || effect.text == reason::kStopping;
}

// Whether the data of this entry, one of an event, is as the API sends it.
bool is_readable(std::string_view entry) {
  Input input;
  SseMessage message;
  return decode_entry(entry, &input) && decode_message(input.text, &message) &&
         decode_event(message).kind != EventKind::kUnreadable;
}

}  // namespace

Feeder::Feeder(Imported* out) : out_(*out) {
  step({.kind = InputKind::kKept, .arg = kAll, .text = {}});
}

void Feeder::feed(const Input& input, std::size_t line) {
  line_ = line;
  if (!out_.has_room(line, input.kind == InputKind::kSubmit)) return;
  time_ = std::max(time_, input.time);
  if (input.kind == InputKind::kHttpEnd) {
    open_.erase(input.id);
    // The journal tells with the end what came after the last event; the core hears it as it came.
    const std::string_view stray = input.text.substr(0, SseParser::kStrayLimit);
    if (!stray.empty()) step({.kind = InputKind::kHttpChunk, .id = input.id, .text = stray});
  }
  // The journal says whole what came in pieces, and says it when it was over.
  Input given = input;
  if (given.kind == InputKind::kBody) given.kind = InputKind::kHttpChunk;
  step(given);
}

void Feeder::end(bool own) {
  if (!own) refuse_requests();
  std::vector<TurnId> running;
  for (const auto& [turn, on] : running_) {
    if (on) running.push_back(turn);
  }
  for (const TurnId turn : running) {
    open_.clear();
    step({.kind = InputKind::kStop, .id = turn, .text = {}});
    refuse_requests();
  }
}

// Answers whatever is asked until nothing is asked any more.
void Feeder::refuse_requests() {
  timers_.clear();  // those from now on ask once more
  while (true) {
    while (!open_.empty()) {
      const RequestId id = *open_.begin();
      open_.erase(open_.begin());
      step({.kind = InputKind::kHttpHead, .id = id, .arg = kNotFound, .text = "application/json"});
      step({.kind = InputKind::kHttpChunk, .id = id, .text = kOver});
      step({.kind = InputKind::kHttpEnd, .id = id, .arg = kComplete, .text = {}});
    }
    if (timers_.empty()) return;
    const std::uint32_t timer = *timers_.begin();
    timers_.erase(timers_.begin());
    step({.kind = InputKind::kTimer, .id = timer, .text = {}});
  }
}

void Feeder::step(const Input& input) {
  Input timed = input;
  timed.time = time_;
  for (const Effect& effect : session_.step(timed)) take(effect);
  make_room();
}

void Feeder::make_room() {
  while (!rooms_.empty()) {
    const std::vector<RequestId> rooms = std::exchange(rooms_, {});
    for (const RequestId id : rooms) {
      for (const Effect& effect :
           session_.step({.kind = InputKind::kRoom, .id = id, .time = time_, .text = {}})) {
        take(effect);
      }
    }
  }
}

void Feeder::take(const Effect& effect) {
  out_.note(effect);
  switch (effect.kind) {
    case EffectKind::kJournal:
      // One input may have made very many.
      if (out_.entries.size() < 2 * out_.limits.entries) out_.entries.push_back(effect.text);
      break;
    case EffectKind::kRoom:
      rooms_.push_back(effect.id);
      break;
    case EffectKind::kTimerStart:
      timers_.insert(effect.id);
      break;
    case EffectKind::kHttpStart:
      open_.insert(effect.id);
      break;
    case EffectKind::kHttpAbort:
      open_.erase(effect.id);
      break;
    case EffectKind::kTurnState:
      running_[effect.id] = runs(effect);
      break;
    case EffectKind::kRetryAt:
      running_[effect.id] = effect.arg > 0;
      break;
    case EffectKind::kEvent: {
      // It names its entry by number; all of them are in out_.
      std::size_t entry = 0;
      std::from_chars(effect.text.data(), effect.text.data() + effect.text.size(), entry);
      const bool known = entry > 0 && entry <= out_.entries.size();
      if (known && !is_readable(out_.entries[entry - 1])) {
        out_.complain(Problem::Kind::kBadData, line_);
      }
      break;
    }
    default:
      break;
  }
}

}  // namespace parley
