// Whether two interactions have the same steps.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "answer/interaction.h"
#include "support/events.h"

namespace parley {
namespace {

Interaction loaded(const std::string& resource) {
  Interaction interaction;
  CHECK(interaction.load(resource));
  return interaction;
}

Interaction streamed(const std::vector<std::string>& events) {
  Interaction interaction;
  for (const std::string& each : events) interaction.apply(event_of(each), nullptr);
  return interaction;
}

const std::string kText =
    R"({"steps":[{"type":"model_output","content":[{"type":"text","text":"ab"}]}]})";

TEST_CASE("what was streamed equals the resource that says the same, whatever else that says") {
  const Interaction stream =
      streamed({R"({"event_type":"step.start","index":3,"step":{"type":"model_output"}})",
                R"({"event_type":"step.delta","index":3,"delta":{"type":"text","text":"a"}})",
                R"({"event_type":"step.delta","index":3,"delta":{"type":"text","text":"b"}})"});
  CHECK(stream.same_steps(loaded(kText)));
  CHECK(loaded(kText).same_steps(stream));
  CHECK(stream.same_steps(loaded("{\"id\":\"x\"," + kText.substr(1))));
  CHECK(Interaction().same_steps(loaded("{}")));
}

TEST_CASE("a step more, less or other makes them differ") {
  const Interaction whole = loaded(kText);
  for (const char* const other :
       {R"({})", R"({"steps":[]})",
        R"({"steps":[{"type":"model_output","content":[{"type":"text","text":"a"}]}]})",
        R"({"steps":[{"type":"model_output","content":[{"type":"text","text":"ab"}],"x":null}]})",
        R"({"steps":[{"type":"thought"},)"
        R"({"type":"model_output","content":[{"type":"text","text":"ab"}]}]})",
        R"({"steps":[{"type":"model_output","content":[{"type":"text","text":"ab"}]},7]})"}) {
    CAPTURE(other);
    CHECK_FALSE(whole.same_steps(loaded(other)));
    CHECK_FALSE(loaded(other).same_steps(whole));
  }
}

TEST_CASE("arguments under way count as far as they have come") {
  const std::string call =
      R"({"event_type":"step.start","index":0,"step":{"type":"function_call","name":"f"}})";
  const auto piece = [](const std::string& text) {
    return R"({"event_type":"step.delta","index":0,"delta":{"type":"arguments_delta",)"
           R"("arguments":")" +
           text + "\"}}";
  };
  const Interaction half = streamed({call, piece("{")});
  const Interaction whole = streamed({call, piece("{"), piece("}")});
  CHECK_FALSE(half.same_steps(whole));
  CHECK(whole.same_steps(streamed({call, piece("{}")})));
  CHECK(whole.same_steps(
      loaded(R"({"steps":[{"type":"function_call","name":"f","arguments":{}}]})")));
  CHECK(half.same_steps(
      loaded(R"({"steps":[{"type":"function_call","name":"f","arguments":"{"}]})")));
}

TEST_CASE("what takes the place of an answer knows of its events, until it forgets them") {
  const std::string event =
      R"({"event_type":"step.delta","event_id":"1","delta":{"type":"text","text":"a"}})";
  Interaction one;
  CHECK(one.is_new(event_of(event)));
  Interaction whole;
  whole.take_ids(&one);
  CHECK_FALSE(whole.is_new(event_of(event)));
  whole.forget_ids();
  CHECK(whole.is_new(event_of(event)));
}

}  // namespace
}  // namespace parley
