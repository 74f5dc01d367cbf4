// What is said to be sent is what is sent.
#include "turns/session.h"

#include <doctest/doctest.h>

#include <string>

#include "told.h"

namespace parley {
namespace {

constexpr const char* kSettings = R"({"model":"n","temperature":1})";

std::string body_of(const std::string& request) { return request.substr(request.find("\n\n") + 2); }

// The same as is sent when that message is written with these settings.
void check_next(Told* told, const char* settings, SubmitMode mode) {
  const std::string preview = told->session().preview(mode, settings, "next");
  told->input(InputKind::kSettings, 0, 0, settings);
  told->input(InputKind::kSubmit, 0, static_cast<std::uint32_t>(mode), "next");
  CHECK(body_of(told->request_text) == preview);
}

TEST_CASE("the first message, and one behind an answer") {
  for (const char* const settings :
       {kSettings, R"({"model":"m","store":false})",
        R"({"model":"m","attachments":[{"content":{"type":"image","data":"AA=="}}]})"}) {
    for (const SubmitMode mode :
         {SubmitMode::kQueued, SubmitMode::kParallel, SubmitMode::kInterrupt}) {
      Told told;
      told.open();
      check_next(&told, settings, mode);
      told.answer("v1_a", "first");
      check_next(&told, settings, mode);
      CHECK(told.session().preview(mode, "[]", "x").empty());
    }
  }
}

TEST_CASE("beside and instead of what runs") {
  for (const SubmitMode mode : {SubmitMode::kParallel, SubmitMode::kInterrupt}) {
    Told told;
    told.open();
    told.submit("one");
    told.answer("v1_a", "first");
    told.submit("two");
    told.begin();
    check_next(&told, kSettings, mode);
    CHECK(told.request_text.find("v1_a") != std::string::npos);
  }
}

TEST_CASE("behind what has failed, and behind what is going to be sent again") {
  Told told;
  told.open();
  told.submit("one");
  told.answer("v1_a", "first");
  told.submit("two");
  told.refuse(400);
  const std::string after = told.session().preview(SubmitMode::kQueued, kSettings, "x");
  CHECK(after.find(R"("previous_interaction_id":"v1_a")") != std::string::npos);

  told.input(InputKind::kRetry, 2);
  told.refuse(503);  // a retry waits
  const std::string waits = told.session().preview(SubmitMode::kQueued, kSettings, "x");
  CHECK(waits.find("\"previous_interaction_id\":\"\xE2\x80\xA6\"") != std::string::npos);
  const std::string beside = told.session().preview(SubmitMode::kParallel, kSettings, "x");
  CHECK(beside == after);
}

TEST_CASE("what runs has its id already, or it is left open") {
  Told told;
  told.open();
  told.submit("one");
  CHECK(told.session().preview(SubmitMode::kQueued, kSettings, "x").find("\xE2\x80\xA6") !=
        std::string::npos);
  told.begin();
  told.event(
      R"({"event_type":"interaction.created","interaction":{"id":"v1_b","status":"in_progress"}})");
  CHECK(told.session().preview(SubmitMode::kQueued, kSettings, "x").find("v1_b") !=
        std::string::npos);
}

}  // namespace
}  // namespace parley
