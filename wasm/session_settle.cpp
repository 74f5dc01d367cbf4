// How a request ended, and what that means for its turn.
#include <algorithm>

#include "event_decoder.h"
#include "json_text.h"
#include "retry.h"
#include "session.h"

namespace parley {
namespace {

constexpr std::uint32_t kPollEvery = 5'000;  // ms; the API's documentation asks for no less
constexpr std::uint32_t kMostRetries = 4;
constexpr std::int64_t kLongestRetry = 300'000;  // ms; beyond that a person decides
constexpr std::uint32_t kMostLooks = 4;
constexpr std::uint32_t kLookAfter = 1'000;  // ms; the next time twice as long

bool is_success(int status) { return status >= 200 && status < 300; }

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The server does not know the parent (any more), or cannot go on from it (a known fault after a
// streamed search turn). Exact texts are not documented.
bool is_parent_error(const ApiError& error, int status, const std::string& parent) {
  if (parent.empty() || (status != 400 && status != 404)) return false;
  if (contains(error.message, "legacy")) return false;
  return contains(error.message, parent) || contains(error.message, "interaction") ||
         contains(error.message, "Tool type of tool_call part");
}

}  // namespace

void Session::settle_stream(const Request& request, HttpEnd how) {
  const TurnId id = request.turn;
  Turn& turn = turns_[id];
  if (how == HttpEnd::kTooLarge) {
    fail(id, {.code = "too_large", .message = "An event is larger than this client takes."}, {});
  } else if (turn.interaction.end() == Interaction::End::kCompleted) {
    settle_interaction(id);
  } else if (turn.interaction.end() == Interaction::End::kError) {
    fail(id, turn.interaction.error(), {});
  } else if (request.status == 0 || request.event_stream) {
    lost(request, how);
  } else if (is_success(request.status)) {
    if (how == HttpEnd::kBroken) {
      lost(request, how);
    } else if (turn.interaction.load(request.body)) {
      load(id);
      settle_interaction(id);
    } else {
      fail(id,
           {.code = "unexpected_answer",
            .message = "The answer is neither an event stream nor an interaction.",
            .http_status = request.status},
           request.body);
    }
  } else {
    const ApiError error = decode_error(request.body, request.status);
    const bool gone = error.code == "stream_not_found" || error.code == "stream_expired";
    if (request.purpose == Purpose::kReplay && gone) {
      repost_or_recover(id);
    } else if (error.code == "instance_changed") {
      recover(id);
    } else {
      fail(id, error, request.body);
    }
  }
}

// The stream ended without saying how the interaction did.
void Session::lost(const Request& request, HttpEnd how) {
  Turn& turn = turns_[request.turn];
  // A replay that brings nothing and breaks off again: it broke off upstream.
  if (request.purpose == Purpose::kReplay && request.status != 0 && !request.progress) {
    ++turn.idle_replays;
  }
  if (how == HttpEnd::kBroken && turn.idle_replays < 2) {
    reconnect(request.turn);
  } else {
    recover(request.turn);
  }
}

// A background run that was streamed on. Its stream has faults of its own: it may end early, say
// that there is no result, or bring nothing at all; then its resource is asked for instead.
void Session::settle_resume(const Request& request, HttpEnd how) {
  const TurnId id = request.turn;
  Turn& turn = turns_[id];
  if (how != HttpEnd::kTooLarge && turn.interaction.end() == Interaction::End::kCompleted) {
    settle_interaction(id);
    return;
  }
  if (request.status == 0) {
    wait_for_network(id, Due::kPoll);
    return;
  }
  const bool refused = !request.event_stream || how == HttpEnd::kTooLarge ||
                       turn.interaction.end() == Interaction::End::kError;
  if (refused) {
    turn.idle_resumes = ~0U;
    recover(id);
    return;
  }
  if (!request.progress) ++turn.idle_resumes;
  wait_for_network(id, Due::kPoll);
}

void Session::settle_recovery(const Request& request, HttpEnd how) {
  const TurnId id = request.turn;
  if (request.status == 0 || how != HttpEnd::kComplete) {
    wait_for_network(id, Due::kPoll);
    return;
  }
  Interaction resource;
  if (!is_success(request.status) || !resource.load(request.body)) {
    ApiError error = decode_error(request.body, request.status);
    error.code = "cut";
    error.message = "The stream broke off, and the API cannot say how it ended: " + error.message;
    fail(id, error, request.body);
    return;
  }
  const std::string status = resource.status();
  if (resource.steps_json() != turns_[id].interaction.steps_json() || status != "in_progress") {
    show_anew(id);
    turns_[id].interaction = std::move(resource);
    load(id);
  }
  if (status == "in_progress" || status == "queued") {
    emit(EffectKind::kConnection, id, static_cast<std::uint32_t>(ConnectionState::kConnected),
         reason::kPolling);
    start_timer(id, Due::kPoll, kPollEvery);
    return;
  }
  settle_interaction(id);
}

// What a stop did upstream. The turn stays stopped; only what is said about it changes.
void Session::settle_stop(const Request& request, HttpEnd how) {
  const TurnId id = request.turn;
  if (!queue_.exists(id) || queue_.state(id) != TurnState::kStopped) return;
  const Turn& turn = turns_[id];
  if (request.purpose == Purpose::kCancel) {
    // Its reply says little (404 and 500 come although it worked): ask what became of the run.
    confirm(id);
    return;
  }
  const bool answered = how == HttpEnd::kComplete && request.status != 0;
  const char* why = reason::kUpstreamUnknown;
  if (turn.facts.background) {
    // Closing the connection does not stop a background run. The cancel will tell; but a run whose
    // id has not come yet can be neither cancelled nor asked for.
    if (!turn.interaction.id().empty()) return;
  } else if (answered && is_success(request.status)) {
    why = reason::kUpstreamClosed;
  } else if (answered && (request.status == 404 || request.status == 410)) {
    why = reason::kUpstreamOver;
  }
  emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(TurnState::kStopped), why);
}

void Session::confirm(TurnId id) {
  if (!queue_.exists(id) || queue_.state(id) != TurnState::kStopped) return;
  send(Purpose::kConfirm, id, "GET /v1beta/interactions/" + turns_[id].interaction.id() + "\n\n");
}

// A cancel shows in the resource with a delay: while it says that the run goes on, or nothing, it
// is looked at again.
void Session::settle_confirm(const Request& request, HttpEnd how) {
  const TurnId id = request.turn;
  if (!queue_.exists(id) || queue_.state(id) != TurnState::kStopped) return;
  Interaction resource;
  const bool answered = how == HttpEnd::kComplete && request.status != 0;
  const bool known = answered && is_success(request.status) && resource.load(request.body);
  const bool runs = resource.status() == "in_progress" || resource.status() == "queued";
  const bool may_change = runs || !answered || request.status >= 500;
  std::uint32_t& looks = turns_[id].looks;
  if (may_change && ++looks < kMostLooks) {
    add_timer(id, Due::kConfirm, kLookAfter << (looks - 1));
    return;
  }
  const char* const why = !known                             ? reason::kUpstreamUnknown
                          : runs                             ? reason::kStillRunning
                          : resource.status() == "cancelled" ? reason::kCancelled
                                                             : reason::kUpstreamOver;
  emit(EffectKind::kTurnState, id, static_cast<std::uint32_t>(TurnState::kStopped), why);
}

// The interaction ended by itself; its status says what that means for the turn.
void Session::settle_interaction(TurnId id) {
  Turn& turn = turns_[id];
  const std::string& status = turn.interaction.status();
  const bool calls = turn.interaction.has_pending_calls();
  if (calls && (status == "requires_action" || status == "completed")) {
    set_state(id, TurnEvent::kWait, reason::kFunctionResults);
  } else if (status == "completed") {
    set_state(id, TurnEvent::kComplete);
  } else if (status == "requires_action" || status == "requires_continuation" ||
             status == "incomplete" || status == "budget_exceeded") {
    set_state(id, TurnEvent::kWait, reason::kContinue);
  } else if (status == "cancelled") {
    set_state(id, TurnEvent::kStop, reason::kCancelled);
  } else {
    const ApiError error = turn.interaction.error();
    fail(id,
         {.code = status.empty() ? "no_status" : status,
          .message = error.empty() ? "The interaction ended with status \"" + status + "\"."
                                   : error.message},
         {});
  }
}

void Session::fail(TurnId id, const ApiError& error, std::string_view raw) {
  Turn& turn = turns_[id];
  std::string shown = error_json(error);
  if (!raw.empty()) {
    shown.pop_back();
    shown += shown.size() > 1 ? ",\"body\":" : "\"body\":";
    append_json_string(&shown, raw);
    shown += '}';
  }
  const int status = error.http_status;
  if (is_parent_error(error, status, turn.parent_interaction) && !turn.rebuilt) {
    set_state(id, TurnEvent::kWait, reason::kConsent);
    if (!may_rebuild_) {
      emit(EffectKind::kTurnError, id, static_cast<std::uint32_t>(status), shown);
      return;
    }
    turn.rebuilt = true;
    emit(EffectKind::kNotice, id, 0, reason::kRebuilt);
    start(id);
    return;
  }
  emit(EffectKind::kTurnError, id, static_cast<std::uint32_t>(status), shown);
  set_state(id, TurnEvent::kFail);
  const bool worth_it = (status == 429 && !error.daily) || status == 503;
  if (!worth_it || turn.retries >= kMostRetries || error.retry_ms > kLongestRetry) return;
  const std::uint32_t wait = error.retry_ms >= 0 ? static_cast<std::uint32_t>(error.retry_ms)
                                                 : backoff_ms(turn.retries + 1, random(posts_));
  ++turn.retries;
  start_timer(id, Due::kRetry, wait);
  emit(EffectKind::kRetryAt, id, std::max(wait, 1U));
}

}  // namespace parley
