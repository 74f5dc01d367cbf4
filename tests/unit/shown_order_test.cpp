#include "turns/shown_order.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace parley {
namespace {

std::string told(Emitter* out) {
  std::string all;
  for (const Effect& effect : out->effects) {
    all += std::string(name(effect.kind)) + ' ' + std::to_string(effect.id) + ' ' +
           std::to_string(effect.arg) + ' ' + effect.text + '\n';
  }
  out->effects.clear();
  return all;
}

TEST_CASE("the view is told of the order when it changes, and not again") {
  TurnQueue queue;
  std::map<TurnId, Turn> turns;
  ShownOrder shown;
  Emitter out;
  shown.update(queue, turns, &out);
  CHECK(told(&out) == "");

  for (int i = 0; i < 2; ++i) {
    Turn& turn = turns[queue.add(SubmitMode::kQueued, kNoTurn)];
    turn.settings = std::make_shared<const Settings>();
  }
  shown.update(queue, turns, &out);
  CHECK(told(&out) ==
        "turn_parent 1 0 \nturn_place 1 0 \nturn_parent 2 1 \nturn_place 2 1 last\n"
        "queue 0 0 1 2\nhead 2 0 \nversions 0 0 1\nversions 1 0 2\n"
        "next 0 0 2 2 0\n0 0 0\n0 0 0\n");
  shown.update(queue, turns, &out);
  CHECK(told(&out) == "");

  REQUIRE(queue.apply(1, TurnEvent::kStart));
  REQUIRE(queue.apply(1, TurnEvent::kFail));
  shown.update(queue, turns, &out);
  CHECK(told(&out) ==
        "turn_place 2 0 last\nqueue 0 0 2\nhead 2 1 \nturn_blocks 1 1 \n");  // for the user
  shown.parent(2, 1, "v1_a", &out);
  shown.parent(2, 1, "v1_a", &out);
  CHECK(told(&out) == "turn_parent 2 1 v1_a\n");
  REQUIRE(queue.skip(1));
  shown.update(queue, turns, &out);
  CHECK(told(&out).find("head 2 0 \nturn_blocks 1 0 \n") != std::string::npos);
}

}  // namespace
}  // namespace parley
