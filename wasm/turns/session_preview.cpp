// What would be sent.
#include <tuple>

#include "turns/session.h"

namespace parley {
namespace {

constexpr const char* kNotYet = "\xE2\x80\xA6";  // an ellipsis

}  // namespace

// Writing on behind a failure is the decision to go on without it; but not while that is going to
// be sent again by itself.
bool Session::gives_up_head(SubmitMode mode) const {
  const auto head = turns_.find(queue_.head());
  return mode == SubmitMode::kQueued && head != turns_.end() && head->second.timer == 0;
}

std::string Session::preview(SubmitMode mode, std::string_view settings,
                             std::string_view message) const {
  const SettingsFacts facts = read_settings(settings);
  if (!facts.valid || mode > SubmitMode::kInterrupt) return {};
  TurnQueue queue = queue_;
  if (gives_up_head(mode)) std::ignore = queue.skip(queue.head());
  const TurnId id = queue.add(mode, kNoTurn);
  TurnId blocking = kNoTurn;
  if (mode == SubmitMode::kInterrupt && queue.promote(id, &blocking) && blocking != kNoTurn) {
    std::ignore = queue.apply(blocking, TurnEvent::kStop);
    std::ignore = queue.skip(blocking);
  }
  Turn turn;
  turn.message = message;
  turn.settings = std::make_shared<const Settings>(Settings{std::string(settings), facts});
  const TurnId parent = queue.expected_parent(id);
  if (parent != kNoTurn && facts.store) {
    const Turn& before = turns_.at(parent);
    turn.continues = before.interaction();
    const bool comes = queue.state(parent) != TurnState::kDone && before.settings->facts.store;
    if (turn.continues.empty() && comes) turn.continues = kNotYet;
  }
  return turn.body(turn.continues.empty() ? history(queue, turns_, parent)
                                          : std::vector<std::string>());
}

}  // namespace parley
