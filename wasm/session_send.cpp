// What Session sends, and when it sends again.
#include <algorithm>

#include "request_encoder.h"
#include "retry.h"
#include "session.h"

namespace parley {
namespace {

// 128 bits as 22 base64url characters, the last of which carries two bits.
std::string base64url(std::uint64_t high, std::uint64_t low) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  for (int bit = 0; bit < 128; bit += 6) {
    std::size_t value = 0;
    for (int i = bit; i < bit + 6; ++i) {
      const std::uint64_t word = i < 64 ? high : low;
      value = value << 1 | (i < 128 ? (word >> (63 - i % 64)) & 1 : 0);
    }
    text += kAlphabet[value];
  }
  return text;
}

}  // namespace

// The steps of a completed turn and of those before it, each a JSON array, the oldest first.
std::vector<std::string> Session::history(TurnId turn) const {
  std::vector<std::string> steps;
  for (TurnId each = turn; each != kNoTurn; each = queue_.parent(each)) {
    const Turn& past = turns_.at(each);
    steps.push_back(past.interaction.steps_json());
    steps.insert(steps.end(), past.steps.rbegin(), past.steps.rend());
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

// The first request of a turn: its parent is decided here and not before.
void Session::start(TurnId id) {
  Turn& turn = turns_[id];
  const TurnId parent = queue_.parent(id);
  const std::string chained = parent != kNoTurn ? turns_[parent].interaction.id() : "";
  const bool stateful = turn.facts.store && !turn.rebuilt;

  RequestParts parts;
  const std::string input = message_input_json(turn.settings, turn.message);
  parts.settings = turn.settings;
  parts.message = turn.message;
  parts.input_json = input;
  if (stateful && !chained.empty()) {
    parts.previous_interaction_id = chained;
  } else {
    parts.history = history(parent);
  }
  turn.parent_interaction = parts.previous_interaction_id;
  turn.interaction = Interaction();
  turn.steps = {user_input_json(turn.message, input)};
  turn.shown.clear();
  turn.base = turn.view_steps = 0;
  show_parent(id, parent, turn.parent_interaction);
  set_state(id, TurnEvent::kStart);
  post(id, encode_request(parts));
}

// Results of function calls go back in one request, chained to the interaction that asked.
void Session::answer_calls(TurnId id, std::string_view results) {
  if (!queue_.exists(id) || turns_[id].waits_for != reason::kFunctionResults) return;
  continue_turn(id, {}, results);
}

void Session::go_on(const Input& input) {
  if (!queue_.exists(input.id) || turns_[input.id].waits_for != reason::kContinue) return;
  Turn& turn = turns_[input.id];
  if (input.arg == 1) {
    turn.settings = settings_;
    turn.facts = facts_;
  }
  continue_turn(input.id, input.text, {});
}

// A further request of the same turn: with results, or with a message, or just to go on.
void Session::continue_turn(TurnId id, std::string_view message, std::string_view input_json) {
  Turn& turn = turns_[id];
  RequestParts parts;
  parts.settings = turn.settings;
  parts.message = message;
  parts.input_json = input_json;
  if (input_json.empty() && message.empty()) {
    parts.message = "continue";
    parts.continuation_token = turn.interaction.continuation_token();
  }
  parts.previous_interaction_id = turn.interaction.id();
  const std::string done = turn.interaction.steps_json();
  if (turn.interaction.id().empty()) {
    parts.history = history(queue_.parent(id));
    parts.history.insert(parts.history.end(), turn.steps.begin(), turn.steps.end());
    parts.history.push_back(done);
  }
  const std::string body = encode_request(parts);
  if (body.empty()) {
    emit(EffectKind::kNotice, id, 0, "These results are not a JSON array of steps.");
    return;
  }
  const std::string input = user_input_json(parts.message, input_json);
  turn.shown.push_back(turn.steps.size());
  turn.steps.push_back(done);
  turn.base = turn.view_steps;
  if (!input_json.empty() || !message.empty()) {
    turn.shown.push_back(turn.steps.size());
    show_steps(id, input);
  }
  turn.steps.push_back(input);
  turn.interaction = Interaction();
  set_state(id, TurnEvent::kStart);
  post(id, body);
}

void Session::post(TurnId id, std::string body) {
  Turn& turn = turns_[id];
  turn.offset = 0;
  turn.last_id.clear();
  turn.reconnects = turn.idle_replays = turn.idle_resumes = 0;
  turn.notices_shown = 0;
  turn.seen.clear();
  if (body.empty()) {
    fail(id, {.code = "invalid_settings", .message = "The settings are not a JSON object."}, {});
    return;
  }
  ++posts_;
  turn.stream_id = base64url(mix(seed_, posts_), mix(seed_low_, posts_));
  turn.posted = now_;
  turn.instance = instance_;
  turn.body = std::move(body);
  turn.request = send(Purpose::kPost, id, post_text(turn));
}

std::string Session::post_text(const Turn& turn) {
  return "POST /v1beta/interactions\ncontent-type: application/json\naccept: text/event-stream\n"
         "parley-stream: " +
         turn.stream_id + "\n\n" + turn.body;
}

RequestId Session::send(Purpose purpose, TurnId id, const std::string& text) {
  const RequestId request = ++last_request_;
  requests_.emplace(request, Request(purpose, id));
  emit(EffectKind::kHttpStart, request, id, text);
  return request;
}

void Session::drop_request(Turn& turn) {
  if (turn.request == 0) return;
  requests_.erase(turn.request);
  emit(EffectKind::kHttpAbort, turn.request);
  turn.request = 0;
}

void Session::drop_timer(Turn& turn) {
  const auto found = timers_.find(turn.timer);
  if (found != timers_.end() && found->second.due == Due::kRetry) {
    emit(EffectKind::kRetryAt, found->second.turn, 0);
  }
  timers_.erase(turn.timer);
  turn.timer = 0;
}

void Session::start_timer(TurnId id, Due due, std::uint32_t delay_ms) {
  Turn& turn = turns_[id];
  drop_timer(turn);
  turn.timer = add_timer(id, due, delay_ms);
}

std::uint32_t Session::add_timer(TurnId id, Due due, std::uint32_t delay_ms) {
  timers_[++last_timer_] = Timer{due, id, now_ + delay_ms};
  emit(EffectKind::kTimerStart, last_timer_, delay_ms);
  return last_timer_;
}

void Session::fire(std::uint32_t id) {
  const auto found = timers_.find(id);
  if (found == timers_.end()) return;
  const Timer timer = found->second;
  timers_.erase(found);
  Turn& turn = turns_[timer.turn];
  if (turn.timer == id) turn.timer = 0;
  switch (timer.due) {
    case Due::kReconnect:
      replay(timer.turn);
      break;
    case Due::kRetry:
      resend(timer.turn);
      break;
    case Due::kPoll:
      recover(timer.turn);
      break;
    case Due::kClose: {  // all is said, but the connection stays open
      const RequestId request = turn.request;
      if (requests_.count(request) == 0) break;
      emit(EffectKind::kHttpAbort, request);
      end(request, HttpEnd::kComplete, {});
      break;
    }
    case Due::kConfirm:
      confirm(timer.turn);
      break;
  }
}

}  // namespace parley
