#include "archive/exchanges.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "text/json_tree.h"
#include "turns/request_encoder.h"
#include "turns/request_text.h"
#include "turns/session.h"

namespace parley {
namespace {

using Json = nlohmann::json;

struct Told {
  std::string message;
  std::string settings;
  TurnId parent = kNoTurn;
  std::vector<std::size_t> exchanges;  // of this turn
};

class Teller {
 public:
  void add(const std::string& entry) {
    for (const Effect& effect : session_.step({.kind = InputKind::kJournalEntry, .text = entry})) {
      take(effect);
    }
  }

  std::vector<Exchange> finish() {
    for (const auto& [id, turn] : turns_) {
      for (std::size_t at = 0; at < turn.exchanges.size(); ++at) measure(turn, at);
    }
    return std::move(all_);
  }

 private:
  void take(const Effect& effect) {
    if (effect.kind == EffectKind::kTurnAdded) {
      turns_[effect.id].message = effect.text;
      turns_[effect.id].parent = effect.arg;
      return;
    }
    if (effect.kind == EffectKind::kHttpStart) {
      const RequestText request = read_request(effect.text);
      if (role_of(request) != RequestRole::kPost) return;
      turns_[effect.arg].exchanges.push_back(all_.size());
      all_.emplace_back();
      all_.back().request = effect.id;
      all_.back().turn = effect.arg;
      all_.back().time = effect.time;
      all_.back().sent = request.body.size();
      previous_.push_back(
          find_string(read_json<Json>(request.body, kMaxOwnJsonDepth), "previous_interaction_id"));
      return;
    }
    const auto found = turns_.find(effect.id);
    if (found == turns_.end()) return;
    Told& turn = found->second;
    Exchange* const last = turn.exchanges.empty() ? nullptr : &all_[turn.exchanges.back()];
    if (effect.kind == EffectKind::kTurnText) turn.message = effect.text;
    if (effect.kind == EffectKind::kTurnSettings) turn.settings = effect.text;
    if (effect.kind == EffectKind::kTurnParent) turn.parent = effect.arg;
    if (last == nullptr) return;
    if (effect.kind == EffectKind::kTurnReset) last->steps.clear();
    if (effect.kind == EffectKind::kStep) last->steps[effect.arg] = effect.text;
    if (effect.kind == EffectKind::kInteraction) last->interaction = effect.text;
  }

  void measure(const Told& turn, std::size_t at) {
    const std::size_t index = turn.exchanges[at];
    const std::string& previous = previous_[index];
    if (previous.empty()) return;
    // A retry carries the message again; what goes on from an answer of the same turn does not.
    bool goes_on = false;
    for (std::size_t each = 0; each < at && !goes_on; ++each) {
      const Json interaction = read_json<Json>(all_[turn.exchanges[each]].interaction);
      goes_on = find_string(interaction, "id") == previous;
    }
    std::size_t size = whole(turn.parent);
    if (goes_on) size += said(turn) + answered(turn, at);
    if (size > 0) all_[index].saved = size + 1;  // a bracket more than commas
  }

  // Bytes of steps, each with a comma or bracket: what the user said in a turn, and what was
  // answered to the first `count` of its requests.
  static std::size_t said(const Told& turn) {
    const std::string input = message_input_json(turn.settings, turn.message);
    return user_input_json(turn.message, input).size() - 1;
  }
  std::size_t answered(const Told& turn, std::size_t count) const {
    std::size_t size = 0;
    for (std::size_t at = 0; at < count; ++at) {
      for (const auto& [index, step] : all_[turn.exchanges[at]].steps) size += step.size() + 1;
    }
    return size;
  }

  // Of a turn and all that it goes on from.
  std::size_t whole(TurnId id) {
    std::vector<TurnId> path;
    while (id != kNoTurn && wholes_.count(id) == 0) {
      const auto found = turns_.find(id);
      if (found == turns_.end()) break;
      path.push_back(id);
      wholes_[id] = 0;  // no way leads back
      id = found->second.parent;
    }
    std::size_t size = id == kNoTurn ? 0 : wholes_[id];
    for (; !path.empty(); path.pop_back()) {
      const Told& turn = turns_[path.back()];
      size += said(turn) + answered(turn, turn.exchanges.size());
      wholes_[path.back()] = size;
    }
    return size;
  }

  Session session_;
  std::map<TurnId, Told> turns_;
  std::vector<Exchange> all_;
  std::vector<std::string> previous_;  // interaction that each continues, or ""
  std::map<TurnId, std::size_t> wholes_;
};

}  // namespace

std::vector<Exchange> exchanges_of(const std::vector<std::string>& entries) {
  Teller teller;
  for (const std::string& entry : entries) teller.add(entry);
  return teller.finish();
}

std::string request_of(const std::vector<std::string>& entries, RequestId request) {
  Session session;
  for (const std::string& entry : entries) {
    for (const Effect& effect : session.step({.kind = InputKind::kJournalEntry, .text = entry})) {
      if (effect.kind == EffectKind::kHttpStart && effect.id == request) return effect.text;
    }
  }
  return {};
}

}  // namespace parley
