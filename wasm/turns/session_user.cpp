// What the user does to a Session, and what that means for its turns.
#include <tuple>
#include <utility>

#include "turns/session.h"

namespace parley {

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
  out_.emit(EffectKind::kTurnAdded, id, queue_.after(id), turn.message);
  out_.emit(EffectKind::kTurnSettings, id, 0, turn.settings->json);
  out_.emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(TurnState::kQueued));
  if (mode == SubmitMode::kInterrupt) send_now(id);
}

void Session::select(const Input& input) {
  const bool through = input.arg == 1 && queue_.exists(input.id);
  std::ignore = queue_.select(through ? shown_.branches().end(input.id) : input.id);
}

void Session::edit(const Input& input) {
  if (!queue_.exists(input.id) || queue_.state(input.id) != TurnState::kQueued) return;
  turns_[input.id].message = input.text;
  out_.emit(EffectKind::kTurnText, input.id, 0, std::string(input.text));
  hold_turn(input.id, false);
}

void Session::hold_turn(TurnId id, bool held) {
  if (queue_.hold(id, held)) out_.emit(EffectKind::kTurnHeld, id, held ? 1 : 0);
}

void Session::remove(TurnId id) {
  if (!queue_.remove(id)) return;
  turns_.erase(id);
  shown_.removed(id);
  out_.emit(EffectKind::kTurnRemoved, id);
}

void Session::send_now(TurnId id) {
  hold_turn(id, false);
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
  set_state(id, TurnEvent::kStop, reason::kStopping);
  release(id);
}

// Gives a turn up for good: its queue goes on without it.
void Session::skip(TurnId id) {
  if (!queue_.exists(id)) return;
  if (queue_.state(id) == TurnState::kWaiting) stop(id);
  if (queue_.skip(id)) drop_timer(turns_[id]);
}

// Sends a failed or stopped turn again. What it has been through is kept: functions are not called
// twice.
bool Session::resend(TurnId id, bool as_it_was) {
  if (!queue_.exists(id) || !set_state(id, TurnEvent::kRequeue)) return false;
  Turn& turn = turns_[id];
  shown_.sent_again(id);
  drop_timer(turn);
  drop_request(turn);  // that asks what became of a cancel
  turn.again = as_it_was || !turn.answer.rounds().empty();
  turn.answer.begin_anew(id, &out_);
  return true;
}

// What goes along with it from now on is what would with a new message.
void Session::take_settings(TurnId id) {
  turns_[id].settings = settings_;
  out_.emit(EffectKind::kTurnSettings, id, 0, settings_->json);
}

void Session::consent(TurnId id, bool yes) {
  if (!queue_.exists(id) || turns_[id].waits_for != reason::kConsent) return;
  if (!yes) {
    set_state(id, TurnEvent::kFail);
    return;
  }
  may_rebuild_ = true;
  rebuild(id);
}

void Session::go_on(const Input& input) {
  if (!queue_.exists(input.id) || turns_[input.id].waits_for != reason::kContinue) return;
  if (input.arg == 1) take_settings(input.id);
  continue_turn(input.id, input.text, {});
}

// Results of function calls go back in one request, chained to the interaction that asked.
void Session::answer_calls(TurnId id, std::string_view results) {
  if (!queue_.exists(id) || turns_[id].waits_for != reason::kFunctionResults) return;
  continue_turn(id, {}, typed_results(results));
}

}  // namespace parley
