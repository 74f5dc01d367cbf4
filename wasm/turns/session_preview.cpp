// What would be sent.
#include "turns/next_message.h"
#include "turns/session.h"

namespace parley {
namespace {

constexpr const char* kNotYet = "\xE2\x80\xA6";  // an ellipsis

}  // namespace

std::string Session::preview(SubmitMode mode, std::string_view settings,
                             std::string_view message) const {
  const SettingsFacts facts = read_settings(settings);
  if (!facts.valid || mode > SubmitMode::kInterrupt) return {};
  Turn turn;
  turn.message = message;
  turn.settings = std::make_shared<const Settings>(Settings{std::string(settings), facts});
  const TurnId parent = next_message(queue_, turns_, mode).parent;
  if (parent != kNoTurn) {
    turn.environment = turns_.at(parent).answer.interaction().environment();
  }
  if (parent != kNoTurn && facts.store) {
    const Turn& before = turns_.at(parent);
    turn.continues = before.interaction();
    const bool comes = queue_.state(parent) != TurnState::kDone && before.settings->facts.store;
    if (turn.continues.empty() && comes) turn.continues = kNotYet;
  }
  return turn.body(turn.continues.empty() ? history(queue_, turns_, parent)
                                          : std::vector<std::string>());
}

}  // namespace parley
