#include "turns/session.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

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
          const std::string whole = body_of(&found->second);
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
      if (resend(input.id, false) && input.arg == 1) take_settings(input.id);
      break;
    case InputKind::kSkip:
      skip(input.id);
      break;
    case InputKind::kSelect:
      select(input);
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
    case InputKind::kHoldTurn:
      hold_turn(input.id, input.arg != 0);
      break;
    case InputKind::kLook:
      look(input.id);
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

// --- What is sent

// The first request of a turn, whose parent is decided here and not before; or the last one again.
void Session::start(TurnId id) {
  Turn& turn = turns_[id];
  if (!turn.again) {
    const TurnId parent = queue_.parent(id);
    const bool stateful = turn.settings->facts.store && !turn.rebuilt;
    turn.continues = stateful && parent != kNoTurn ? turns_[parent].interaction() : "";
    turn.environment.clear();
    if (parent != kNoTurn) turn.environment = turns_[parent].answer.interaction().environment();
    shown_.parent(id, parent, turn.continues, &out_);
  }
  turn.again = false;
  begin_request(id);
  set_state(id, TurnEvent::kStart);
  post(id);
}

void Session::begin_request(TurnId id) {
  turns_[id].unread = false;
  turns_[id].answer.await_text(true);
  out_.emit(EffectKind::kTurnRequest, id, static_cast<std::uint32_t>(RequestStage::kBegun));
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
  turn.environment = turn.answer.interaction().environment();
  begin_request(id);
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
  begin_request(id);
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
  send(Purpose::kRelease, id, "DELETE " + stream_target(turn.delivery.stream()) + "\n\n");
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
  const bool ran = queue_.exists(id) && queue_.in_flight(id);
  if (!queue_.apply(id, event)) return false;
  if (ran && !queue_.in_flight(id)) {
    const RequestStage over = turns_[id].unread ? RequestStage::kOverUnread : RequestStage::kOver;
    out_.emit(EffectKind::kTurnRequest, id, static_cast<std::uint32_t>(over));
  }
  turns_[id].waits_for = event == TurnEvent::kWait ? why : std::string_view();
  out_.emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(queue_.state(id)),
            std::string(why));
  return true;
}

std::uint64_t Session::random() const { return key_.random(last_timer_); }

}  // namespace parley
