#include "users/usage.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

Ledger::Entries entries() {
  Ledger::Entries made;
  made["1"] = {"anna", 100, 10};
  made["2"] = {"anna", 99, 5};
  made["3"] = {"bob", 71, 100};
  made["4"] = {"bob", 70, 1000};  // a month ago
  made["5"] = {"carl", 100, 0};
  return made;
}

TEST_CASE("who used what today and in the month; who used most comes first") {
  const auto usage = usage_of(entries(), 100);
  REQUIRE(usage.size() == 3);
  CHECK(usage[0].user == "bob");
  CHECK(usage[0].today.interactions == 0);
  CHECK(usage[0].month.interactions == 1);
  CHECK(usage[0].month.tokens == 100);
  CHECK(usage[1].user == "anna");
  CHECK(usage[1].today.tokens == 10);
  CHECK(usage[1].month.interactions == 2);
  CHECK(usage[1].month.tokens == 15);
  CHECK(usage[2].user == "carl");
  CHECK(usage_of({}, 100).empty());
}

TEST_CASE("for a terminal, and for the page") {
  const auto usage = usage_of(entries(), 100);
  const std::string text = usage_text(usage);
  CHECK(text.find("user") == 0);
  CHECK(text.find("\nbob ") != std::string::npos);
  CHECK(text.find("            15\ncarl") != std::string::npos);
  CHECK(usage_json(usage).find(
            "{\"users\":[{\"name\":\"bob\",\"today\":{\"interactions\":0,\"tokens\":0},"
            "\"month\":{\"interactions\":1,\"tokens\":100}},{\"name\":\"anna\"") == 0);
  CHECK(usage_json({}) == "{\"users\":[]}\n");
}

}  // namespace
}  // namespace parley
