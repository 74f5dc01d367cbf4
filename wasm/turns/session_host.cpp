// What happens to the host of Session: its timers, streams that it leaves unread, a network that
// comes back, a page that is opened again.
#include <algorithm>

#include "turns/session.h"

namespace parley {
namespace {

// ms; each look at a run that goes on unread is twice as long after the one before
constexpr std::uint32_t kFirstLook = 5'000;
constexpr std::uint32_t kLongestLook = 60'000;

}  // namespace

void Session::give_up(RequestId request) { outbox_.over(request, true, now_, &out_.effects); }

void Session::drop_request(Turn& turn) {
  if (turn.request == 0) return;
  requests_.erase(turn.request);
  give_up(turn.request);
  turn.request = 0;
}

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
  turn.timer = due == Due::kLook ? ++last_look_ : ++last_timer_;
  timers_[turn.timer] = Timer{due, id, now_ + delay_ms};
  out_.emit(EffectKind::kTimerStart, turn.timer, delay_ms);
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
    case Due::kLook:
      look(timer.turn);
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

void Session::park(TurnId id) {
  if (!queue_.exists(id) || !queue_.in_flight(id) || turns_[id].parked) return;
  Turn& turn = turns_[id];
  const auto found = requests_.find(turn.request);
  if (found == requests_.end() || found->second.status == 0) return;  // not yet sure it arrived
  drop_timer(turn);
  drop_request(turn);
  turn.parked = turn.unread = true;
  turn.looks = 0;
  turn.answer.await_text(false);
  out_.emit(EffectKind::kConnection, id, static_cast<std::uint32_t>(ConnectionState::kIdle),
            reason::kParked);
  look_later(id);
}

void Session::unpark(TurnId id) {
  if (!queue_.exists(id) || !turns_[id].parked) return;
  turns_[id].parked = false;
  if (!queue_.in_flight(id)) return;
  drop_timer(turns_[id]);    // after which it was to be looked whether it is over
  drop_request(turns_[id]);  // that looks
  turns_[id].delivery.replay();
  ask(id);
}

void Session::look(TurnId id) {
  if (!queue_.exists(id) || !turns_[id].parked || turns_[id].request != 0) return;
  Turn& turn = turns_[id];
  if (!turn.settings->facts.background || !can_be_asked_for(turn.interaction())) return;
  drop_timer(turn);
  turn.request = send(Purpose::kLook, id, "GET " + interaction_target(turn.interaction()) + "\n\n");
}

void Session::look_later(TurnId id) {
  Turn& turn = turns_[id];
  if (!turn.settings->facts.background || !can_be_asked_for(turn.interaction())) return;
  const std::uint32_t wait = std::min(kLongestLook, kFirstLook << std::min(turn.looks, 4U));
  ++turn.looks;
  start_timer(id, Due::kLook, wait);
}

// After a sleep or a change of network a connection may be dead without anyone being told.
void Session::online() {
  std::vector<TurnId> streams;
  for (const auto& [id, request] : requests_) {
    if (request.purpose != Purpose::kAnswer) continue;
    const Turn& turn = turns_[request.turn];
    if (turn.delivery.at_proxy() && turn.answer.interaction().end() == Interaction::End::kNone) {
      streams.push_back(request.turn);
    }
  }
  for (const TurnId id : streams) {
    drop_request(turns_[id]);
    turns_[id].delivery.replay();
    ask(id);
  }
  std::vector<std::uint32_t> waiting;
  for (const auto& [id, timer] : timers_) {
    if (timer.due == Due::kAsk && turns_[timer.turn].delivery.ask() != Delivery::Ask::kConfirm) {
      waiting.push_back(id);
    }
  }
  for (const std::uint32_t id : waiting) fire(id);
}

// After a replay of the journal no request or timer of before is alive.
void Session::resume_replayed() {
  std::map<RequestId, Request> requests;
  requests.swap(requests_);
  for (const auto& [id, request] : requests) {
    Turn& turn = turns_[request.turn];
    if (request.purpose == Purpose::kRelease || request.purpose == Purpose::kCancel) {
      take_up_stop(request);
      continue;
    }
    turn.request = 0;
    if (request.purpose == Purpose::kLook) continue;
    drop_timer(turn);
    if (turn.answer.interaction().end() != Interaction::End::kNone && turn.delivery.at_proxy()) {
      settle_answer(request, HttpEnd::kComplete);
      continue;
    }
    const Delivery::Next next = turn.delivery.taken_up(turn.known(), now_, random());
    proceed(request.turn, next, Delivery::Reply::kNoHead, {}, {});
  }
  for (auto& [id, turn] : turns_) {
    if (turn.parked) unpark(id);
  }
  for (const auto& [id, timer] : timers_) {
    out_.emit(EffectKind::kTimerStart, id,
              static_cast<std::uint32_t>(std::max(0.0, timer.time - now_)));
  }
}

// Nothing of a conversation from elsewhere goes on by itself: what seems to run runs there, if at
// all.
void Session::settle_foreign() {
  // Not closed: they were another host's.
  for (const auto& [id, request] : requests_) outbox_.over(id, false, now_, &out_.effects);
  requests_.clear();
  for (auto& [id, turn] : turns_) {
    drop_timer(turn);
    turn.request = 0;
    turn.parked = false;
    if (queue_.in_flight(id)) set_state(id, TurnEvent::kStop, reason::kUpstreamUnknown);
    // It would go on with settings that somebody else has chosen.
    if (queue_.state(id) == TurnState::kWaiting) set_state(id, TurnEvent::kStop);
  }
  for (const TurnId id : queue_.queued()) hold_turn(id, false);
  for (TurnId id = queue_.runnable(); id != kNoTurn; id = queue_.runnable()) {
    if (!set_state(id, TurnEvent::kStart) || !set_state(id, TurnEvent::kStop)) break;
  }
}

}  // namespace parley
