#include "turns/turn.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

namespace parley {
namespace {

Turn turn(std::string message, std::string settings) {
  Turn turn;
  turn.message = std::move(message);
  const SettingsFacts facts = read_settings(settings);
  turn.settings = std::make_shared<const Settings>(Settings{std::move(settings), facts});
  return turn;
}

const std::vector<std::string> kHistory = {R"([{"type":"user_input","content":[]}])",
                                           R"([{"type":"model_output","content":[]}])"};

TEST_CASE("a message continues an interaction, or brings along what was said before") {
  Turn chained = turn("Hi", R"({"model":"m"})");
  chained.continues = "v1_a";
  CHECK(chained.body(kHistory) ==
        R"({"input":"Hi","model":"m","previous_interaction_id":"v1_a","stream":true})");
  const Turn alone = turn("Hi", R"({"model":"m"})");
  CHECK(alone.body({}) == R"({"input":"Hi","model":"m","stream":true})");
  CHECK(
      alone.body(kHistory) ==
      R"({"input":[{"content":[],"type":"user_input"},{"content":[],"type":"model_output"},)"
      R"({"content":[{"text":"Hi","type":"text"}],"type":"user_input"}],"model":"m","stream":true})");
  CHECK(turn("Hi", "[]").body({}).empty());
}

TEST_CASE("results go as they are, and with all that led to them where nothing is continued") {
  Emitter out;
  Turn called = turn("Roll", R"({"model":"m"})");
  Interaction asked;
  REQUIRE(asked.load(
      R"({"id":"v1_a","status":"requires_action","steps":[{"type":"function_call","id":"c"}]})"));
  called.answer.replace(std::move(asked), false, 1, &out);
  called.results = true;
  called.continues = called.interaction();
  called.answer.go_on(R"([{"type":"function_result","call_id":"c","result":4}])", true, 1, &out);
  CHECK(called.body(kHistory) ==
        R"({"input":[{"call_id":"c","result":4,"type":"function_result"}],"model":"m",)"
        R"("previous_interaction_id":"v1_a","stream":true})");
  called.continues.clear();
  CHECK(called.body({}) ==
        R"({"input":[{"content":[{"text":"Roll","type":"text"}],"type":"user_input"},)"
        R"({"id":"c","type":"function_call"},)"
        R"({"call_id":"c","result":4,"type":"function_result"}],"model":"m","stream":true})");
}

TEST_CASE("a long answer goes on with its token, or with a word where there is none") {
  Emitter out;
  Turn turn_ = turn("Long", R"({"model":"m"})");
  turn_.continues = "v1_a";
  turn_.said = "continue";
  turn_.answer.go_on(R"([{"type":"user_input"}])", false, 1, &out);
  CHECK(turn_.body({}) ==
        R"({"input":"continue","model":"m","previous_interaction_id":"v1_a","stream":true})");
  turn_.token = "t";
  CHECK(turn_.body({}) ==
        R"({"continuation_token":"t","model":"m","previous_interaction_id":"v1_a","stream":true})");
}

}  // namespace
}  // namespace parley
