#include "answer/gist.h"

#include <doctest/doctest.h>

#include <string>

#include "support/events.h"

namespace parley {
namespace {

std::string gist(const std::string& data, const std::string& type = "message") {
  std::string line;
  append_gist(&line, event_of(data, type), data);
  return line;
}

TEST_CASE("an event is about its step, the type of what it brings, and the beginning of that") {
  CHECK(gist(R"({"event_type":"step.delta","index":1,"delta":{"type":"text","text":"a\nb"}})") ==
        "#1 text a\nb");
  CHECK(gist(R"({"event_type":"step.delta","index":0,"delta":{"type":"thought_summary",)"
             R"("content":{"type":"text","text":"so"}}})") == "#0 thought_summary so");
  CHECK(gist(R"({"event_type":"step.delta","index":0,"delta":{"type":"thought_signature",)"
             R"("signature":"AAA"}})") == "#0 thought_signature AAA");
  CHECK(gist(R"({"event_type":"step.delta","index":0,"delta":{"type":"arguments_delta",)"
             R"("arguments":"{\"a\""}})") == R"(#0 arguments_delta {"a")");
  CHECK(gist(R"({"event_type":"step.start","index":2,"step":{"type":"function_call","id":"c",)"
             R"("arguments":{"a":1}}})") == R"(#2 function_call {"a":1})");
  CHECK(gist(R"({"event_type":"interaction.completed","interaction":{"status":"completed"}})") ==
        "completed");
  CHECK(gist(R"({"event_type":"error","error":{"code":"x","message":"No."}})") == "No.");
}

TEST_CASE("both schemas say the same") {
  CHECK(gist(R"({"event_type":"content.start","index":0,"content":{"type":"text"}})") ==
        gist(R"({"event_type":"step.start","index":0,"step":{"type":"model_output"}})"));
  CHECK(gist(R"({"event_type":"content.delta","index":0,"delta":{"type":"text","text":"a"}})") ==
        "#0 text a");
}

TEST_CASE("what is not understood is shown itself") {
  CHECK(gist("[DONE]") == "[DONE]");
  CHECK(gist("not json") == "not json");
  CHECK(gist(R"({"event_type":"interaction.mood","mood":"good"})") ==
        R"({"event_type":"interaction.mood","mood":"good"})");
  CHECK(gist(R"({"event_type":"step.start","index":0,"step":7})") == "#0 ");
  CHECK(gist(R"({"event_type":"step.delta","index":"x","delta":[]})") == "");
}

TEST_CASE("a long text is cut between two characters") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xF0\x9F\x98\x80";
  const std::string line = gist(
      R"({"event_type":"step.delta","index":0,"delta":{"type":"text","text":")" + text + R"("}})");
  CHECK(line.size() < 150);
  CHECK(line.find("\x80\xE2\x80\xA6") == line.size() - 4);  // a whole one, then an ellipsis
}

}  // namespace
}  // namespace parley
