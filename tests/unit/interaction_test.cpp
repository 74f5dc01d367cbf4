#include "answer/interaction.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/cost.h"
#include "support/events.h"

namespace parley {
namespace {

void feed(Interaction* interaction, const std::string& data,
          std::vector<Change>* changes = nullptr) {
  Event event = event_of(data);
  if (interaction->is_new(event)) interaction->apply(std::move(event), changes);
}

std::string start(int index, const std::string& step) {
  return R"({"event_type":"step.start","index":)" + std::to_string(index) + R"(,"step":)" + step +
         '}';
}
std::string delta(int index, const std::string& json) {
  return R"({"event_type":"step.delta","index":)" + std::to_string(index) + R"(,"delta":)" + json +
         '}';
}
std::string text(int index, const std::string& words) {
  return delta(index, R"({"type":"text","text":")" + words + "\"}");
}
std::string stop(int index) {
  return R"({"event_type":"step.stop","index":)" + std::to_string(index) + '}';
}
std::string completed(const std::string& members) {
  return R"({"event_type":"interaction.completed","interaction":)" + members + '}';
}

Interaction assemble(const std::vector<std::string>& events) {
  Interaction interaction;
  for (const std::string& each : events) feed(&interaction, each);
  return interaction;
}

std::string steps(const std::vector<std::string>& events) {
  const Interaction interaction = assemble(events);
  for (const std::string& notice : interaction.notices()) CHECK_MESSAGE(false, notice);
  return interaction.steps_json();
}

const std::string kOutput = R"({"type":"model_output"})";
const std::string kCall =
    R"({"type":"function_call","id":"c","name":"f","signature":"","arguments":{}})";

TEST_CASE("a step without deltas stays as it started; nothing comes of empty deltas") {
  CHECK(steps({start(0, R"({"type":"thought"})"), stop(0)}) == R"([{"type":"thought"}])");
  CHECK(steps({start(0, kOutput), delta(0, "{}"), text(0, ""), stop(0)}) ==
        R"([{"type":"model_output"}])");
  CHECK(steps({start(0, R"({"type":"thought","signature":""})"),
               delta(0, R"({"type":"thought_signature","signature":""})"),
               delta(0, R"({"type":"thought_summary","content":{"type":"text","text":""}})"),
               stop(0)}) == R"([{"type":"thought"}])");
}

TEST_CASE("arguments that are not JSON stay a string, with a notice") {
  const Interaction broken = assemble(
      {start(0, kCall), delta(0, R"({"type":"arguments_delta","arguments":"{\"a\""})"), stop(0)});
  CHECK(broken.step_json(0) ==
        R"({"arguments":"{\"a\"","id":"c","name":"f","type":"function_call"})");
  CHECK(broken.notices().size() == 1);
  const Interaction deep = assemble(
      {start(0, kCall),
       delta(0, R"({"type":"arguments_delta","arguments":")" + std::string(500000, '[') + "\"}"),
       stop(0)});
  CHECK(deep.notices().size() == 1);
}

TEST_CASE("a call whose stop never came has what arrived of its arguments") {
  const auto cut = [](const std::string& piece) {
    return assemble({start(0, kCall),
                     delta(0, R"({"type":"arguments_delta","arguments":")" + piece + "\"}")})
        .step_json(0);
  };
  CHECK(cut("{}") == R"({"arguments":{},"id":"c","name":"f","type":"function_call"})");
  CHECK(cut("{") == R"({"arguments":"{","id":"c","name":"f","type":"function_call"})");
}

TEST_CASE("the legacy function call delta is the whole call") {
  CHECK(steps({R"({"event_type":"content.start","index":0,)"
               R"("content":{"id":"c","type":"function_call"}})",
               R"({"event_type":"content.delta","index":0,"delta":{"id":"c",)"
               R"("type":"function_call","name":"f","arguments":{"a":1}}})",
               R"({"event_type":"content.stop","index":0})"}) ==
        R"([{"arguments":{"a":1},"id":"c","name":"f","type":"function_call"}])");
}

TEST_CASE("steps may interleave and come in any order of indices") {
  CHECK(steps({start(2, kOutput), start(0, R"({"type":"thought"})"), text(2, "a"),
               delta(0, R"({"type":"thought_signature","signature":"s"})"), text(2, "b"), stop(0),
               stop(2)}) == R"([{"signature":"s","type":"thought"},)"
                            R"({"content":[{"text":"ab","type":"text"}],"type":"model_output"}])");
}

TEST_CASE("a step that starts again is a replay and replaces what was there") {
  const std::string once = R"([{"content":[{"text":"ab","type":"text"}],"type":"model_output"}])";
  CHECK(steps({start(0, kOutput), text(0, "ab"), stop(0), start(0, kOutput), text(0, "a"),
               text(0, "b"), stop(0)}) == once);
  CHECK(steps({start(0, kOutput), text(0, "a"), start(0, kOutput), text(0, "ab"), stop(0)}) ==
        once);
}

TEST_CASE(
    "a delta that comes again with its event id, as a resumed stream may bring it, counts once") {
  const auto with_id = [](const std::string& words, const std::string& id) {
    return R"({"event_type":"step.delta","index":0,"event_id":")" + id +
           R"(","delta":{"type":"text","text":")" + words + "\"}}";
  };
  const std::string once = R"([{"content":[{"text":"aab","type":"text"}],"type":"model_output"}])";
  CHECK(steps({start(0, kOutput), with_id("a", "1"), with_id("a", "2"), with_id("a", "2"),
               with_id("b", "3"), with_id("b", "3"), stop(0)}) == once);
  // From the beginning again.
  CHECK(steps({start(0, kOutput), with_id("a", "1"), with_id("a", "2"), start(0, kOutput),
               with_id("a", "1"), with_id("a", "2"), with_id("b", "3"), stop(0)}) == once);
  // An id that does not tell deltas apart does not make them one.
  CHECK(steps({start(0, kOutput), with_id("aa", "1"), with_id("b", "1"), stop(0)}) == once);
}

TEST_CASE("deltas without a start make their step") {
  const char* const cases[][2] = {
      {R"({"type":"text","text":"a"})",
       R"({"content":[{"text":"a","type":"text"}],"type":"model_output"})"},
      {R"({"type":"image","uri":"u"})",
       R"({"content":[{"type":"image","uri":"u"}],"type":"model_output"})"},
      {R"({"type":"thought_signature","signature":"s"})", R"({"signature":"s","type":"thought"})"},
      {R"({"type":"thought_summary","content":{"type":"text","text":"a"}})",
       R"({"summary":[{"text":"a","type":"text"}],"type":"thought"})"},
      {R"({"type":"arguments_delta","arguments":"{\"a\":1}"})",
       R"({"arguments":{"a":1},"type":"function_call"})"},
      {R"({"type":"url_context_call","arguments":{"urls":[]}})",
       R"({"arguments":{"urls":[]},"type":"url_context_call"})"},
  };
  for (const auto& each : cases) {
    CAPTURE(each[0]);
    const Interaction interaction = assemble({delta(4, each[0]), stop(4)});
    CHECK(interaction.step_json(4) == each[1]);
    CHECK(interaction.notices().size() == 1);
  }
}

TEST_CASE("events without an index are about the last step, a start about the next") {
  const Interaction interaction = assemble(
      {R"({"event_type":"step.start","step":{"type":"thought"}})", R"({"event_type":"step.stop"})",
       R"({"event_type":"step.start","step":{"type":"model_output"}})",
       R"({"event_type":"step.delta","delta":{"type":"text","text":"a"}})",
       R"({"event_type":"step.stop","index":99999999999})"});
  CHECK(interaction.steps_json() ==
        R"([{"type":"thought"},{"content":[{"text":"a","type":"text"}],"type":"model_output"}])");
  CHECK(interaction.notices().size() == 5);
}

TEST_CASE("unknown events, steps, content and deltas are kept or said, never fatal") {
  const Interaction interaction = assemble(
      {start(0, R"({"type":"dream","depth":[1]})"), delta(0, R"({"type":"dream","mood":"x"})"),
       stop(0), R"({"event_type":"step.pause","index":0})", start(1, kOutput),
       delta(1, R"({"type":"hologram","voxels":7})"), text(1, "a"),
       delta(1, R"({"type":"text_v2","text":"b"})"), stop(1), "nonsense",
       R"({"event_type":"error"})"});
  CHECK(interaction.steps_json() ==
        R"([{"depth":[1],"mood":"x","type":"dream"},)"
        R"({"content":[{"text":"ab","type":"text"}],"type":"model_output"}])");
  CHECK(interaction.end() == Interaction::End::kNone);
  const std::vector<std::string>& notices = interaction.notices();
  REQUIRE(notices.size() == 6);
  CHECK(notices[0].find("dream") != std::string::npos);
  CHECK(notices[1].find("step.pause") != std::string::npos);
  CHECK(notices[2].find("hologram") != std::string::npos);
  CHECK(notices[3].find("text_v2") != std::string::npos);
  CHECK(notices[4].find("not valid JSON") != std::string::npos);
  CHECK(notices[5].find("error") != std::string::npos);
}

TEST_CASE("the end merges its members and keeps the steps") {
  const Interaction interaction = assemble(
      {R"({"event_type":"interaction.created","interaction":{"id":"v1_a","status":"in_progress",)"
       R"("object":"interaction","model":"m","event_id":"e1"},"metadata":{"total_usage":{}}})",
       start(0, kOutput), text(0, "a"),
       completed(R"({"id":"","status":"completed","usage":null,"role":"model",)"
                 R"("steps":[{"type":"thought"}]})")});
  CHECK(interaction.json() ==
        R"({"id":"v1_a","model":"m","object":"interaction","status":"completed",)"
        R"("steps":[{"content":[{"text":"a","type":"text"}],"type":"model_output"}]})");
  CHECK(interaction.id() == "v1_a");
  CHECK(interaction.status() == "completed");
  CHECK(interaction.last_event_id() == "e1");
  CHECK(interaction.end() == Interaction::End::kCompleted);
}

TEST_CASE("steps of the end count where none were assembled, and no steps are an empty list") {
  CHECK(steps({completed(R"({"steps":[{"type":"thought"}]})")}) == R"([{"type":"thought"}])");
  CHECK(steps({completed(R"({"outputs":[{"type":"text","text":"a"}]})")}) ==
        R"([{"content":[{"text":"a","type":"text"}],"type":"model_output"}])");
  CHECK(assemble({completed(R"({"status":"incomplete"})")}).json() ==
        R"({"status":"incomplete","steps":[]})");
  CHECK(Interaction().json() == R"({"steps":[]})");
}

TEST_CASE("an empty id is none: a unary reply of store:false has no id") {
  const Interaction interaction =
      assemble({R"({"event_type":"interaction.created","interaction":{"id":"","status":"x"}})",
                R"({"event_type":"interaction.status_update","interaction_id":"","status":"y"})"});
  CHECK(interaction.id() == "");
  CHECK(interaction.json() == R"({"status":"y","steps":[]})");
}

TEST_CASE("the newest continuation token counts, until the answer is complete") {
  const std::string update = R"({"event_type":"interaction.status_update","status":"in_progress",)"
                             R"("continuation_token":"t1"})";
  CHECK(assemble({update}).continuation_token() == "t1");
  CHECK(assemble({update, completed(R"({"status":"requires_continuation",)"
                                    R"("continuation_token":"t2"})")})
            .continuation_token() == "t2");
  const Interaction done = assemble({update, completed(R"({"status":"completed"})")});
  CHECK(done.continuation_token() == "");
  CHECK(done.json() == R"({"status":"completed","steps":[]})");
}

TEST_CASE("an error ends the stream; the first end stays; an empty error is none") {
  const std::string error = R"({"event_type":"error","error":{"code":"c","message":"m"}})";
  const Interaction failed = assemble(
      {start(0, kOutput), text(0, "a"), error, error, completed(R"({"status":"completed"})")});
  CHECK(failed.end() == Interaction::End::kError);
  CHECK(failed.error().code == "c");
  CHECK(failed.output_text() == "a");
  const Interaction late = assemble({completed("{}"), error, text(0, "b")});
  CHECK(late.end() == Interaction::End::kCompleted);
  CHECK(late.error().empty());
  CHECK(late.output_text() == "b");
  CHECK(assemble({R"({"event_type":"error","error":{}})"}).end() == Interaction::End::kNone);
}

TEST_CASE("output_text is the trailing run of text") {
  const auto output = [](const std::string& list) {
    Interaction interaction;
    CHECK(interaction.load(R"({"steps":)" + list + '}'));
    return interaction.output_text();
  };
  const auto said = [](const std::string& content) {
    return R"({"type":"model_output","content":[)" + content + "]}";
  };
  const std::string a = R"({"type":"text","text":"a"})";
  const std::string b = R"({"type":"text","text":"b"})";
  const std::string image = R"({"type":"image","uri":"u"})";
  const std::string thought = R"({"type":"thought","summary":[{"type":"text","text":"t"}]})";
  const std::string search = R"({"type":"google_search_call","id":"1"})";
  CHECK(output("[" + said(a) + ',' + said(b) + "]") == "ab");
  CHECK(output("[" + said(a) + ',' + thought + ',' + said(b) + "]") == "ab");
  CHECK(output("[" + said(a) + ',' + search + ',' + said(b) + "]") == "b");
  CHECK(output("[" + said(a + ',' + image + ',' + b) + "]") == "b");
  CHECK(output("[" + said(a) + ',' + said(image + ',' + b) + "]") == "b");
  CHECK(output("[" + said(a + ',' + image) + "]") == "a");
  CHECK(output("[" + said(a) + ',' + search + ',' + thought + "]") == "a");
  CHECK(output("[" + said(a) + R"(,{"type":"user_input","content":[]}])") == "");
  CHECK(output(R"([7,{"type":"model_output"},{"type":"model_output","content":7}])") == "");
}

TEST_CASE("load takes a unary reply as it is, and the outputs of the old schema") {
  Interaction interaction;
  feed(&interaction, "nonsense");
  const std::string unary =
      R"({"id":"v1_a","status":"completed","steps":[{"signature":"","type":"thought"}]})";
  CHECK(interaction.load(unary));
  CHECK(interaction.json() == unary);
  CHECK(interaction.id() == "v1_a");
  CHECK(interaction.end() == Interaction::End::kCompleted);
  CHECK(interaction.notices().empty());
  for (const char* const bad : {"", "[]", "7", "{", "<html>"}) CHECK_FALSE(interaction.load(bad));
  CHECK(interaction.json() == unary);
  CHECK(interaction.load(R"({"steps":[7]})"));
  CHECK(interaction.steps_json() == "[7]");
  CHECK(interaction.load(
      R"({"status":"in_progress","role":"model","outputs":[{"type":"text","text":"a"}]})"));
  CHECK(interaction.json() ==
        R"({"status":"in_progress","steps":[{"content":[{"text":"a","type":"text"}],)"
        R"("type":"model_output"}]})");
  CHECK(interaction.end() == Interaction::End::kNone);
  CHECK_FALSE(interaction.load("{\"a\":" + std::string(500000, '[')));
}

TEST_CASE("changes are enough to draw the answer while it grows") {
  Interaction interaction;
  std::vector<Change> changes;
  for (const std::string& each :
       {start(0, R"({"type":"thought"})"),
        delta(0, R"({"type":"thought_summary","content":{"text":"t"}})"), stop(0),
        start(1, kOutput), text(1, "a"), text(1, "b"), delta(1, R"({"type":"image","uri":"u"})"),
        stop(1), completed("{}")}) {
    feed(&interaction, each, &changes);
  }
  std::string drawn;
  for (const Change& each : changes) {
    drawn += std::to_string(each.index);
    drawn += each.kind == Change::Kind::kStep ? 's' : each.kind == Change::Kind::kText ? 't' : ' ';
    if (each.kind == Change::Kind::kThought) drawn += "thought";
    if (each.kind == Change::Kind::kMeta) drawn += "meta";
    drawn += each.text + '\n';
  }
  CHECK(drawn ==
        "0s{\"type\":\"thought\"}\n0 thoughtt\n"
        "0s{\"summary\":[{\"text\":\"t\",\"type\":\"text\"}],\"type\":\"thought\"}\n"
        "1s{\"type\":\"model_output\"}\n1ta\n1tb\n"
        "1s{\"content\":[{\"text\":\"ab\",\"type\":\"text\"},{\"type\":\"image\",\"uri\":\"u\"}],"
        "\"type\":\"model_output\"}\n"
        "1s{\"content\":[{\"text\":\"ab\",\"type\":\"text\"},{\"type\":\"image\",\"uri\":\"u\"}],"
        "\"type\":\"model_output\"}\n0 meta\n");
}

TEST_CASE("what the end of the bytes cut off is said") {
  const auto finish = [](const std::string& stray, bool pending) {
    Interaction interaction;
    interaction.finish(stray, pending);
    return interaction.notices();
  };
  CHECK(finish("", false).empty());
  CHECK(finish("foo: bar\n", false).empty());
  CHECK(finish("", true).size() == 1);
  const std::vector<std::string> tail = finish(
      R"([{"error":{"code":503,"message":"The service is unavailable.","status":"UNAVAILABLE"}}])",
      false);
  REQUIRE(tail.size() == 1);
  CHECK(tail[0].find("UNAVAILABLE: The service is unavailable.") != std::string::npos);
  Interaction over = assemble({completed("{}")});
  over.finish("event: do", false);
  CHECK(over.notices().empty());
}

TEST_CASE("notices are bounded") {
  Interaction interaction;
  for (int i = 0; i < 5000; ++i) feed(&interaction, "nonsense");
  CHECK(interaction.notices().size() == 1001);
}

// Applies the same event many times, for a view: its cost counts too.
std::size_t repeat(Interaction* interaction, const std::string& data, int count) {
  std::size_t shown = 0;
  std::vector<Change> changes;
  for (int i = 0; i < count; ++i) {
    feed(interaction, data, &changes);
    for (const Change& each : changes) shown += each.text.size();
    changes.clear();
  }
  return shown;
}

TEST_CASE("cost is linear in the deltas of a step, whatever they bring") {
  const std::string audio = delta(0, R"({"type":"audio","data":")" + std::string(400, 'A') + "\"}");
  const std::string image = delta(0, R"({"type":"image","uri":"0123456789"})");
  const std::string arguments = delta(0, R"({"type":"arguments_delta","arguments":"[0123456789"})");
  const std::string summary = delta(0, R"({"type":"thought_summary","content":{"text":"abc"}})");
  const std::string annotation =
      delta(0, R"({"type":"text_annotation_delta","annotations":[{"url":"u"}]})");
  for (const std::string& each :
       {text(0, "0123456789"), audio, image, arguments, summary, annotation}) {
    CAPTURE(each);
    CHECK(cost_is_linear(
        [&](int count) {
          Interaction interaction;
          const std::size_t shown = repeat(&interaction, each, count);
          CHECK(shown < 200000 + 20 * each.size() * static_cast<std::size_t>(count));
          CHECK(interaction.step_count() == 1);
        },
        1000));
  }
}

TEST_CASE("cost is linear in steps and in the members of one") {
  CHECK(cost_is_linear(
      [](int count) {
        Interaction many;
        for (int i = 0; i < count; ++i) feed(&many, start(i, kOutput));
        CHECK(many.step_count() == static_cast<std::size_t>(count));
      },
      10000));
  CHECK(cost_is_linear(
      [](int count) {
        std::string wide = R"({"type":"function_call","arguments":{)";
        for (int i = 0; i < count; ++i) wide += '"' + std::to_string(i) + "\":0,";
        CHECK(assemble({start(0, wide + R"("z":0}})")}).step_json(0).size() > wide.size());
      },
      20000));
}

}  // namespace
}  // namespace parley
