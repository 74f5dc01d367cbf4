#include "turns/shown_order.h"

namespace parley {

void ShownOrder::update(const TurnQueue& queue, const std::map<TurnId, Turn>& turns, Emitter* out) {
  std::string list;
  for (const TurnId id : queue.queued()) {
    if (!list.empty()) list += ' ';
    list += std::to_string(id);
    const TurnId expected = queue.expected_parent(id);
    const bool done = expected != kNoTurn && queue.state(expected) == TurnState::kDone;
    parent(id, expected, done ? turns.at(expected).interaction() : std::string(), out);
  }
  if (list != queue_) {
    queue_ = list;
    out->emit(EffectKind::kQueue, 0, 0, list);
  }
  if (queue.head() != head_ || queue.paused() != paused_) {
    head_ = queue.head();
    paused_ = queue.paused();
    out->emit(EffectKind::kHead, head_, paused_ ? 1 : 0);
  }
}

void ShownOrder::parent(TurnId turn, TurnId parent, const std::string& interaction, Emitter* out) {
  std::string& shown = parents_[turn];
  std::string now = std::to_string(parent) + ' ' + interaction;
  if (shown == now) return;
  shown = std::move(now);
  out->emit(EffectKind::kTurnParent, turn, parent, interaction);
}

}  // namespace parley
