#include "answer/interaction_step.h"

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <vector>

#include "support/events.h"

namespace parley {
namespace {

Event delta(const std::string& json) {
  return event_of(R"({"index":0,"delta":)" + json + '}', "step.delta");
}

Event text(const std::string& words) { return delta(R"({"type":"text","text":")" + words + "\"}"); }

JsonTree tree(const std::string& json) {
  return event_of(R"({"index":0,"step":)" + json + '}', "step.start").json;
}

Step start(const std::string& json) { return Step(tree(json)); }

Step finished(const std::string& json) { return Step::finished(tree(json)); }

// What a step that starts so has become at its stop.
std::string grown(const std::string& json, const std::vector<Event>& deltas) {
  Step step = start(json);
  for (const Event& each : deltas) CHECK(step.apply(each).notice == "");
  CHECK_FALSE(step.closed());
  CHECK(step.close());
  CHECK(step.closed());
  return step.json();
}

const std::string kOutput = R"({"type":"model_output"})";
const std::string kCall =
    R"({"type":"function_call","id":"c","name":"f","signature":"","arguments":{}})";

TEST_CASE("text deltas append to the last text block, or open one") {
  CHECK(grown(kOutput, {text("a"), text(""), text("b")}) ==
        R"({"content":[{"text":"ab","type":"text"}],"type":"model_output"})");
  CHECK(grown(kOutput, {text("a"), delta(R"({"type":"image","uri":"u","mime_type":"image/png"})"),
                        text("b")}) == R"({"content":[{"text":"a","type":"text"},)"
                                       R"({"mime_type":"image/png","type":"image","uri":"u"},)"
                                       R"({"text":"b","type":"text"}],"type":"model_output"})");
  CHECK(grown(R"({"type":"model_output","content":[{"type":"text","text":"a"}]})", {text("b")}) ==
        R"({"content":[{"text":"ab","type":"text"}],"type":"model_output"})");
}

TEST_CASE("text is what its step makes of it: a thought's summary, or more of a step named text") {
  CHECK(grown(R"({"type":"thought"})", {text("a"), text(""), text("b")}) ==
        R"({"summary":[{"text":"a","type":"text"},{"text":"b","type":"text"}],"type":"thought"})");
  CHECK(grown(R"({"type":"text"})", {text("a"), text("b")}) == R"({"text":"b","type":"text"})");
}

TEST_CASE("content without a type is text") {
  CHECK(grown(R"({"type":"model_output","content":[{"text":"a"}]})", {delta(R"({"text":"b"})")}) ==
        R"({"content":[{"text":"ab","type":"text"}],"type":"model_output"})");
}

TEST_CASE("annotations belong to the current text block") {
  CHECK(grown(kOutput,
              {text("a"), delta(R"({"type":"text_annotation_delta","annotations":[{"url":"1"}]})"),
               delta(R"({"type":"text_annotation_delta","annotations":[{"url":"2"}]})"),
               delta(R"({"type":"image","uri":"u"})"),
               delta(R"({"type":"text_annotation_delta","annotations":[{"url":"3"}]})")}) ==
        R"({"content":[{"annotations":[{"type":"url_citation","url":"1"},)"
        R"({"type":"url_citation","url":"2"},{"type":"url_citation","url":"3"}],)"
        R"("text":"a","type":"text"},{"type":"image","uri":"u"}],"type":"model_output"})");
}

TEST_CASE("other members of a text delta are kept") {
  CHECK(grown(kOutput, {delta(R"({"type":"text","text":"a","lang":"de"})"),
                        delta(R"({"type":"text","text":"b","annotations":[{"type":"x"}]})")}) ==
        R"({"content":[{"annotations":[{"type":"x"}],"lang":"de","text":"ab","type":"text"}],)"
        R"("type":"model_output"})");
}

TEST_CASE("chunks of audio are appended as bytes") {
  CHECK(grown(kOutput,
              {delta(R"({"type":"audio","data":"Zg==","mime_type":"audio/l16"})"),
               delta(R"({"type":"audio","data":"b28=","mime_type":"audio/l16","channels":1})"),
               delta(R"({"type":"audio","data":"YmFy"})")}) ==
        R"({"content":[{"channels":1,"data":"Zm9vYmFy","mime_type":"audio/l16","type":"audio"}],)"
        R"("type":"model_output"})");
  CHECK(grown(kOutput, {delta(R"({"type":"audio","data":"Zg==","mime_type":"a"})"),
                        delta(R"({"type":"audio","data":"Zg==","mime_type":"b"})")}) ==
        R"({"content":[{"data":"Zg==","mime_type":"a","type":"audio"},)"
        R"({"data":"Zg==","mime_type":"b","type":"audio"}],"type":"model_output"})");
  Step broken = start(R"({"type":"model_output","content":[{"type":"audio","data":"Zg=="}]})");
  CHECK(!broken.apply(delta(R"({"type":"audio","data":"?"})")).notice.empty());
  CHECK(broken.json() == R"({"content":[{"data":"Zg==","type":"audio"},)"
                         R"({"data":"?","type":"audio"}],"type":"model_output"})");
}

TEST_CASE("each summary is an item; the last signature that says something stays") {
  CHECK(grown(R"({"type":"thought","summary":[{"text":"a","type":"text"}]})",
              {delta(R"({"type":"thought_summary","content":{"type":"text","text":"b"}})"),
               delta(R"({"type":"thought_summary","content":{"text":"c"}})"),
               delta(R"({"type":"thought_summary","content":{"type":"image","uri":"u"}})"),
               delta(R"({"type":"thought_signature","signature":"s"})"),
               delta(R"({"type":"thought_signature","signature":""})")}) ==
        R"({"signature":"s","summary":[{"text":"a","type":"text"},{"text":"b","type":"text"},)"
        R"({"text":"c","type":"text"},{"type":"image","uri":"u"}],"type":"thought"})");
}

TEST_CASE("arguments come in pieces and are parsed at the stop") {
  const auto arguments = [](const std::vector<std::string>& pieces) {
    std::vector<Event> deltas;
    for (const std::string& each : pieces) {
      deltas.push_back(delta(R"({"type":"arguments_delta","arguments":)" + each + '}'));
    }
    return grown(kCall, deltas);
  };
  const auto call = [](const std::string& value) {
    return R"({"arguments":)" + value + R"(,"id":"c","name":"f","type":"function_call"})";
  };
  CHECK(arguments({R"("{\"a\"")", R"(": 1}")"}) == call(R"({"a":1})"));
  CHECK(arguments({}) == call("{}"));
  CHECK(arguments({R"("")"}) == call("{}"));
  CHECK(arguments({R"({"a":1})"}) == call(R"({"a":1})"));
  CHECK(arguments({R"("{\"e\":\"\\ud83d")", R"("\\ude00\"}")"}) ==
        call("{\"e\":\"\xF0\x9F\x98\x80\"}"));
}

TEST_CASE("typed deltas bring members of their step") {
  CHECK(grown(R"({"id":"s","signature":"","type":"google_search_call"})",
              {delta(R"({"type":"google_search_call","arguments":{"queries":["q"]},)"
                     R"("signature":"x"})")}) ==
        R"({"arguments":{"queries":["q"]},"id":"s","signature":"x","type":"google_search_call"})");
  CHECK(grown(R"({"call_id":"s","signature":"","type":"google_search_result"})",
              {delta(R"({"type":"google_search_result","result":[{"search_suggestions":"<b>"}],)"
                     R"("is_error":false})"),
               delta(R"({"type":"google_search_result","signature":"y"})")}) ==
        R"({"call_id":"s","is_error":false,"result":[{"search_suggestions":"<b>"}],)"
        R"("signature":"y","type":"google_search_result"})");
  CHECK(grown(R"({"type":"code_execution_result","call_id":"c"})",
              {delta(R"({"type":"code_execution_result","result":[1],"signature":null})"),
               delta(R"({"type":"code_execution_result","result":[2]})")}) ==
        R"({"call_id":"c","result":[1,2],"type":"code_execution_result"})");
  CHECK(grown(R"({"type":"code_execution_result","call_id":"c"})",
              {delta(R"({"type":"code_execution_result","result":"1\n"})"),
               delta(R"({"type":"code_execution_result","result":"2\n"})")}) ==
        R"({"call_id":"c","result":"1\n2\n","type":"code_execution_result"})");
}

TEST_CASE("a delta says what it changed") {
  Step step = start(kOutput);
  StepChange change = step.apply(text("a"));
  CHECK(change.applied);
  CHECK(change.text == "a");
  CHECK_FALSE(change.other);
  change = step.apply(delta(R"({"type":"image","uri":"u"})"));
  CHECK(change.applied);
  CHECK(change.other);
  CHECK_FALSE(step.apply(text("")).applied);
  CHECK_FALSE(step.apply(delta("{}")).applied);
  change = step.apply(delta(R"({"type":"hologram"})"));
  CHECK_FALSE(change.applied);
  CHECK(change.notice == "Unknown delta type: hologram");
  Step thought = start(R"({"type":"thought"})");
  change = thought.apply(delta(R"({"type":"thought_summary","content":{"text":"t"}})"));
  CHECK(change.thought == "t");
  CHECK(change.text == "");
  change = thought.apply(text("u"));
  CHECK(change.thought == "u");
}

TEST_CASE("a step without a type takes that of its members, or of its first delta") {
  CHECK(start(R"({"content":[]})").type() == "model_output");
  CHECK(start(R"({"summary":[]})").type() == "thought");
  CHECK(start(R"({"name":"f"})").type() == "function_call");
  CHECK(start(R"({"call_id":"c"})").type() == "function_result");
  CHECK(start("7").type() == "");
  Step step;
  CHECK_FALSE(step.apply(delta(R"({"type":"hologram"})")).applied);
  CHECK(step.type() == "");
  CHECK(step.apply(delta(R"({"type":"arguments_delta","arguments":"{}"})")).applied);
  CHECK(step.type() == "function_call");
}

TEST_CASE("a closed step that goes on is open again, with all of its arguments") {
  Step step = start(kCall);
  CHECK(step.apply(delta(R"({"type":"arguments_delta","arguments":"{\"a\""})")).applied);
  CHECK_FALSE(step.close());
  CHECK(step.apply(delta(R"({"type":"arguments_delta","arguments":":1}"})")).applied);
  CHECK_FALSE(step.closed());
  CHECK(step.close());
  CHECK(step.json() == R"({"arguments":{"a":1},"id":"c","name":"f","type":"function_call"})");
}

TEST_CASE("a finished step is kept as it is") {
  const std::string json = R"({"content":[{"text":"a"}],"signature":"","summary":null})";
  CHECK(finished(json).json() == json);
  CHECK(finished(json).closed());
  CHECK(finished(R"({"id":"x"})").member("id") == "x");
  CHECK(finished(R"({"id":7})").member("id") == "");
}

TEST_CASE("the trailing texts of a step") {
  const auto trailing = [](const std::string& content) {
    const Step step = finished(R"({"content":)" + content + '}');
    std::vector<const std::string*> texts;
    const bool over = step.collect_trailing_text(&texts);
    std::string all;
    for (const std::string* each : texts) all += *each;
    return all + (over ? "|" : "");
  };
  const std::string a = R"({"type":"text","text":"a"})";
  const std::string b = R"({"type":"text","text":"b"})";
  const std::string image = R"({"type":"image"})";
  CHECK(trailing('[' + a + ',' + b + ']') == "ba");
  CHECK(trailing('[' + a + ',' + image + ',' + b + ']') == "b|");
  CHECK(trailing('[' + a + ',' + image + ']') == "a");
  CHECK(trailing("[]") == "");
  CHECK(trailing("7") == "");
}

// Brings a step in full, of a type that merges.
Event whole(const std::string& type, const std::string& members) {
  return delta(R"({"type":")" + type + "\"," + members + '}');
}

Event annotation() {
  return delta(R"({"type":"text_annotation_delta","annotations":[{"url":"1"}]})");
}

TEST_CASE("content that a delta replaced is what later deltas add to") {
  const std::string noted =
      R"({"annotations":[{"type":"url_citation","url":"1"}],"text":"","type":"text"}])";
  CHECK(grown(kOutput, {text("a"), whole("model_output", R"("content":["x"])"), annotation()}) ==
        R"({"content":["x",)" + noted + R"(,"type":"model_output"})");
  CHECK(grown(kOutput, {text("a"), whole("model_output", R"("content":[[]])"), annotation()}) ==
        R"({"content":[[],)" + noted + R"(,"type":"model_output"})");
  CHECK(grown(kOutput, {text("a"), whole("model_output", R"("content":7)"), annotation()}) ==
        R"({"content":[)" + noted + R"(,"type":"model_output"})");
  CHECK(grown(kOutput,
              {text("a"), whole("model_output", R"("content":[7,{"type":"text","text":"b"},{}])"),
               annotation()}) ==
        R"({"content":[7,{"annotations":[{"type":"url_citation","url":"1"}],"text":"b",)"
        R"("type":"text"},{}],"type":"model_output"})");
}

TEST_CASE("no shape of any member, in any order, breaks a step") {
  const std::vector<std::string> shapes = {"null",
                                           "true",
                                           "-1",
                                           "1e300",
                                           R"("")",
                                           R"("x")",
                                           "[]",
                                           "[null]",
                                           "[7,\"x\",[[]]]",
                                           "{}",
                                           R"({"type":7,"text":[]})",
                                           R"({"type":"text","text":{}})",
                                           R"([{"type":"text","text":7}])",
                                           R"([{"type":"audio","data":[],"mime_type":7}])",
                                           R"({"annotations":{"a":1},"result":"x"})"};
  const std::vector<std::string> members = {"type",        "text",      "content", "summary",
                                            "annotations", "arguments", "data",    "mime_type",
                                            "signature",   "result",    "uri",     "id"};
  const std::vector<std::string> types = {"text",
                                          "thought_summary",
                                          "text_annotation_delta",
                                          "thought_signature",
                                          "arguments_delta",
                                          "audio",
                                          "image",
                                          "model_output",
                                          "thought",
                                          "function_call",
                                          "code_execution_result"};
  const std::vector<Event> usual = {
      text("a"),
      annotation(),
      delta(R"({"type":"audio","data":"AAAA","mime_type":"audio/mp3"})"),
      delta(R"({"type":"thought_summary","content":{"type":"text","text":"t"}})"),
      delta(R"({"type":"arguments_delta","arguments":"{}"})"),
      whole("code_execution_result", R"("result":"r")"),
  };
  int steps = 0;
  for (const std::string& shape : shapes) {
    for (const std::string& member : members) {
      for (const std::string& type : types) {
        CAPTURE(shape);
        CAPTURE(member);
        CAPTURE(type);
        const std::string started = R"({"type":")" + type + R"(",")" + member + "\":" + shape + '}';
        Step grown = start(started);
        Step kept = finished(started);
        Step output = start(kOutput);
        for (Step* step : {&grown, &kept, &output}) {
          for (const Event& each : usual) step->apply(each);
          step->apply(delta(started));
          for (const Event& each : usual) step->apply(each);
          std::ignore = step->close();
          const std::string json = step->json();
          CHECK(finished(json).json() == json);
          ++steps;
        }
      }
    }
  }
  CHECK(steps == 15 * 12 * 11 * 3);
  for (const std::string& shape : shapes) {
    Step step = finished(shape);
    for (const Event& each : usual) CHECK(step.apply(each).notice == "");
    CHECK(finished(step.json()).json() == step.json());
  }
}

}  // namespace
}  // namespace parley
