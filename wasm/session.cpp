#include "session.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "journal.h"
#include "request_encoder.h"
#include "retry.h"
#include "utf8.h"

namespace parley {
namespace {

std::uint64_t hash(std::string_view text, std::uint64_t state) {
  for (const char c : text) state = mix(state, static_cast<unsigned char>(c));
  return state;
}

}  // namespace

const std::vector<Effect>& Session::step(const Input& input) {
  effects_.clear();
  if (input.kind == InputKind::kJournalEntry) {
    Input entry;
    if (decode_entry(input.text, &entry)) {
      replaying_ = true;
      now_ = std::max(now_, entry.time);
      take(entry);
      replaying_ = false;
    }
  } else {
    // In this order a time that is no number counts for nothing.
    now_ = std::max(now_, std::min(std::floor(input.time), kLatestTime));
    if (input.kind == InputKind::kHttpChunk) {
      chunk(input);
    } else if (input.kind == InputKind::kHttpEnd) {
      const auto found = requests_.find(input.id);
      if (found != requests_.end()) {
        if (!found->second.body.empty()) {
          const std::string whole = decode_utf8(std::move(found->second.body));
          take({.kind = InputKind::kBody, .id = input.id, .text = whole});
        }
        const std::string stray = found->second.parser.stray_text();
        take({.kind = input.kind, .id = input.id, .arg = input.arg, .time = now_, .text = stray});
      }
    } else {
      take(input);
    }
  }
  return effects_;
}

// One input as the journal keeps it.
void Session::take(const Input& input) {
  if (!replaying_) {
    Input entry = input;
    entry.time = now_;
    emit(EffectKind::kJournal, 0, 0, encode_entry(entry));
  }
  switch (input.kind) {
    case InputKind::kOpen:
      seed_ = hash(input.text, 1);
      seed_low_ = hash(input.text, 2);
      break;
    case InputKind::kReplayed:
      resume_replayed();
      break;
    case InputKind::kSettings:
      if (const SettingsFacts facts = read_settings(input.text); facts.valid) {
        settings_ = input.text;
        facts_ = facts;
      }
      break;
    case InputKind::kSubmit:
      submit(input);
      break;
    case InputKind::kEdit:
      edit(input);
      break;
    case InputKind::kRemove:
      remove(input.id);
      break;
    case InputKind::kMove:
      std::ignore = queue_.move(input.id, input.arg);
      break;
    case InputKind::kSendNow:
      send_now(input.id);
      break;
    case InputKind::kStop:
      stop(input.id != kNoTurn ? input.id : queue_.newest_in_flight());
      break;
    case InputKind::kRetry:
      resend(input.id);
      break;
    case InputKind::kSkip:
      skip(input.id);
      break;
    case InputKind::kSelect:
      std::ignore = queue_.select(input.id);
      break;
    case InputKind::kContinue:
      go_on(input);
      break;
    case InputKind::kFunctionResults:
      answer_calls(input.id, input.text);
      break;
    case InputKind::kConsent:
      consent(input.id, input.arg != 0);
      break;
    case InputKind::kHttpHead:
      head(input);
      break;
    case InputKind::kMessage:
      message(input);
      break;
    case InputKind::kBody:
      body(input);
      break;
    case InputKind::kHttpEnd:
      end(input.id, static_cast<HttpEnd>(input.arg), input.text);
      break;
    case InputKind::kTimer:
      fire(input.id);
      break;
    case InputKind::kOnline:
      online();
      break;
    case InputKind::kInstance:
      instance_ = input.text;
      break;
    case InputKind::kHold:
      held_ = input.arg != 0;
      break;
    case InputKind::kPark:
      park(input.id);
      break;
    case InputKind::kUnpark:
      unpark(input.id);
      break;
    case InputKind::kHttpChunk:
    case InputKind::kJournalEntry:
      break;  // never in a journal
  }
  while (!held_) {
    const TurnId next = queue_.runnable();
    if (next == kNoTurn) break;
    start(next);
  }
  show_order();
}

void Session::submit(const Input& input) {
  if (input.id != kNoTurn && !queue_.exists(input.id)) return;
  if (input.arg > static_cast<std::uint32_t>(SubmitMode::kInterrupt)) return;
  const auto mode = static_cast<SubmitMode>(input.arg);
  // What it replaces is given up; and so is a failure with nothing queued behind it, since writing
  // on is the decision to go on. Not while that one is going to be sent again by itself.
  if (input.id != kNoTurn) {
    if (!queue_.in_flight(input.id)) drop_timer(turns_[input.id]);
  } else if (mode == SubmitMode::kQueued && queue_.head() != kNoTurn &&
             turns_[queue_.head()].timer == 0) {
    std::ignore = queue_.skip(queue_.head());
  }
  const TurnId id = queue_.add(mode, input.id);
  Turn& turn = turns_[id];
  turn.message = input.text;
  turn.settings = settings_;
  turn.facts = facts_;
  emit(EffectKind::kTurnAdded, id, queue_.after(id), turn.message);
  emit(EffectKind::kTurnSettings, id, 0, turn.settings);
  emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(TurnState::kQueued));
  if (mode == SubmitMode::kInterrupt) send_now(id);
}

void Session::edit(const Input& input) {
  if (!queue_.exists(input.id) || queue_.state(input.id) != TurnState::kQueued) return;
  turns_[input.id].message = input.text;
  emit(EffectKind::kTurnText, input.id, 0, std::string(input.text));
}

void Session::remove(TurnId id) {
  if (!queue_.remove(id)) return;
  turns_.erase(id);
  emit(EffectKind::kTurnRemoved, id);
}

void Session::send_now(TurnId id) {
  TurnId blocking = kNoTurn;
  if (!queue_.promote(id, &blocking) || blocking == kNoTurn) return;
  stop(blocking);
  skip(blocking);
}

void Session::stop(TurnId id) {
  if (!queue_.exists(id)) return;
  Turn& turn = turns_[id];
  const bool in_flight = queue_.in_flight(id);
  drop_timer(turn);
  if (!in_flight) {
    set_state(id, TurnEvent::kStop);  // a waiting turn; no effect on others
    return;
  }
  drop_request(turn);
  turn.parked = false;
  turn.looks = 0;
  set_state(id, TurnEvent::kStop, reason::kStopping);
  send(Purpose::kRelease, id, "DELETE /parley/streams/" + turn.stream_id + "\n\n");
  if (turn.facts.background && !turn.interaction.id().empty()) {
    send(Purpose::kCancel, id,
         "POST /v1beta/interactions/" + turn.interaction.id() +
             "/cancel\ncontent-type: application/json\n\n{}");
  }
}

// Gives a turn up for good: its queue goes on without it.
void Session::skip(TurnId id) {
  if (!queue_.exists(id)) return;
  if (queue_.state(id) == TurnState::kWaiting) stop(id);
  if (queue_.skip(id)) drop_timer(turns_[id]);
}

// Sends a failed or stopped turn again, from the beginning.
void Session::resend(TurnId id) {
  if (!queue_.exists(id) || !set_state(id, TurnEvent::kRequeue)) return;
  Turn& turn = turns_[id];
  drop_timer(turn);
  emit(EffectKind::kTurnReset, id);
}

void Session::consent(TurnId id, bool yes) {
  if (!queue_.exists(id) || turns_[id].waits_for != reason::kConsent) return;
  if (!yes) {
    set_state(id, TurnEvent::kFail);
    return;
  }
  may_rebuild_ = true;
  turns_[id].rebuilt = true;
  emit(EffectKind::kTurnReset, id);
  start(id);
}

// Tells the view what changed in order and parents.
void Session::show_order() {
  std::string list;
  for (const TurnId id : queue_.queued()) {
    if (!list.empty()) list += ' ';
    list += std::to_string(id);
    const TurnId parent = queue_.expected_parent(id);
    std::string interaction;
    if (parent != kNoTurn && queue_.state(parent) == TurnState::kDone) {
      interaction = turns_[parent].interaction.id();
    }
    show_parent(id, parent, interaction);
  }
  if (list != shown_queue_) {
    shown_queue_ = list;
    emit(EffectKind::kQueue, 0, 0, list);
  }
  if (queue_.head() != shown_head_ || queue_.paused() != shown_paused_) {
    shown_head_ = queue_.head();
    shown_paused_ = queue_.paused();
    emit(EffectKind::kHead, shown_head_, shown_paused_ ? 1 : 0);
  }
}

void Session::show_parent(TurnId id, TurnId parent, const std::string& interaction) {
  const std::string shown = std::to_string(parent) + ' ' + interaction;
  if (turns_[id].shown_parent == shown) return;
  turns_[id].shown_parent = shown;
  emit(EffectKind::kTurnParent, id, parent, interaction);
}

bool Session::set_state(TurnId id, TurnEvent event, std::string_view why) {
  if (!queue_.apply(id, event)) return false;
  turns_[id].waits_for = event == TurnEvent::kWait ? why : std::string_view();
  emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(queue_.state(id)), std::string(why));
  return true;
}

void Session::emit(EffectKind kind, std::uint32_t id, std::uint32_t arg, std::string text) {
  effects_.push_back(Effect{kind, id, arg, std::move(text), now_});
}

std::uint64_t Session::random(std::uint64_t counter) const { return mix(seed_, counter); }

}  // namespace parley
