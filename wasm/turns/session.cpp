#include "turns/session.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "text/utf8.h"
#include "turns/journal.h"
#include "turns/retry.h"

namespace parley {

const std::vector<Effect>& Session::step(const Input& input) {
  out_.effects.clear();
  if (input.kind == InputKind::kJournalEntry) {
    ++out_.entry;
    out_.entry_size = input.text.size();
    Input entry;
    if (decode_entry(input.text, &entry)) {
      replaying_ = true;
      out_.time = now_ = std::max(now_, entry.time);
      take(entry);
      replaying_ = false;
    }
    return out_.effects;
  }
  // In this order a time that is no number counts for nothing.
  out_.time = now_ = std::max(now_, std::min(std::floor(input.time), kLatestTime));
  switch (input.kind) {
    case InputKind::kKept:
      outbox_.kept(input.arg);
      break;
    case InputKind::kRoom:
      outbox_.room(input.id);
      break;
    case InputKind::kHttpChunk:
      chunk(input);
      break;
    case InputKind::kHttpEnd:
      if (const auto found = requests_.find(input.id); found != requests_.end()) {
        if (!found->second.body.empty()) {
          const std::string whole = decode_utf8(std::move(found->second.body));
          take({.kind = InputKind::kBody, .id = input.id, .text = whole});
        }
        const std::string stray = found->second.parser.stray_text();
        take({.kind = input.kind, .id = input.id, .arg = input.arg, .text = stray});
      }
      break;
    default:
      take(input);
  }
  outbox_.release(now_, &out_.effects);
  return out_.effects;
}

// One input as the journal keeps it.
void Session::take(const Input& input) {
  journal(input);
  switch (input.kind) {
    case InputKind::kOpen: {
      const auto as = static_cast<OpenAs>(input.arg);
      key_.open(as, input.text);
      if (as == OpenAs::kOther) settle_foreign();
      break;
    }
    case InputKind::kReplayed:
      resume_replayed();
      break;
    case InputKind::kSettings:
      if (const SettingsFacts facts = read_settings(input.text); facts.valid) {
        settings_ = std::make_shared<const Settings>(Settings{std::string(input.text), facts});
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
      resend(input.id, false);
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
      if (SseMessage read; decode_message(input.text, &read)) message(input.id, read);
      break;
    case InputKind::kBody:
      if (const auto found = requests_.find(input.id); found != requests_.end()) {
        found->second.body = input.text;
      }
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
      instance_ = is_header_word(input.text) ? input.text : std::string_view();
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
    case InputKind::kKept:
    case InputKind::kRoom:
      break;  // never in a journal
  }
  settle_queue();
}

void Session::settle_queue() {
  while (!held_) {
    const TurnId next = queue_.runnable();
    if (next == kNoTurn) break;
    start(next);
  }
  shown_.update(queue_, turns_, &out_);
}

// --- What the user does

void Session::submit(const Input& input) {
  if (input.id != kNoTurn && !queue_.exists(input.id)) return;
  if (input.arg > static_cast<std::uint32_t>(SubmitMode::kInterrupt)) return;
  const auto mode = static_cast<SubmitMode>(input.arg);
  // What it replaces is given up; and so is a failure with nothing queued behind it, since writing
  // on is the decision to go on. Not while that one is going to be sent again by itself.
  if (input.id != kNoTurn) {
    if (!queue_.in_flight(input.id)) drop_timer(turns_[input.id]);
  } else if (gives_up_head(mode)) {
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

void Session::edit(const Input& input) {
  if (!queue_.exists(input.id) || queue_.state(input.id) != TurnState::kQueued) return;
  turns_[input.id].message = input.text;
  out_.emit(EffectKind::kTurnText, input.id, 0, std::string(input.text));
}

void Session::remove(TurnId id) {
  if (!queue_.remove(id)) return;
  turns_.erase(id);
  shown_.removed(id);
  out_.emit(EffectKind::kTurnRemoved, id);
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
void Session::resend(TurnId id, bool as_it_was) {
  if (!queue_.exists(id) || !set_state(id, TurnEvent::kRequeue)) return;
  Turn& turn = turns_[id];
  drop_timer(turn);
  drop_request(turn);  // that asks what became of a cancel
  turn.again = as_it_was || !turn.answer.rounds().empty();
  turn.answer.begin_anew(id, &out_);
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
  if (input.arg == 1) turns_[input.id].settings = settings_;
  continue_turn(input.id, input.text, {});
}

// Results of function calls go back in one request, chained to the interaction that asked.
void Session::answer_calls(TurnId id, std::string_view results) {
  if (!queue_.exists(id) || turns_[id].waits_for != reason::kFunctionResults) return;
  continue_turn(id, {}, results);
}

// --- What is sent

// The first request of a turn, whose parent is decided here and not before; or the last one again.
void Session::start(TurnId id) {
  Turn& turn = turns_[id];
  if (!turn.again) {
    const TurnId parent = queue_.parent(id);
    const bool stateful = turn.settings->facts.store && !turn.rebuilt;
    turn.continues = stateful && parent != kNoTurn ? turns_[parent].interaction() : "";
    shown_.parent(id, parent, turn.continues, &out_);
  }
  turn.again = false;
  set_state(id, TurnEvent::kStart);
  post(id);
}

// A further request of the same turn: with results, or with a message, or just to go on.
void Session::continue_turn(TurnId id, std::string_view message, std::string_view input_json) {
  Turn& turn = turns_[id];
  const bool results = !input_json.empty();
  const bool silent = !results && message.empty();
  const std::string said(silent ? "continue" : message);
  const std::string input = user_input_json(said, input_json);
  if (results && input == "[]") {
    out_.emit(EffectKind::kNotice, id, 0, "These results are not a JSON array of steps.");
    return;
  }
  turn.said = said;
  turn.results = results;
  turn.token = silent ? turn.answer.interaction().continuation_token() : "";
  turn.continues = turn.interaction();
  turn.answer.go_on(input, !silent, id, &out_);
  set_state(id, TurnEvent::kStart);
  post(id);
}

// The server does not know what the turn continues: the same request, with all that was said.
void Session::rebuild(TurnId id) {
  Turn& turn = turns_[id];
  turn.rebuilt = true;
  turn.continues.clear();
  turn.token.clear();
  turn.answer.begin_anew(id, &out_);
  shown_.parent(id, queue_.parent(id), {}, &out_);
  set_state(id, TurnEvent::kStart);
  post(id);
}

void Session::post(TurnId id) {
  Turn& turn = turns_[id];
  std::string body = turn.body(turn.continues.empty() ? history(queue_, turns_, queue_.parent(id))
                                                      : std::vector<std::string>());
  if (body.empty()) {
    fail(id, {.code = "invalid_settings", .message = "The settings are not a JSON object."}, {});
    return;
  }
  ++turn.attempts;
  ++posts_;
  turn.delivery =
      Delivery(key_.stream(id, turn.attempts, posts_), instance_, std::move(body), now_);
  ask(id);
}

// What the turn's delivery asks.
void Session::ask(TurnId id) {
  Turn& turn = turns_[id];
  turn.request =
      send(Purpose::kAnswer, id,
           turn.delivery.request(turn.known(), turn.answer.interaction().last_event_id()));
}

// Ends upstream what the turn has running there.
void Session::release(TurnId id) {
  const Turn& turn = turns_[id];
  send(Purpose::kRelease, id, "DELETE /parley/streams/" + turn.delivery.stream() + "\n\n");
  if (turn.settings->facts.background && can_be_asked_for(turn.interaction())) {
    send(Purpose::kCancel, id,
         "POST " + interaction_target(turn.interaction(), "/cancel") +
             "\ncontent-type: application/json\n\n{}");
  }
}

RequestId Session::send(Purpose purpose, TurnId id, const std::string& text) {
  const RequestId request = ++last_request_;
  const auto added = requests_.emplace(request, Request(purpose, id)).first;
  if (purpose != Purpose::kAnswer) added->second.text = text;
  if (replaying_) {  // it has gone, or is asked for again
    out_.emit(EffectKind::kHttpStart, request, id, text);
  } else {
    const bool stream = purpose == Purpose::kAnswer && turns_[id].delivery.streams();
    outbox_.add({EffectKind::kHttpStart, request, id, text, now_}, stream);
  }
  return request;
}

void Session::give_up(RequestId request) { outbox_.over(request, true, now_, &out_.effects); }

void Session::drop_request(Turn& turn) {
  if (turn.request == 0) return;
  requests_.erase(turn.request);
  give_up(turn.request);
  turn.request = 0;
}

// --- Timers

void Session::drop_timer(Turn& turn) {
  const auto found = timers_.find(turn.timer);
  if (found != timers_.end() && found->second.due == Due::kRetry) {
    out_.emit(EffectKind::kRetryAt, found->second.turn, 0);
  }
  timers_.erase(turn.timer);
  turn.timer = 0;
}

void Session::start_timer(TurnId id, Due due, std::uint32_t delay_ms) {
  Turn& turn = turns_[id];
  drop_timer(turn);
  timers_[++last_timer_] = Timer{due, id, now_ + delay_ms};
  turn.timer = last_timer_;
  out_.emit(EffectKind::kTimerStart, last_timer_, delay_ms);
}

void Session::fire(std::uint32_t id) {
  const auto found = timers_.find(id);
  if (found == timers_.end()) return;
  const Timer timer = found->second;
  timers_.erase(found);
  Turn& turn = turns_[timer.turn];
  if (turn.timer == id) turn.timer = 0;
  switch (timer.due) {
    case Due::kAsk:
      ask(timer.turn);
      break;
    case Due::kRetry:
      resend(timer.turn, true);
      break;
    case Due::kClose: {  // all is said, but the connection stays open
      const RequestId request = turn.request;
      if (requests_.count(request) == 0) break;
      give_up(request);
      end(request, HttpEnd::kComplete, {});
      break;
    }
  }
}

void Session::journal(const Input& input) {
  if (replaying_) return;
  Input entry = input;
  entry.time = now_;
  keep(encode_entry(entry));
}

void Session::keep(std::string entry) {
  ++out_.entry;
  out_.entry_size = entry.size();
  out_.emit(EffectKind::kJournal, 0, 0, std::move(entry));
  outbox_.journaled();
}

bool Session::set_state(TurnId id, TurnEvent event, std::string_view why) {
  if (!queue_.apply(id, event)) return false;
  turns_[id].waits_for = event == TurnEvent::kWait ? why : std::string_view();
  out_.emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(queue_.state(id)),
            std::string(why));
  return true;
}

std::uint64_t Session::random() const { return key_.random(last_timer_); }

}  // namespace parley
