#include "users/answer_record.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

// Whether `id` is the user's after an answer, in pieces of `size` bytes.
bool recorded(const std::string& answer, bool events, const std::string& id, std::size_t size) {
  Ledger ledger("", 0);
  AnswerRecord record(&ledger, "anna", "");
  record.begin(events);
  for (std::size_t at = 0; at < answer.size(); at += size) {
    record.feed(std::string_view(answer).substr(at, size));
  }
  return ledger.owns("anna", id);
}

TEST_CASE("an answer's interaction is known, in whatever pieces and lines it comes") {
  const std::string created =
      "event: interaction.created\ndata: "
      "{\"interaction\":{\"id\":\"v1_x\",\"status\":\"in_progress\"},"
      "\"event_type\":\"interaction.created\"}\n\n";
  const std::string answers[] = {
      created,
      ": hello\n\ndata: {\"event_type\":\"step.start\",\"index\":0}\n\n" + created,
      "data:{\"event_type\":\"interaction.status_update\",\"interaction_id\":\"v1_x\"}\r\n\r\n",
      "data: {\"interaction\":\ndata: {\"id\":\ndata: \"v1_x\"}}\n\n",
      "data: {\"interaction\":\r\ndata: {\"id\":\r\ndata: \"v1_x\"}}\r\n\r\n",
      "data: {\"interaction\":\rdata: {\"id\":\rdata: \"v1_x\"}}\r\r",
      "id: 7\nretry: 5\ndata: {\"junk\n\n" + created,
  };
  for (const std::string& answer : answers) {
    CAPTURE(answer);
    for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{7}, answer.size()}) {
      CHECK(recorded(answer, true, "v1_x", size));
    }
  }
  const std::string whole = R"({"steps":[{"id":"no"}],"object":"interaction","id":"v1_x"})";
  for (const std::size_t size : {std::size_t{1}, std::size_t{3}, whole.size()}) {
    CHECK(recorded(whole, false, "v1_x", size));
    CHECK_FALSE(recorded(whole, false, "no", size));
  }
}

// The client cannot ask for what it does not know yet.
TEST_CASE("it is known as soon as the id's last byte is there") {
  Ledger ledger("", 0);
  AnswerRecord record(&ledger, "anna", "");
  record.begin(true);
  record.feed("data: {\"interaction\":{\"id\":\"v1_x");
  CHECK_FALSE(ledger.owns("anna", "v1_x"));
  record.feed("\"");
  CHECK(ledger.owns("anna", "v1_x"));
}

TEST_CASE("what a model writes makes nobody an owner") {
  const std::string delta =
      "data: {\"event_type\":\"step.delta\",\"id\":\"v1_no\",\"delta\":{\"type\":\"text\",\"text\":"
      "\"\\n\\ndata: "
      "{\\\"interaction\\\":{\\\"id\\\":\\\"v1_no\\\"}}\\n\\n\",\"interaction\":{\"id\":\"v1_no\"}}"
      "}\n\n";
  CHECK_FALSE(recorded(delta, true, "v1_no", delta.size()));
  const std::string field = "event: {\"interaction\":{\"id\":\"v1_no\"}}\n\n";
  CHECK_FALSE(recorded(field, true, "v1_no", field.size()));
}

// What an answer to a request for `interaction` has cost by its end.
std::uint64_t cost(const std::string& answer, bool events, const std::string& interaction = "") {
  Ledger ledger("", 0);
  if (!interaction.empty()) ledger.add(interaction, "anna", ledger_day());
  {
    AnswerRecord record(&ledger, "anna", interaction);
    record.begin(events);
    for (const char c : answer) record.feed(std::string_view(&c, 1));
  }
  return ledger.spent("anna", ledger_day());
}

TEST_CASE("what an answer cost is known at its end, wherever that was said") {
  CHECK(cost(R"({"usage":{"total_input_tokens":1,"total_tokens":58},"id":"v1_x"})", false) == 58);
  CHECK(cost(R"({"usage":{"total_tokens":58},"id":"v1_x"})", false, "v1_x") == 58);
  const std::string created = "data: {\"interaction\":{\"id\":\"v1_x\"}}\n\n";
  CHECK(cost(created +
                 "data: {\"interaction\":{\"id\":\"v1_x\",\"usage\":{\"total_tokens\":58}}}\n\n",
             true) == 58);
  CHECK(cost(created +
                 "data: {\"usage\":{\"total_tokens\":30},\"step_usage\":{\"total_tokens\":99}}\n\n"
                 "data: {\"usage\":{\"total_tokens\":58}}\n\ndata: {\"usage\":{\"total_tokens\":5",
             true) == 58);
  CHECK(cost("data: {\"interaction\":{\"id\":\"\",\"usage\":{\"total_tokens\":58}}}\n\n", true) ==
        58);
  CHECK(cost(R"({"usage":{"total_tokens":58}})", false) == 58);
  CHECK(cost(R"({"steps":[{"usage":{"total_tokens":58}}],"id":"v1_x"})", false) == 0);
  CHECK(cost(R"({"usage":{"total_tokens":-58},"id":"v1_x"})", false) == 0);
}

TEST_CASE("with nobody to keep it from, nothing is read") {
  AnswerRecord record(nullptr, "", "");
  record.begin(false);
  record.feed("{\"id\":\"v1_x\"}");
}

}  // namespace
}  // namespace parley
