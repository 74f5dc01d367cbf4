#include "turns/shown_order.h"

#include <algorithm>
#include <utility>

namespace parley {

void ShownOrder::update(const TurnQueue& queue, const std::map<TurnId, Turn>& turns, Emitter* out) {
  if (queue.revision() != revision_) {
    revision_ = queue.revision();
    order(queue, turns, out);
    branches_.update(queue, out);
  }
  std::array<NextMessage, std::size(kSubmitModeNames)> next;  // also of timers
  for (std::uint32_t mode = 0; mode < next.size(); ++mode) {
    next[mode] = next_message(queue, turns, static_cast<SubmitMode>(mode));
  }
  if (next == next_) return;
  next_ = next;
  std::string lines;
  for (const NextMessage& each : next) {
    if (!lines.empty()) lines += '\n';
    lines += std::to_string(each.parent) + ' ' + std::to_string(each.waits) + ' ' +
             std::to_string(each.stops);
  }
  out->emit(EffectKind::kNext, 0, 0, lines);
}

void ShownOrder::order(const TurnQueue& queue, const std::map<TurnId, Turn>& turns, Emitter* out) {
  std::string list;
  for (const TurnId id : queue.queued()) {
    if (!list.empty()) list += ' ';
    list += std::to_string(id);
    const TurnId expected = queue.expected_parent(id);
    const bool done = expected != kNoTurn && queue.state(expected) == TurnState::kDone;
    parent(id, expected, done ? turns.at(expected).interaction() : std::string(), out);
    place(id, queue.place(id), out);
  }
  if (list != queue_) {
    queue_ = list;
    out->emit(EffectKind::kQueue, 0, 0, list);
  }
  std::vector<TurnId> blocking = queue.blocking();
  if (queue.head() != head_ || blocking.empty() != blocking_.empty()) {
    head_ = queue.head();
    out->emit(EffectKind::kHead, head_, blocking.empty() ? 0 : 1);
  }
  block(std::move(blocking), out);
}

void ShownOrder::block(std::vector<TurnId> blocking, Emitter* out) {
  if (blocking == blocking_) return;
  blocking_ = std::move(blocking);
  for (auto& [turn, shown] : shown_) {
    const bool blocks = std::find(blocking_.begin(), blocking_.end(), turn) != blocking_.end();
    if (shown.blocks == blocks) continue;
    shown.blocks = blocks;
    out->emit(EffectKind::kTurnBlocks, turn, blocks ? 1 : 0);
  }
}

void ShownOrder::parent(TurnId turn, TurnId parent, const std::string& interaction, Emitter* out) {
  std::string& shown = shown_[turn].parent;
  std::string now = std::to_string(parent) + ' ' + interaction;
  if (shown == now) return;
  shown = std::move(now);
  out->emit(EffectKind::kTurnParent, turn, parent, interaction);
}

void ShownOrder::place(TurnId turn, const TurnQueue::Place& place, Emitter* out) {
  std::string& shown = shown_[turn].place;
  const std::string last = place.last ? "last" : "";
  std::string now = std::to_string(place.number) + last;
  if (shown == now) return;
  shown = std::move(now);
  out->emit(EffectKind::kTurnPlace, turn, place.number, last);
}

}  // namespace parley
