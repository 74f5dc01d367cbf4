#include "archive/exchanges.h"

#include <doctest/doctest.h>

#include <string>

#include "support/cost.h"
#include "told.h"

namespace parley {
namespace {

TEST_CASE("each request for an answer is told with what it brought and what it did not carry") {
  Told told;
  told.open();
  told.submit("one");
  told.answer("v1_a", "first");
  told.submit("two");
  told.refuse(400);
  told.input(InputKind::kRetry, 2);
  told.answer("v1_b", "second", "incomplete");
  told.input(InputKind::kContinue, 2);
  told.answer("v1_c", "third");

  const std::vector<Exchange> all = exchanges_of(told.journal);
  REQUIRE(all.size() == 4);
  CHECK(all[0].turn == 1);
  CHECK(all[0].saved == 0);
  CHECK(all[0].interaction.find("v1_a") != std::string::npos);
  CHECK(all[0].steps.at(0) ==
        R"({"content":[{"text":"first","type":"text"}],"type":"model_output"})");
  const std::string said = R"([{"content":[{"text":"one","type":"text"}],"type":"user_input"},)";
  CHECK(all[1].saved == said.size() + all[0].steps.at(0).size() + 1);
  CHECK(all[1].interaction.empty());
  CHECK(all[2].saved == all[1].saved);  // a retry sends as much again
  CHECK(all[3].saved > all[2].saved + std::string("second").size());
  for (const Exchange& each : all) {
    const std::string text = request_of(told.journal, each.request);
    CHECK(text.rfind("POST /v1beta/interactions\n", 0) == 0);
    CHECK(text.size() - text.find("\n\n") - 2 == each.sent);
  }
  CHECK(request_of(told.journal, 99).empty());
  CHECK(exchanges_of({"nonsense"}).empty());
}

TEST_CASE("without chaining nothing is saved") {
  Told told;
  told.open();
  told.input(InputKind::kSettings, 0, 0, R"({"model":"m","store":false})");
  told.submit("one");
  told.answer("v1_a", "first");
  told.submit("two");
  told.answer("v1_b", "second");
  for (const Exchange& each : exchanges_of(told.journal)) CHECK(each.saved == 0);
}

TEST_CASE("it costs in proportion to the conversation") {
  const auto run = [](int size) {
    Told told;
    told.open();
    told.talk(size);
    CHECK(exchanges_of(told.journal).size() == static_cast<std::size_t>(size));
  };
  CHECK(cost_is_linear(run, 50));
}

}  // namespace
}  // namespace parley
