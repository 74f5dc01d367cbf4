#include "turns/turn_queue.h"

#include <algorithm>

namespace parley {
namespace {

struct Transition {
  TurnState from;
  TurnEvent event;
  TurnState to;
};

// Every transition there is. A waiting turn starts again when the user gave what it waits for.
constexpr Transition kTransitions[] = {
    {TurnState::kQueued, TurnEvent::kStart, TurnState::kSending},
    {TurnState::kSending, TurnEvent::kProgress, TurnState::kStreaming},
    {TurnState::kSending, TurnEvent::kComplete, TurnState::kDone},
    {TurnState::kSending, TurnEvent::kFail, TurnState::kFailed},
    {TurnState::kSending, TurnEvent::kStop, TurnState::kStopped},
    {TurnState::kSending, TurnEvent::kWait, TurnState::kWaiting},
    {TurnState::kStreaming, TurnEvent::kComplete, TurnState::kDone},
    {TurnState::kStreaming, TurnEvent::kFail, TurnState::kFailed},
    {TurnState::kStreaming, TurnEvent::kStop, TurnState::kStopped},
    {TurnState::kStreaming, TurnEvent::kWait, TurnState::kWaiting},
    {TurnState::kWaiting, TurnEvent::kStart, TurnState::kSending},
    {TurnState::kWaiting, TurnEvent::kFail, TurnState::kFailed},
    {TurnState::kWaiting, TurnEvent::kStop, TurnState::kStopped},
    {TurnState::kFailed, TurnEvent::kRequeue, TurnState::kQueued},
    {TurnState::kStopped, TurnEvent::kRequeue, TurnState::kQueued},
};

}  // namespace

bool TurnQueue::exists(TurnId turn) const {
  return turn != kNoTurn && turn <= turns_.size() && !at(turn).removed;
}
TurnState TurnQueue::state(TurnId turn) const { return at(turn).state; }
bool TurnQueue::skipped(TurnId turn) const { return at(turn).skipped; }
TurnId TurnQueue::after(TurnId turn) const { return at(turn).after; }

bool TurnQueue::in_flight(TurnId turn) const { return is_in_flight(at(turn).state); }

bool TurnQueue::ended_badly(TurnId turn) const {
  return at(turn).state == TurnState::kFailed || at(turn).state == TurnState::kStopped;
}

TurnId TurnQueue::parent(TurnId turn) const {
  TurnId candidate = at(turn).after;
  while (candidate != kNoTurn && at(candidate).state != TurnState::kDone) {
    candidate = at(candidate).after;
  }
  return candidate;
}

TurnId TurnQueue::expected_parent(TurnId turn) const {
  TurnId candidate = at(turn).after;
  while (candidate != kNoTurn && at(candidate).skipped) candidate = at(candidate).after;
  return candidate;
}

// The turn that keeps this one from starting, or 0.
TurnId TurnQueue::blocker(TurnId turn) const {
  const TurnId expected = expected_parent(turn);
  return expected == kNoTurn || at(expected).state == TurnState::kDone ? kNoTurn : expected;
}

TurnId TurnQueue::queued_child(TurnId turn) const {
  for (const TurnId each : order_) {
    if (at(each).after == turn) return each;
  }
  return kNoTurn;
}

TurnId TurnQueue::last_queued_behind(TurnId turn) const {
  for (TurnId child = queued_child(turn); child != kNoTurn; child = queued_child(turn))
    turn = child;
  return turn;
}

TurnId TurnQueue::add(SubmitMode mode, TurnId beside) {
  TurnId predecessor = head_;
  if (beside != kNoTurn) {
    predecessor = at(beside).after;
  } else if (mode == SubmitMode::kParallel && head_ != kNoTurn &&
             at(head_).state != TurnState::kDone) {
    predecessor = parent(head_);
  }
  reshaped();
  turns_.push_back(Turn{});
  const TurnId added = static_cast<TurnId>(turns_.size());
  at(added).after = predecessor;
  order_.push_back(added);
  if (beside != kNoTurn && ended_badly(beside)) {
    at(beside).skipped = true;
    for (const TurnId each : order_) {
      if (at(each).after == beside) at(each).after = added;
    }
    // The replacement goes before those that waited behind the failure.
    order_.pop_back();
    const auto first = std::find_if(order_.begin(), order_.end(),
                                    [&](TurnId each) { return at(each).after == added; });
    order_.insert(first, added);
  }
  const bool side_branch =
      mode == SubmitMode::kParallel && beside == kNoTurn && predecessor != head_;
  if (!side_branch) head_ = last_queued_behind(added);
  return added;
}

bool TurnQueue::apply(TurnId turn, TurnEvent event) {
  if (!exists(turn)) return false;
  for (const Transition& each : kTransitions) {
    if (each.from != at(turn).state || each.event != event) continue;
    at(turn).state = each.to;
    ++revision_;
    if (each.to == TurnState::kQueued) {
      // What went on without it keeps the parent it had; what waits for it goes after it.
      if (at(turn).skipped) release_children(turn);
      at(turn).skipped = false;
      order_.insert(order_.begin(), turn);
    } else if (each.from == TurnState::kQueued) {
      std::erase(order_, turn);
    }
    return true;
  }
  return false;
}

bool TurnQueue::remove(TurnId turn) {
  if (!exists(turn) || at(turn).state != TurnState::kQueued) return false;
  std::erase(order_, turn);
  release_children(turn);
  if (head_ == turn) head_ = last_queued_behind(at(turn).after);
  at(turn).removed = true;
  return true;
}

// What followed this turn follows what it follows.
void TurnQueue::release_children(TurnId turn) {
  reshaped();
  for (Turn& each : turns_) {
    if (each.after == turn) each.after = at(turn).after;
  }
}

bool TurnQueue::move(TurnId turn, std::uint32_t place) {
  if (!exists(turn) || at(turn).state != TurnState::kQueued) return false;
  reshaped();
  std::vector<TurnId> chain;
  TurnId base = at(turn).after;
  for (; base != kNoTurn && at(base).state == TurnState::kQueued; base = at(base).after) {
    chain.insert(chain.begin(), base);
  }
  for (TurnId child = queued_child(turn); child != kNoTurn; child = queued_child(child)) {
    chain.push_back(child);
  }
  std::vector<std::size_t> slots;  // where in order_ this chain stands
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const bool in_chain = std::find(chain.begin(), chain.end(), order_[i]) != chain.end();
    if (in_chain || order_[i] == turn) slots.push_back(i);
  }
  const std::size_t at_most = std::min<std::size_t>(place, chain.size());
  chain.insert(chain.begin() + static_cast<std::ptrdiff_t>(at_most), turn);
  const bool holds_head = std::find(chain.begin(), chain.end(), head_) != chain.end();
  TurnId predecessor = base;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    at(chain[i]).after = predecessor;
    predecessor = chain[i];
    order_[slots[i]] = chain[i];
  }
  if (holds_head) head_ = last_queued_behind(chain.back());
  return true;
}

bool TurnQueue::promote(TurnId turn, TurnId* blocking) {
  if (!move(turn, 0)) return false;
  *blocking = blocker(turn);
  return true;
}

bool TurnQueue::hold(TurnId turn, bool held) {
  if (!exists(turn) || at(turn).state != TurnState::kQueued || at(turn).held == held) return false;
  at(turn).held = held;
  ++revision_;
  return true;
}

bool TurnQueue::skip(TurnId turn) {
  if (!exists(turn) || at(turn).skipped || !ended_badly(turn)) return false;
  at(turn).skipped = true;
  ++revision_;
  return true;
}

bool TurnQueue::select(TurnId turn) {
  if (turn != kNoTurn && !exists(turn)) return false;
  reshaped();
  head_ = turn == kNoTurn ? kNoTurn : last_queued_behind(turn);
  return true;
}

TurnId TurnQueue::runnable() const {
  for (const TurnId each : order_) {
    if (!at(each).held && blocker(each) == kNoTurn) return each;
  }
  return kNoTurn;
}

std::vector<TurnId> TurnQueue::queued() const { return order_; }

std::vector<TurnId> TurnQueue::blocking() const {
  std::vector<TurnId> all;
  for (const TurnId each : order_) {
    const TurnId turn = blocker(each);
    if (turn == kNoTurn || at(turn).state == TurnState::kQueued || in_flight(turn)) continue;
    if (std::find(all.begin(), all.end(), turn) == all.end()) all.push_back(turn);
  }
  return all;
}

TurnQueue::Place TurnQueue::place(TurnId turn) const {
  Place place{.last = queued_child(turn) == kNoTurn};
  for (TurnId each = at(turn).after; each != kNoTurn && at(each).state == TurnState::kQueued;) {
    ++place.number;
    each = at(each).after;
  }
  return place;
}

TurnId TurnQueue::newest_in_flight() const {
  for (TurnId each = head_; each != kNoTurn; each = at(each).after) {
    if (in_flight(each)) return each;
  }
  for (TurnId each = newest(); each != kNoTurn; --each) {
    if (!at(each).removed && in_flight(each)) return each;
  }
  return kNoTurn;
}

}  // namespace parley
