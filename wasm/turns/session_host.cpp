// What happens to the host of a Session: its connections, its journal, where it comes from.
#include <algorithm>
#include <vector>

#include "turns/session.h"

namespace parley {

void Session::park(TurnId id) {
  if (!queue_.exists(id) || !queue_.in_flight(id) || turns_[id].parked) return;
  Turn& turn = turns_[id];
  const auto found = requests_.find(turn.request);
  if (found == requests_.end() || found->second.status == 0) return;  // not yet sure it arrived
  drop_timer(turn);
  drop_request(turn);
  turn.parked = true;
  out_.emit(EffectKind::kConnection, id, static_cast<std::uint32_t>(ConnectionState::kIdle),
            reason::kParked);
}

void Session::unpark(TurnId id) {
  if (!queue_.exists(id) || !turns_[id].parked) return;
  turns_[id].parked = false;
  if (!queue_.in_flight(id)) return;
  turns_[id].delivery.replay();
  ask(id);
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
    if (request.purpose != Purpose::kAnswer) {
      take_up_stop(request);
      continue;
    }
    turn.request = 0;
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
  }
  for (TurnId id = queue_.runnable(); id != kNoTurn; id = queue_.runnable()) {
    if (!set_state(id, TurnEvent::kStart) || !set_state(id, TurnEvent::kStop)) break;
  }
}

}  // namespace parley
