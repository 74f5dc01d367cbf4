#include "answer/text_delta.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

TEST_CASE("the members may stand in any order, with space between them") {
  for (const char* const data :
       {R"({"index":3,"delta":{"text":"a\nb","type":"text"},"event_type":"step.delta"})",
        R"({"event_type":"step.delta","delta":{"type":"text","text":"a\nb"},"index":3})",
        R"({"delta":{"type":"text","text":"a\u000ab"},"event_id":"","event_type":"step.delta",)"
        R"("index":3})",
        " {\t\"index\" : 3 , \"delta\" : { \"text\" : \"a\\nb\" , \"type\" : \"text\" } ,\r\n"
        "\"event_type\" : \"step.delta\" } "}) {
    CAPTURE(data);
    TextDelta delta;
    REQUIRE(read_text_delta(data, &delta));
    CHECK(delta.index == 3);
    CHECK(delta.event_id == "");
    CHECK(delta.text == "a\nb");
  }
}

TEST_CASE("an event id comes along, and an empty text is one") {
  TextDelta delta;
  REQUIRE(read_text_delta(R"({"event_id":"v1_x","index":0,"delta":{"type":"text","text":""},)"
                          R"("event_type":"step.delta"})",
                          &delta));
  CHECK(delta.event_id == "v1_x");
  CHECK(delta.index == 0);
  CHECK(delta.text == "");
}

TEST_CASE("all else is for the tree") {
  const auto event = [](const std::string& index, const std::string& delta,
                        const std::string& more) {
    return R"({"index":)" + index + R"(,"delta":)" + delta + more + '}';
  };
  const std::string text = R"({"type":"text","text":"a"})";
  const std::string type = R"(,"event_type":"step.delta")";
  TextDelta ignored;
  REQUIRE(read_text_delta(event("1", text, type), &ignored));
  for (const std::string& data : {
           event("-1", text, type),
           event("01", text, type),
           event("1.0", text, type),
           event("1e1", text, type),
           event("\"1\"", text, type),
           event("null", text, type),
           event("1000000", text, type),
           event("", text, type),
           event("1", text, ""),
           event("1", text, R"(,"event_type":"step.start")"),
           event("1", text, R"(,"event_type":"step\u002edelta")"),
           event("1", text, type + type),
           event("1", text, type + R"(,"index":1)"),
           event("1", text, type + R"(,"event_id":"a","event_id":"b")"),
           event("1", text, type + R"(,"event_id":"\u0061")"),
           event("1", text, type + R"(,"event_id":null)"),
           event("1", text, type + R"(,"id":"a")"),
           event("1", text, type + R"(,"metadata":{})"),
           event("1", text, type + R"(,"":0)"),
           event("1", text, type + ','),
           event("1", text, type) + 'x',
           event("1", text, type) + '}',
           '\xEF' + event("1", text, type),
           event("1", R"({"type":"text"})", type),
           event("1", R"({"text":"a"})", type),
           event("1", R"({"type":"text","text":7})", type),
           event("1", R"({"type":"text","text":null})", type),
           event("1", R"({"type":"text","text":"a","text":"b"})", type),
           event("1", R"({"type":"text","type":"text"})", type),
           event("1", R"({"type":"thought_summary","text":"a"})", type),
           event("1", R"({"type":"text","text":"a","annotations":[]})", type),
           event("1", R"({"type":"text","text":"a",})", type),
           event("1", "{}", type),
           event("1", "[]", type),
           std::string(R"({"index":1,"event_type":"step.delta"})"),
           std::string(R"({"delta":{"type":"text","text":"a"},"event_type":"step.delta"})"),
           std::string("{}"),
           std::string("[]"),
           std::string("[DONE]"),
           std::string(),
       }) {
    CAPTURE(data);
    CHECK_FALSE(read_text_delta(data, &ignored));
  }
}

TEST_CASE("cut anywhere it is none") {
  const std::string whole =
      R"({"index":12,"delta":{"type":"text","text":"a\u00e4\n"},"event_id":"e",)"
      R"("event_type":"step.delta"})";
  TextDelta delta;
  REQUIRE(read_text_delta(whole, &delta));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(read_text_delta(whole.substr(0, length), &delta));
  }
}

}  // namespace
}  // namespace parley
