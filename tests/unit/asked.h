// What a user has asked for, from inputs and their effects.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "io.h"

namespace parley {

struct Asked {
  std::map<TurnId, std::size_t> sendings;           // that the user caused
  std::map<TurnId, std::set<std::string>> streams;  // that POSTs asked for
  std::set<TurnId> results;                         // turns that were given results
  void take(InputKind kind, const std::vector<Effect>& effects) {
    for (const Effect& effect : effects) {
      if (effect.kind == EffectKind::kTurnAdded) ++sendings[effect.id];
      if (effect.kind == EffectKind::kHttpStart && effect.text.rfind("POST /v1beta/i", 0) == 0) {
        const std::size_t at = effect.text.find("parley-stream: ");
        if (at != std::string::npos) streams[effect.arg].insert(effect.text.substr(at + 15, 22));
      }
      if (effect.kind != EffectKind::kTurnState) continue;
      const auto state = static_cast<TurnState>(effect.arg);
      if (kind == InputKind::kRetry && state == TurnState::kQueued) ++sendings[effect.id];
      if (state != TurnState::kSending) continue;
      if (kind == InputKind::kContinue || kind == InputKind::kFunctionResults) {
        if (++sendings[effect.id] > 0 && kind == InputKind::kFunctionResults) {
          results.insert(effect.id);
        }
      }
    }
  }
};

}  // namespace parley
