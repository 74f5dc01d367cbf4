#include "archive/fork.h"

#include <algorithm>
#include <map>

#include "turns/journal.h"
#include "turns/session.h"

namespace parley {
namespace {

// A conversation as its journal makes it, entry by entry.
class Replay {
 public:
  // Whether `turn` was over with this entry.
  bool add(const std::string& entry, TurnId turn) {
    bool over = false;
    for (const Effect& effect : session_.step({.kind = InputKind::kJournalEntry, .text = entry})) {
      if (effect.kind == EffectKind::kTurnRemoved) states_.erase(effect.id);
      if (effect.kind != EffectKind::kTurnState) continue;
      const auto state = static_cast<TurnState>(effect.arg);
      const auto before = states_.find(effect.id);
      const bool same = before != states_.end() && before->second == state;
      over = over ||
             (effect.id == turn && !is_in_flight(state) && state != TurnState::kQueued && !same);
      states_[effect.id] = state;
    }
    return over;
  }

  template <typename Is>
  std::vector<TurnId> turns(Is is) const {
    std::vector<TurnId> found;
    for (const auto& [id, state] : states_) {
      if (is(id, state)) found.push_back(id);
    }
    return found;
  }

 private:
  Session session_;
  std::map<TurnId, TurnState> states_;
};

}  // namespace

std::vector<std::string> fork_journal(const std::vector<std::string>& entries, TurnId turn) {
  // Where the turn was over for the last time: that is known at the end only, and what else there
  // was at that moment is seen when it comes by once more.
  std::size_t end = entries.size();
  Replay whole;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    if (whole.add(entries[at], turn)) end = at;
  }
  if (end == entries.size()) return {};

  Replay replay;
  for (std::size_t at = 0; at < end; ++at) replay.add(entries[at], turn);
  const std::vector<TurnId> queued = replay.turns(
      [turn](TurnId id, TurnState state) { return id != turn && state == TurnState::kQueued; });
  replay.add(entries[end], turn);
  const std::vector<TurnId> others = replay.turns([&](TurnId id, TurnState state) {
    const bool was_queued = std::binary_search(queued.begin(), queued.end(), id);
    return id != turn && !was_queued && (is_in_flight(state) || state == TurnState::kFailed);
  });

  Input last;
  const double time = decode_entry(entries[end], &last) ? last.time : 0;
  std::vector<std::string> fork(entries.begin(),
                                entries.begin() + static_cast<std::ptrdiff_t>(end));
  const auto add = [&](InputKind kind, TurnId id) {
    fork.push_back(encode_entry({.kind = kind, .id = id, .time = time, .text = {}}));
  };
  // In this order: nothing queued may start when the turn is over, nothing that runs go on.
  for (const TurnId id : queued) add(InputKind::kRemove, id);
  fork.push_back(entries[end]);
  for (const TurnId id : others) add(InputKind::kStop, id);
  add(InputKind::kSelect, turn);
  return fork;
}

}  // namespace parley
