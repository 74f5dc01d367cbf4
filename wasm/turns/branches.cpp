#include "turns/branches.h"

#include <string>

namespace parley {

void Branches::update(const TurnQueue& queue, Emitter* out) {
  if (queue.shape() != shape_) {
    shape_ = queue.shape();
    relink(queue, out);
  }
  for (const TurnId turn : aside_) {
    Node& node = nodes_[turn];
    const bool goes_on = queue.state(turn) == TurnState::kQueued || queue.in_flight(turn);
    const Branch now = goes_on || !node.used ? Branch::kParallel : Branch::kOther;
    if (node.shown == now) continue;
    node.shown = now;
    out->emit(EffectKind::kTurnBranch, turn, static_cast<std::uint32_t>(now));
  }
}

void Branches::sent_again(TurnId turn) {
  nodes_[turn].used = false;
  shape_ = ~0U;
}

void Branches::relink(const TurnQueue& queue, Emitter* out) {
  nodes_.resize(queue.newest() + std::size_t{1});
  for (TurnId turn = 1; turn <= queue.newest(); ++turn) {
    Node& node = nodes_[turn];
    node.in_use = false;
    const TurnId after = queue.exists(turn) ? queue.after(turn) : kUnlisted;
    if (node.after == after) continue;
    for (const TurnId each : {node.after, after}) {
      if (each != kUnlisted) nodes_[each].changed = true;
    }
    node.after = after;
  }
  for (TurnId turn = kNoTurn; turn <= queue.newest(); ++turn) {
    if (!nodes_[turn].changed) continue;
    nodes_[turn].changed = false;
    if (turn == kNoTurn || queue.exists(turn)) show_versions(queue, turn, out);
  }
  for (TurnId turn = queue.head(); turn != kNoTurn; turn = queue.after(turn)) {
    nodes_[turn].in_use = nodes_[turn].used = true;
    nodes_[queue.after(turn)].latest = turn;
  }
  aside_.clear();
  for (TurnId turn = 1; turn <= queue.newest(); ++turn) {
    Node& node = nodes_[turn];
    if (!queue.exists(turn)) continue;
    if (!node.in_use) {
      aside_.push_back(turn);
    } else if (node.shown != Branch::kInUse) {
      node.shown = Branch::kInUse;
      out->emit(EffectKind::kTurnBranch, turn, static_cast<std::uint32_t>(Branch::kInUse));
    }
  }
}

void Branches::show_versions(const TurnQueue& queue, TurnId after, Emitter* out) const {
  std::string list;
  for (TurnId turn = 1; turn <= queue.newest(); ++turn) {
    if (nodes_[turn].after != after) continue;
    if (!list.empty()) list += ' ';
    list += std::to_string(turn);
  }
  out->emit(EffectKind::kVersions, after, 0, list);
}

TurnId Branches::end(TurnId turn) const {
  std::vector<TurnId> newest(nodes_.size(), kNoTurn);  // of those that follow each
  for (TurnId each = 1; each < nodes_.size(); ++each) {
    if (nodes_[each].after != kUnlisted) newest[nodes_[each].after] = each;
  }
  while (newest[turn] != kNoTurn) {
    const TurnId latest = nodes_[turn].latest;
    const bool follows = latest != kNoTurn && nodes_[latest].after == turn;
    turn = follows ? latest : newest[turn];
  }
  return turn;
}

}  // namespace parley
