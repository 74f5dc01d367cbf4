// What the effects of a session say that there is: none may speak of anything else.
#pragma once

#include <charconv>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "choices.h"
#include "io.h"

namespace parley {

class Shown {
 public:
  void take(const Effect& effect) {
    switch (effect.kind) {
      case EffectKind::kHttpStart:
        require(effect.id != 0 && started_.insert(effect.id).second);
        require(exists(effect.arg));
        check_request(effect.text);
        open_.insert(effect.id);
        newest_request = effect.id;
        break;
      case EffectKind::kHttpAbort:
        require(open_.erase(effect.id) == 1);
        break;
      case EffectKind::kTimerStart:
        require(effect.id != 0);
        newest_timer = effect.id;
        break;
      case EffectKind::kJournal:
      case EffectKind::kKeep:
      case EffectKind::kRoom:
      case EffectKind::kRoomLeft:
        break;
      case EffectKind::kTurnAdded:
        require(effect.id == last_turn_ + 1);
        require(effect.arg == 0 || exists(effect.arg));
        last_turn_ = effect.id;
        break;
      case EffectKind::kTurnRemoved:
        require(exists(effect.id));
        removed_.insert(effect.id);
        break;
      case EffectKind::kTurnState:
        require(exists(effect.id) && effect.arg < std::size(kTurnStateNames));
        break;
      case EffectKind::kTurnBlocks:
        require(exists(effect.id) && effect.arg <= 1);
        break;
      case EffectKind::kTurnRequest:
        require(exists(effect.id) && effect.arg < std::size(kRequestStageNames));
        break;
      case EffectKind::kTurnParent:
        require(exists(effect.id) && (effect.arg == 0 || exists(effect.arg)));
        break;
      case EffectKind::kTurnBranch:
        require(exists(effect.id) && effect.arg < std::size(kBranchNames));
        break;
      case EffectKind::kVersions:
        require(effect.id == 0 || exists(effect.id));
        check_list(effect.text);
        break;
      case EffectKind::kNext:
        check_next(effect.text);
        break;
      case EffectKind::kHead:
      case EffectKind::kNotice:
        require(effect.id == 0 || exists(effect.id));
        break;
      case EffectKind::kConnection:
        require(exists(effect.id) && effect.arg < std::size(kConnectionNames));
        break;
      case EffectKind::kQueue:
        check_list(effect.text);
        break;
      case EffectKind::kBreach:
      case EffectKind::kCalls:
      case EffectKind::kTurnPlace:
      case EffectKind::kTurnText:
      case EffectKind::kTurnSettings:
      case EffectKind::kTurnReset:
      case EffectKind::kTurnHead:
      case EffectKind::kEvent:
      case EffectKind::kStep:
      case EffectKind::kText:
      case EffectKind::kThought:
      case EffectKind::kInteraction:
      case EffectKind::kTurnError:
      case EffectKind::kRetryAt:
      case EffectKind::kTurnHeld:
        require(exists(effect.id));
        break;
    }
  }

  // The host has told that it is over, or there is no host any more.
  void close(std::uint32_t request) { open_.erase(request); }
  void close_all() { open_.clear(); }

  std::uint32_t newest_request = 0;
  std::uint32_t newest_timer = 0;

 private:
  bool exists(std::uint32_t turn) const {
    return turn != 0 && turn <= last_turn_ && removed_.count(turn) == 0;
  }

  static void check_request(std::string_view text) {
    bool known = false;
    for (const char* const start : {"POST /v1beta/interactions", "GET /parley/streams/",
                                    "GET /v1beta/interactions/", "DELETE /parley/streams/"}) {
      known = known || text.rfind(start, 0) == 0;
    }
    require(known && text.find("\n\n") != text.npos);
  }

  void check_list(std::string_view list) const {
    std::set<std::uint32_t> seen;
    while (!list.empty()) {
      std::uint32_t turn = 0;
      const auto read = std::from_chars(list.data(), list.data() + list.size(), turn);
      require(read.ec == std::errc() && exists(turn) && seen.insert(turn).second);
      list.remove_prefix(static_cast<std::size_t>(read.ptr - list.data()));
      if (!list.empty()) list.remove_prefix(1);
    }
  }

  void check_next(std::string_view numbers) const {
    while (!numbers.empty()) {
      std::uint32_t turn = 0;
      const auto read = std::from_chars(numbers.data(), numbers.data() + numbers.size(), turn);
      require(read.ec == std::errc() && (turn == 0 || exists(turn)));
      numbers.remove_prefix(static_cast<std::size_t>(read.ptr - numbers.data()));
      if (!numbers.empty()) numbers.remove_prefix(1);
    }
  }

  std::set<std::uint32_t> started_, open_, removed_;
  std::uint32_t last_turn_ = 0;
};

}  // namespace parley
