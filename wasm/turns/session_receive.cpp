// What comes back to Session, byte by byte; how it ended, and what that means for its turn.
#include <algorithm>
#include <utility>

#include "answer/error_decoder.h"
#include "answer/event_decoder.h"
#include "text/json_text.h"
#include "text/utf8.h"
#include "turns/journal.h"
#include "turns/retry.h"
#include "turns/session.h"

namespace parley {
namespace {

using Reply = Delivery::Reply;
using Ask = Delivery::Ask;

constexpr std::size_t kBodyLimit = 64 * 1024 * 1024;  // as much as an event may hold
constexpr std::size_t kErrorBodyLimit = 64 * 1024;
constexpr std::uint32_t kCloseAfter = 1'000;  // ms that a connection may stay open after the end
constexpr std::uint32_t kMostRetries = 4;
constexpr std::int64_t kLongestRetry = 300'000;  // ms; beyond that a person decides

bool is_success(int status) { return status >= 200 && status < 300; }

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  return std::equal(prefix.begin(), prefix.end(), text.begin(), [](char wanted, char c) {
    return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  });
}

bool runs(const std::string& status) { return status == "in_progress" || status == "queued"; }

}  // namespace

void Session::head(const Input& input) {
  const auto found = requests_.find(input.id);
  if (found == requests_.end() || found->second.status != 0) return;
  Request& request = found->second;
  request.status = static_cast<int>(input.arg);
  Turn& turn = turns_[request.turn];
  if (request.purpose != Purpose::kAnswer || !turn.delivery.streams()) return;
  const bool success = is_success(request.status);
  request.event_stream = success && starts_with_ignoring_case(input.text, "text/event-stream");
  if (turn.delivery.ask() == Ask::kReplay) {
    request.parser.reset(turn.delivery.offset(), turn.delivery.last_id());
  }
  if (success && turn.delivery.at_proxy()) turn.delivery.headed();
  out_.emit(EffectKind::kTurnHead, request.turn, input.arg, std::string(input.text));
  out_.emit(EffectKind::kConnection, request.turn,
            static_cast<std::uint32_t>(ConnectionState::kConnected));
}

// Bytes are not an input of the journal: each message they complete is.
void Session::chunk(const Input& input) {
  const auto found = requests_.find(input.id);
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
    keep(encode_message_entry(now_, input.id, each));
    message(input.id, each);
    settle_queue();
  }
  if (within_limit) return;
  give_up(input.id);
  take({.kind = InputKind::kHttpEnd,
        .id = input.id,
        .arg = static_cast<std::uint32_t>(HttpEnd::kTooLarge),
        .text = {}});
}

void Session::message(RequestId id, const SseMessage& message) {
  const auto found = requests_.find(id);
  // A damaged journal may have them for any request; the turn of one may be gone.
  if (found == requests_.end() || found->second.purpose != Purpose::kAnswer) return;
  Request& request = found->second;
  Turn& turn = turns_[request.turn];
  if (!turn.delivery.streams()) return;

  Event event = decode_event(message);
  if (turn.delivery.ask() == Ask::kResume) {
    if (!request.progress && event.kind == EventKind::kCreated) {
      // It tells all from the beginning, whatever it was asked for.
      turn.answer.begin_anew(request.turn, &out_);
    }
  } else {
    turn.delivery.received(message.offset, message.id);
  }
  request.progress = true;
  if (!turn.answer.is_new(event)) return;
  turn.delivery.progressed();
  if (queue_.state(request.turn) == TurnState::kSending) {
    set_state(request.turn, TurnEvent::kProgress);
  }

  const EventKind kind = event.kind;
  turn.answer.add(std::move(event), message, request.turn, &out_);
  if (kind == EventKind::kDone || turn.answer.interaction().end() != Interaction::End::kNone) {
    if (turn.timer == 0) start_timer(request.turn, Due::kClose, kCloseAfter);
  }
}

// The body as the journal keeps it. Of a look only the status counts, and a long run has many.
std::string Session::body_of(Request* request) const {
  std::string whole = decode_utf8(std::move(request->body));
  Interaction resource;
  if (request->purpose != Purpose::kLook || !resource.load(whole)) return whole;
  std::string status = "{\"status\":";
  append_json_string(&status, resource.status());
  return status + '}';
}

void Session::end(RequestId id, HttpEnd how, std::string_view stray) {
  const auto found = requests_.find(id);
  if (found == requests_.end()) return;
  const Request request = std::move(found->second);
  requests_.erase(found);
  outbox_.over(id, false, now_, &out_.effects);
  if (request.purpose == Purpose::kLook) return settle_look(request, how);
  if (request.purpose != Purpose::kAnswer) return settle_stop(request, how);
  Turn& turn = turns_[request.turn];
  if (request.event_stream && !stray.empty()) {
    turn.answer.add_stray(stray, request.turn, &out_);
  }
  drop_timer(turn);
  turn.request = 0;
  settle_answer(request, how);
}

// The response to what the turn's delivery asked is over.
void Session::settle_answer(const Request& request, HttpEnd how) {
  const TurnId id = request.turn;
  Turn& turn = turns_[id];
  const Interaction::End end = turn.answer.interaction().end();
  const bool streams = turn.delivery.streams();
  const bool resumes = turn.delivery.ask() == Ask::kResume;
  ApiError error;
  Interaction resource;
  bool loaded = false;
  Reply reply = Reply::kOver;
  if (how == HttpEnd::kTooLarge) {
    reply = Reply::kTooLarge;
    error = {.code = "too_large", .message = "An event is larger than this client takes."};
  } else if (streams && end != Interaction::End::kNone) {
    if (end == Interaction::End::kError && resumes) reply = Reply::kRefused;
  } else if (request.status == 0) {
    reply = Reply::kNoHead;
  } else if (how == HttpEnd::kBroken && is_success(request.status)) {
    reply = Reply::kBroken;
  } else if (request.event_stream) {
    reply = Reply::kEarly;
  } else if (!is_success(request.status)) {
    error = decode_error(request.body, request.status);
    reply = turn.delivery.reply_of(error, now_);
    if (reply == Reply::kUnseen) instance_ = error.instance;
  } else if (loaded = !resumes && resource.load(request.body); loaded) {
    if (runs(resource.status())) reply = Reply::kRunning;
  } else {
    reply = Reply::kUnreadable;
    error = {.code = "unexpected_answer",
             .message = "The answer is neither an event stream nor an interaction.",
             .http_status = request.status};
  }

  const bool confirms = turn.delivery.ask() == Ask::kConfirm;
  const Delivery::Next next =
      turn.delivery.ended(reply, request.progress, error.retry_ms, turn.known(), now_, random());
  if (confirms) return settle_confirm(id, next, resource.status());
  if (loaded &&
      (streams || reply == Reply::kOver || !resource.same_steps(turn.answer.interaction()))) {
    turn.answer.replace(std::move(resource), !streams, id, &out_);
  }
  if (next.outcome != Delivery::Outcome::kAnswered) {
    proceed(id, next, reply, error, request.body);
  } else if (turn.answer.interaction().end() == Interaction::End::kError) {
    fail(id, turn.answer.interaction().error(), {});
  } else {
    settle_interaction(id);
  }
}

// What the delivery of a turn comes to after a loss, a refusal or a look.
void Session::proceed(TurnId id, const Delivery::Next& next, Reply reply, ApiError error,
                      std::string_view raw) {
  const bool running = reply == Reply::kRunning;
  const bool said = reply == Reply::kRefused || reply == Reply::kUnreadable ||
                    reply == Reply::kTooLarge;  // why it ends; else it only broke off
  switch (next.outcome) {
    case Delivery::Outcome::kOpen:
      break;
    case Delivery::Outcome::kRefused:
      return refused(id, error, raw);
    case Delivery::Outcome::kLost:
      error.code = "cut";
      error.message = "The stream broke off, and the API cannot say how it ended: " + error.message;
      return fail(id, error, raw);
    case Delivery::Outcome::kAnswered:
    case Delivery::Outcome::kUnknown:
      if (said) return fail(id, error, raw);
      return fail(id,
                  {.code = "cut",
                   .message = "The stream broke off before the answer was complete, and there is "
                              "no stored interaction to ask for. It may have been billed."},
                  {});
  }
  if (next.wait < 0) return ask(id);
  if (queue_.in_flight(id)) {
    const ConnectionState state = running     ? ConnectionState::kConnected
                                  : next.away ? ConnectionState::kOffline
                                              : ConnectionState::kReconnecting;
    out_.emit(EffectKind::kConnection, id, static_cast<std::uint32_t>(state),
              running ? reason::kPolling : reason::kReconnecting);
  }
  start_timer(id, Due::kAsk, static_cast<std::uint32_t>(next.wait));
}

// The interaction ended by itself; its status says what that means for the turn.
void Session::settle_interaction(TurnId id) {
  Turn& turn = turns_[id];
  const std::string& status = turn.answer.interaction().status();
  turn.answer.settle(id, &out_);
  const bool calls = turn.answer.interaction().has_pending_calls();
  if (calls && (status == "requires_action" || status == "completed")) {
    out_.emit(EffectKind::kCalls, id, 0, turn.answer.interaction().pending_calls_json());
    set_state(id, TurnEvent::kWait, reason::kFunctionResults);
  } else if (status == "completed") {
    set_state(id, TurnEvent::kComplete);
  } else if (status == "requires_action" || status == "requires_continuation" ||
             status == "incomplete" || status == "budget_exceeded") {
    set_state(id, TurnEvent::kWait, reason::kContinue);
  } else if (status == "cancelled") {
    set_state(id, TurnEvent::kStop, reason::kCancelled);
  } else {
    const ApiError error = turn.answer.interaction().error();
    fail(id,
         {.code = status.empty() ? "no_status" : status,
          .message = error.empty() ? "The interaction ended with status \"" + status + "\"."
                                   : error.message},
         {});
  }
}

// The POST was answered with an error before anything ran: that request may be sent again.
void Session::refused(TurnId id, const ApiError& error, std::string_view raw) {
  Turn& turn = turns_[id];
  if (is_parent_error(error, turn.continues) && !turn.rebuilt) {
    set_state(id, TurnEvent::kWait, reason::kConsent);
    if (!may_rebuild_) {
      show_error(id, error, raw);
      return;
    }
    rebuild(id);
    out_.emit(EffectKind::kNotice, id, 0, reason::kRebuilt);
    return;
  }
  fail(id, error, raw);
  const int status = error.http_status;
  const bool worth_it = (status == 429 && !error.daily) || status == 503;
  if (!worth_it || turn.retries >= kMostRetries || error.retry_ms > kLongestRetry) return;
  const std::uint32_t wait = error.retry_ms >= 0 ? static_cast<std::uint32_t>(error.retry_ms)
                                                 : backoff_ms(turn.retries + 1, random());
  ++turn.retries;
  start_timer(id, Due::kRetry, wait);
  out_.emit(EffectKind::kRetryAt, id, std::max(wait, 1U));
}

void Session::fail(TurnId id, const ApiError& error, std::string_view raw) {
  turns_[id].answer.settle(id, &out_);
  show_error(id, error, raw);
  set_state(id, TurnEvent::kFail);
}

// Only what is sure to run on stays unread; where the look itself failed, too.
void Session::settle_look(const Request& request, HttpEnd how) {
  turns_[request.turn].request = 0;
  const bool failed = how != HttpEnd::kComplete || request.status == 0 || is_busy(request.status);
  Interaction resource;
  if (failed || (resource.load(request.body) && runs(resource.status()))) {
    return look_later(request.turn);
  }
  unpark(request.turn);
}

// --- What a stop did upstream. The turn stays stopped; only what is said about it changes.

void Session::settle_stop(const Request& request, HttpEnd how) {
  const TurnId id = request.turn;
  if (!queue_.exists(id) || queue_.state(id) != TurnState::kStopped) return;
  Turn& turn = turns_[id];
  const bool background = turn.settings->facts.background;
  if (request.purpose == Purpose::kCancel) {
    // Its reply says little (404 and 500 come although it worked): ask what became of the run.
    turn.delivery.confirm();
    ask(id);
    return;
  }
  // Closing the connection does not stop a background run. The cancel will tell; but a run whose id
  // has not come yet can be neither cancelled nor asked for.
  if (background && can_be_asked_for(turn.interaction())) return;
  const char* why = reason::kUpstreamUnknown;
  if (!background && how == HttpEnd::kComplete) {
    if (is_success(request.status)) why = reason::kUpstreamClosed;
    if (request.status == 404 || request.status == 410) why = reason::kUpstreamOver;
  }
  show_stopped(id, why);
}

// A page was killed before it knew what came of it. To ask for an end twice does no harm.
void Session::take_up_stop(const Request& request) {
  if (!key_.fixed()) return settle_stop(request, HttpEnd::kBroken);  // as it was then
  send(request.purpose, request.turn, request.text);
}

void Session::settle_confirm(TurnId id, const Delivery::Next& next, const std::string& status) {
  if (!queue_.exists(id) || queue_.state(id) != TurnState::kStopped) return;
  if (next.outcome == Delivery::Outcome::kOpen) return proceed(id, next, Reply::kNoHead, {}, {});
  const bool known = next.outcome == Delivery::Outcome::kAnswered;
  show_stopped(id, !known                  ? reason::kUpstreamUnknown
                   : runs(status)          ? reason::kStillRunning
                   : status == "cancelled" ? reason::kCancelled
                                           : reason::kUpstreamOver);
}

// --- What is seen

void Session::show_stopped(TurnId id, const char* why) {
  out_.emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(TurnState::kStopped), why);
}

void Session::show_error(TurnId id, const ApiError& error, std::string_view raw) {
  std::string shown = error_json(error);
  if (!raw.empty()) {
    shown.pop_back();
    shown += shown.size() > 1 ? ",\"body\":" : "\"body\":";
    append_json_string(&shown, raw);
    shown += '}';
  }
  out_.emit(EffectKind::kTurnError, id, static_cast<std::uint32_t>(error.http_status), shown);
}

}  // namespace parley
