// What a page would show, made of effects alone.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "io.h"

namespace parley {

struct View {
  struct Turn {
    std::string message, answer, error, interaction;
    TurnState state = TurnState::kQueued;
    TurnId parent = kNoTurn;
    std::uint32_t events = 0;
    std::uint32_t held = 0;
    Branch branch = Branch::kInUse;
    std::string place;
    std::string settings;
    std::string connection;  // a word of namespace reason
    std::uint32_t blocks = 0;
    RequestStage request = RequestStage::kOver;
    std::uint32_t requests = 0;
  };
  struct Next {
    TurnId parent = kNoTurn, waits = kNoTurn, stops = kNoTurn;
  };
  std::map<TurnId, Turn> turns;
  std::map<TurnId, std::string> versions;  // by what they follow
  std::string next_text;
  std::array<Next, 3> next;  // by SubmitMode
  std::string queue;
  TurnId head = kNoTurn;
  std::uint32_t paused = 0;

  void apply(const Effect& effect) {
    switch (effect.kind) {
      case EffectKind::kTurnAdded:
      case EffectKind::kTurnText:
        turns[effect.id].message = effect.text;
        break;
      case EffectKind::kTurnRemoved:
        turns.erase(effect.id);
        versions.erase(effect.id);
        break;
      case EffectKind::kTurnState:
        turns[effect.id].state = static_cast<TurnState>(effect.arg);
        break;
      case EffectKind::kTurnParent:
        turns[effect.id].parent = effect.arg;
        break;
      case EffectKind::kTurnHeld:
        turns[effect.id].held = effect.arg;
        break;
      case EffectKind::kTurnSettings:
        turns[effect.id].settings = effect.text;
        break;
      case EffectKind::kConnection:
        turns[effect.id].connection = effect.text;
        break;
      case EffectKind::kTurnBlocks:
        turns[effect.id].blocks = effect.arg;
        break;
      case EffectKind::kTurnRequest:
        turns[effect.id].request = static_cast<RequestStage>(effect.arg);
        turns[effect.id].requests += effect.arg == 0 ? 1 : 0;
        break;
      case EffectKind::kTurnReset:
        turns[effect.id].answer.clear();
        turns[effect.id].error.clear();
        break;
      case EffectKind::kText:
        turns[effect.id].answer += effect.text;
        break;
      case EffectKind::kStep: {  // a step that came whole brings its text along
        if (effect.text.find("user_input") != std::string::npos) break;
        const std::size_t at = effect.text.find("\"text\":\"");
        if (at != std::string::npos) {
          const std::size_t end = effect.text.find('"', at + 8);
          turns[effect.id].answer = effect.text.substr(at + 8, end - at - 8);
        }
        break;
      }
      case EffectKind::kTurnError:
        turns[effect.id].error = effect.text;
        break;
      case EffectKind::kInteraction:
        turns[effect.id].interaction = effect.text;
        break;
      case EffectKind::kEvent:
        ++turns[effect.id].events;
        break;
      case EffectKind::kVersions:
        versions[effect.id] = effect.text;
        break;
      case EffectKind::kTurnBranch:
        turns[effect.id].branch = static_cast<Branch>(effect.arg);
        break;
      case EffectKind::kTurnPlace:
        turns[effect.id].place = std::to_string(effect.arg) + effect.text;
        break;
      case EffectKind::kNext:
        next_text = effect.text;
        std::sscanf(effect.text.c_str(), "%u %u %u\n%u %u %u\n%u %u %u", &next[0].parent,
                    &next[0].waits, &next[0].stops, &next[1].parent, &next[1].waits, &next[1].stops,
                    &next[2].parent, &next[2].waits, &next[2].stops);
        break;
      case EffectKind::kQueue:
        queue = effect.text;
        break;
      case EffectKind::kHead:
        head = effect.id;
        paused = effect.arg;
        break;
      default:
        break;
    }
  }

  std::string text() const {
    std::string all =
        queue + '|' + std::to_string(head) + '|' + std::to_string(paused) + '\n' + next_text + '\n';
    for (const auto& [id, list] : versions) all += std::to_string(id) + ": " + list + '\n';
    for (const auto& [id, turn] : turns) {
      all += std::to_string(id) + ' ' + turn.place +
             kBranchNames[static_cast<std::size_t>(turn.branch)] + ' ' +
             kTurnStateNames[static_cast<std::size_t>(turn.state)] +
             (turn.held != 0 ? " held " : " ") + std::to_string(turn.parent) + ' ' +
             std::to_string(turn.events) + ' ' + turn.message + '|' + turn.answer + '|' +
             turn.error + '|' + turn.interaction + '|' + std::to_string(turn.blocks) + ' ' +
             std::to_string(turn.requests) + '\n';
    }
    return all;
  }
};

}  // namespace parley
