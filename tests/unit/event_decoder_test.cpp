#include "answer/event_decoder.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

Event decode(const std::string& data, const std::string& type = "message") {
  SseMessage message;
  message.type = type;
  message.data = data;
  return decode_event(message);
}

std::string json_of(const std::string& data, const std::string& type = "message") {
  return event_json(decode(data, type));
}

Event delta(const std::string& json) {
  return decode(R"({"event_type":"step.delta","index":1,"delta":)" + json + '}');
}

TEST_CASE("the type is event_type, else the event name, else the legacy member type") {
  CHECK(decode(R"({"event_type":"step.stop","type":"error"})", "step.start").kind ==
        EventKind::kStepStop);
  CHECK(decode(R"({"index":0,"type":"step.stop"})", "step.start").kind == EventKind::kStepStart);
  CHECK(decode(R"({"type":"step.stop"})").kind == EventKind::kStepStop);
  CHECK(decode(R"({"event_type":7})", "step.stop").kind == EventKind::kStepStop);
  const Event unknown = decode(R"({"event_type":"step.pause"})", "step.start");
  CHECK(unknown.kind == EventKind::kUnknown);
  CHECK(unknown.type == "step.pause");
  CHECK(decode("{}").kind == EventKind::kUnknown);
}

TEST_CASE("both schemas name the same events") {
  const struct {
    const char* name;
    EventKind kind;
  } names[] = {
      {"interaction.created", EventKind::kCreated},
      {"interaction.start", EventKind::kCreated},
      {"interaction.status_update", EventKind::kStatusUpdate},
      {"interaction.in_progress", EventKind::kStatusUpdate},
      {"interaction.requires_action", EventKind::kStatusUpdate},
      {"step.start", EventKind::kStepStart},
      {"content.start", EventKind::kStepStart},
      {"step.delta", EventKind::kStepDelta},
      {"content.delta", EventKind::kStepDelta},
      {"step.stop", EventKind::kStepStop},
      {"content.stop", EventKind::kStepStop},
      {"interaction.completed", EventKind::kCompleted},
      {"interaction.complete", EventKind::kCompleted},
      {"done", EventKind::kDone},
  };
  for (const auto& each : names) {
    CAPTURE(each.name);
    const Event event = decode("{}", each.name);
    CHECK(event.kind == each.kind);
    CHECK(event.type == each.name);
  }
}

TEST_CASE("[DONE] is no JSON and no fault") {
  CHECK(decode("[DONE]", "done").kind == EventKind::kDone);
  CHECK(decode("[DONE]").kind == EventKind::kDone);
}

TEST_CASE("index and event_id, wherever they stand") {
  CHECK(decode(R"({"event_type":"step.stop","index":3})").index == 3);
  CHECK(decode(R"({"event_type":"step.stop","index":"3"})").index == 3);
  CHECK(decode(R"({"event_type":"step.stop","index":3.0})").index == 3);
  CHECK(decode(R"({"event_type":"step.stop","index":1048576})").index == kMaxIndex);
  CHECK(decode(R"({"event_type":"step.stop","index":null})").index == kNoIndex);
  for (const char* const bad : {"-1", "3.5", "\"x\"", "\"\"", "[]", "true", "1048577", "4294967295",
                                "4294967296", "1e300", "\"99999999999999999999\""}) {
    CAPTURE(bad);
    CHECK(decode(std::string(R"({"event_type":"step.stop","index":)") + bad + '}').index ==
          kBadIndex);
  }
  CHECK(decode(R"({"event_type":"step.stop"})").index == kNoIndex);
  CHECK(decode(R"({"event_type":"step.stop","event_id":"e","id":"i"})").event_id == "e");
  CHECK(decode(R"({"event_type":"step.stop","id":"i"})").event_id == "i");
  CHECK(decode(R"({"event_type":"interaction.created","interaction":{"event_id":"x"}})").event_id ==
        "x");
}

TEST_CASE("a status update says the same members as an interaction") {
  CHECK(json_of(R"({"event_type":"interaction.status_update","interaction_id":"v1_a",)"
                R"("status":"in_progress","continuation_token":"t","usage":{"total_tokens":1}})") ==
        R"({"continuation_token":"t","id":"v1_a","status":"in_progress",)"
        R"("usage":{"total_tokens":1}})");
  CHECK(json_of("{}", "interaction.requires_action") == R"({"status":"requires_action"})");
  CHECK(json_of(R"({"interaction":{"status":"failed"},"status":"x"})", "interaction.completed") ==
        R"({"status":"failed"})");
}

TEST_CASE("deltas bring their text along") {
  CHECK(delta(R"({"type":"text","text":"a"})").text == "a");
  CHECK(delta(R"({"type":"thought_summary","content":{"text":"b"}})").text == "b");
  CHECK(delta(R"({"type":"thought_signature","signature":"c"})").text == "c");
  CHECK(delta(R"({"type":"arguments_delta","arguments":"{"})").text == "{");
  CHECK(delta(R"({"type":"arguments_delta","arguments":{"x":1}})").text == "");
  CHECK(delta(R"({"type":"arguments_delta","partial_arguments":"{"})").text == "{");
}

TEST_CASE("a delta that is nothing but text has no tree, however it was read") {
  // With a member more it is not of the shape that text_delta.h reads.
  for (const char* const more : {"", R"(,"x":0)"}) {
    CAPTURE(more);
    const Event event = decode(R"({"event_type":"step.delta","index":2,"event_id":"e")" +
                               std::string(more) + R"(,"delta":{"type":"text","text":"a\n"}})");
    CHECK(event.kind == EventKind::kStepDelta);
    CHECK(event.type == "step.delta");
    CHECK(event.event_id == "e");
    CHECK(event.index == 2);
    CHECK(event.delta_type == "text");
    CHECK(event.text == "a\n");
    CHECK(event.json.ptr() == nullptr);
  }
  CHECK(delta(R"({"type":"text","text":"a","annotations":null})").json.ptr() == nullptr);
  CHECK(event_json(delta(R"({"text":"a"})")) == R"({"text":"a"})");
  CHECK(event_json(delta(R"({"type":"text","text":7})")) == R"({"text":7,"type":"text"})");
  CHECK(event_json(delta(R"({"type":"text","x":"a"})")) == R"({"type":"text","x":"a"})");
}

TEST_CASE("a missing or unknown delta type is inferred from the members") {
  const char* const cases[][2] = {
      {R"({"text":"a"})", "text"},
      {R"({"type":"text_v2","text":"a"})", "text"},
      {R"({"content":{"text":"a"}})", "thought_summary"},
      {R"({"signature":"a"})", "thought_signature"},
      {R"({"signature":"a","text":"b"})", "text"},
      {R"({"annotations":[]})", "text_annotation_delta"},
      {R"({"arguments":"{"})", "arguments_delta"},
      {R"({"partial_arguments":"{"})", "arguments_delta"},
      {R"({"data":"AA==","mime_type":"image/png"})", "image"},
      {R"({"data":"AA==","mime_type":"audio/wav"})", "audio"},
      {R"({"uri":"u","mime_type":"video/mp4"})", "video"},
      {R"({"uri":"u","mime_type":"application/pdf"})", "document"},
      {R"({"type":"hologram"})", "hologram"},
      {R"({"type":"text_annotation","annotations":[]})", "text_annotation_delta"},
      {R"({"type":"weather_call","signature":"a"})", "weather_call"},
      {"{}", ""},
      {"null", ""},
      {"7", ""},
  };
  for (const auto& each : cases) {
    CAPTURE(each[0]);
    CHECK(delta(each[0]).delta_type == each[1]);
  }
  CHECK(json_of(R"({"event_type":"step.delta","index":1})") == "{}");
}

TEST_CASE("legacy content at content.start becomes a step") {
  const auto start = [](const std::string& content) {
    return json_of(R"({"index":1,"event_type":"content.start","content":)" + content + '}');
  };
  CHECK(start(R"({"type":"text"})") == R"({"type":"model_output"})");
  CHECK(start(R"({"type":"text","text":""})") == R"({"type":"model_output"})");
  CHECK(start(R"({"type":"text","text":"a"})") ==
        R"({"content":[{"text":"a","type":"text"}],"type":"model_output"})");
  CHECK(start(R"({"text":"a"})") ==
        R"({"content":[{"text":"a","type":"text"}],"type":"model_output"})");
  CHECK(start(R"({"type":"image"})") == R"({"type":"model_output"})");
  CHECK(start(R"({"type":"thought","signature":"s"})") == R"({"signature":"s","type":"thought"})");
  CHECK(start(R"({"type":"function_call","id":"1"})") == R"({"id":"1","type":"function_call"})");
  CHECK(start(R"({"type":"google_search_result","result":[{"rendered_content":"<b>"}]})") ==
        R"({"result":[{"search_suggestions":"<b>"}],"type":"google_search_result"})");
}

TEST_CASE("legacy citations without a type become url_citation") {
  const Event event =
      delta(R"({"type":"text_annotation","annotations":[{"source":"u","end_index":3}]})");
  CHECK(event_json(event) == R"({"annotations":[{"end_index":3,"type":"url_citation","url":"u"}],)"
                             R"("type":"text_annotation_delta"})");
}

TEST_CASE("legacy outputs become steps") {
  CHECK(json_of(R"({"interaction":{"outputs":[{"type":"thought"}]}})", "interaction.complete") ==
        R"({"steps":[{"type":"thought"}]})");
}

TEST_CASE("errors in a stream, in all shapes") {
  const Event plain = decode(
      R"({"error":{"message":"Deadline","code":"gateway_timeout"},"event_type":"error"})", "error");
  CHECK(plain.kind == EventKind::kError);
  CHECK(plain.error.code == "gateway_timeout");
  CHECK(plain.error.message == "Deadline");
  CHECK(decode(R"({"error":{"code":503,"message":"m","status":"UNAVAILABLE"}})").error.code ==
        "UNAVAILABLE");
  CHECK(decode(R"([{"error":{"code":503,"message":"m"}}])").kind == EventKind::kError);
  CHECK(decode(R"({"error":"broken"})", "error").error.message == "broken");
  CHECK(decode("upstream broke", "error").error.message == "upstream broke");
  CHECK(decode(R"({"code":"c","message":"m"})", "error").error.code == "c");
}

TEST_CASE("an error that says nothing is noise") {
  for (const char* const empty :
       {R"({"event_type":"error"})", R"({"event_type":"error","error":{}})",
        R"({"event_type":"error","error":null})", R"({"event_type":"error","error":""})",
        R"({"event_type":"error","error":{"code":"","message":""}})"}) {
    CAPTURE(empty);
    CHECK(decode(empty, "error").kind == EventKind::kEmptyError);
  }
}

TEST_CASE("what is not a JSON object is unreadable, never fatal") {
  for (const char* const bad : {"", "{", "[]", "7", "\"x\"", "{\"a\":1}}", "nonsense", "[[1]]"}) {
    CAPTURE(bad);
    const Event event = decode(bad, "step.delta");
    CHECK(event.kind == EventKind::kUnreadable);
    CHECK(event.type == "step.delta");
    CHECK(!event.problem.empty());
  }
}

TEST_CASE("deep nesting is unreadable, and costs no stack") {
  const auto nested = [](int depth) {
    return R"({"event_type":"step.start","step":)" +
           std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + '}';
  };
  CHECK(decode(nested(kMaxJsonDepth - 1)).kind == EventKind::kStepStart);
  CHECK(decode(nested(kMaxJsonDepth)).kind == EventKind::kUnreadable);
  CHECK(decode(nested(500000)).kind == EventKind::kUnreadable);
  CHECK(decode(std::string(500000, '[')).kind == EventKind::kUnreadable);
  CHECK(decode_error(std::string(500000, '['), 500).http_status == 500);
}

TEST_CASE("escapes of lone surrogates are repaired, pairs are read") {
  CHECK(delta(R"({"type":"text","text":"a\ud83db"})").text ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(delta(R"({"type":"text","text":"\ud83d\ude00"})").text == "\xF0\x9F\x98\x80");
  CHECK(delta(R"({"type":"text","text":"\ud83d\ude00\ude00"})").text ==
        "\xF0\x9F\x98\x80\xEF\xBF\xBD");
}

}  // namespace
}  // namespace parley
