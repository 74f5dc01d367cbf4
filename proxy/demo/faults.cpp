// From an answer and the switches in the prompt to a timeline.
#include <algorithm>

#include "api_error.h"
#include "gate_switch.h"
#include "timeline.h"

namespace parley::demo {
namespace {

using Kind = Beat::Kind;
using Beats = std::vector<Beat>;

Beat event(std::string json) { return {Kind::kEvent, -1, -1, 0, 0, std::move(json), false}; }
Beat raw(std::string bytes) { return {Kind::kRaw, -1, -1, 0, 0, std::move(bytes), false}; }
Beat plain(Kind kind) { return {kind, -1, -1, 0, 0, "", false}; }

Beats beats_of(const Answer& answer) {
  Beats beats = {plain(Kind::kCreated), plain(Kind::kStatus)};
  for (std::size_t i = 0; i < answer.steps.size(); ++i) {
    const int step = static_cast<int>(i);
    beats.push_back({Kind::kStart, step, -1, 0, 0, "", false});
    for (std::size_t j = 0; j < answer.steps[i].deltas.size(); ++j) {
      beats.push_back(
          {Kind::kDelta, step, static_cast<int>(j), answer.steps[i].deltas[j].words, 0, "", false});
    }
    beats.push_back({Kind::kStop, step, -1, 0, 0, "", false});
  }
  beats.push_back(plain(Kind::kCompleted));
  beats.push_back(plain(Kind::kDone));
  return beats;
}

// The middle of the longest step: some of the answer is out, some is not.
std::size_t middle(const Beats& beats) {
  std::size_t best = std::min<std::size_t>(2, beats.size());
  int most = 0;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    if (beats[i].kind == Kind::kStop && i > 0 && beats[i - 1].delta >= most) {
      most = beats[i - 1].delta;
      best = i - static_cast<std::size_t>((most + 1) / 2);
    }
  }
  return best;
}

void insert(Beats* beats, std::size_t position, Beat beat) {
  beats->insert(beats->begin() + static_cast<std::ptrdiff_t>(position), std::move(beat));
}

// What only the first connection sees: `what`, if anything, then its end.
void cut(Beats* beats, std::size_t position, Kind how, Beat what = plain(Kind::kRaw)) {
  Beat end = plain(how);
  end.first_only = what.first_only = true;
  insert(beats, position, end);
  if (!what.text.empty()) insert(beats, position, what);
}

std::string error_event(const Switch& found) {
  std::string code = found.name == "blocked" ? "safety" : "gateway_timeout";
  for (const std::string& value : found.values) {
    if (is_error_code(value) || is_block_code(value)) code = value;
  }
  return R"({"error":{"message":)" + json_string(message_of_code(code)) + R"(,"code":")" + code +
         R"("},"event_type":"error"})";
}

// An error ends a foreground run: what was not sent by then is not in the resource either.
void fail_at(Timeline* timeline, Answer* answer, std::size_t position) {
  const std::vector<std::size_t> out = progress(*timeline, position);
  answer->steps.resize(std::min(answer->steps.size(), out.size()));
  for (std::size_t i = 0; i < answer->steps.size(); ++i) answer->steps[i].deltas.resize(out[i]);
  timeline->beats.resize(position, plain(Kind::kEndEarly));
  answer->status = "failed";
  answer->errors = R"([{"code":"api_error","message":"The stream ended with an error."}])";
}

void end_with(Timeline* timeline, Answer* answer, const Prompt& prompt, bool background) {
  Beats& beats = timeline->beats;
  const std::size_t half = middle(beats);
  const std::string tail =
      R"([{"error":{"code":503,"message":"The service is currently unavailable.",)"
      R"("status":"UNAVAILABLE"}}])";
  const Switch* error = prompt.find("error");
  if (error == nullptr) error = prompt.find("blocked");
  if (error != nullptr) {
    if (!background) fail_at(timeline, answer, half);
    cut(&beats, half, Kind::kEndEarly, event(error_event(*error)));
  } else if (prompt.has("cut") || prompt.has("lost")) {
    cut(&beats, half, Kind::kBreak);
    timeline->keep = !prompt.has("lost");
  } else if (prompt.has("eof")) {
    cut(&beats, half, Kind::kEndEarly);
  } else if (prompt.has("tail")) {
    cut(&beats, half, Kind::kEndEarly, raw(tail));
  } else if (prompt.has("no-done")) {
    beats.pop_back();
  }
}

// Answers that are odd in themselves.
void change_answer(Answer* answer, const Prompt& prompt) {
  if (prompt.has("failed")) {
    answer->status = "failed";
    answer->errors = R"([{"code":"api_error","message":"Internal error encountered."}])";
    if (!answer->steps.empty()) {
      auto& deltas = answer->steps.back().deltas;
      deltas.resize(deltas.size() / 2);
    }
  }
  if (prompt.has("incomplete")) {
    answer->status = "incomplete";
    if (!answer->steps.empty()) {
      auto& deltas = answer->steps.back().deltas;
      deltas.resize((deltas.size() + 1) / 2);
    }
  }
  if (prompt.has("incomplete-empty")) {
    answer->status = "incomplete";
    answer->steps.clear();
    answer->usage.output = 0;
  }
  if (prompt.has("no-usage")) answer->has_usage = false;
  if (prompt.has("bare-thought")) {
    answer->steps.insert(answer->steps.begin(), {thought_step({}, ""), text_step("", 0)});
  }
  if (prompt.has("interleave")) {
    answer->steps.push_back(text_step("This is the second of two answers that come together.", 7));
  }
  if (const Switch* found = prompt.find("big")) {
    const long megabytes = std::clamp(found->number(5), 1L, 32L);
    const std::string line(static_cast<std::size_t>(megabytes) * 1024 * 1024, 'x');
    answer->steps.push_back({R"({"type":"model_output"})", {text_delta(line)}});
  }
  if (prompt.has("empty-deltas") && !answer->steps.empty()) {
    auto& deltas = answer->steps.back().deltas;
    deltas.insert(deltas.begin(), {{"{}", 0}, text_delta("")});
    deltas.push_back({"{}", 0});
    auto& thought = answer->steps.front().deltas;
    thought.push_back({R"({"signature":"","type":"thought_signature"})", 0});
  }
  if (prompt.has("unknown")) {
    answer->steps.insert(answer->steps.begin(), {R"({"type":"telepathy","frequency":42})",
                                                 {{R"({"type":"brainwave","data":"~~~"})", 1}}});
    if (!answer->steps.back().deltas.empty()) {
      auto& deltas = answer->steps.back().deltas;
      deltas.insert(deltas.begin() + 1, {R"({"type":"mood","mood":"curious"})", 0});
    }
  }
}

// The deltas of the last two steps, mixed, both steps open.
void interleave(Beats* beats, int steps) {
  const int first = steps - 2;
  if (first < 0) return;
  Beats before;
  Beats one;
  Beats two;
  Beats after;
  for (Beat& beat : *beats) {
    if (beat.step == first) {
      one.push_back(beat);
    } else if (beat.step == first + 1) {
      two.push_back(beat);
    } else {
      (one.empty() ? before : after).push_back(beat);
    }
  }
  *beats = before;
  for (std::size_t i = 0; i < std::max(one.size(), two.size()); ++i) {
    if (i < one.size()) beats->push_back(one[i]);
    if (i < two.size()) beats->push_back(two[i]);
  }
  beats->insert(beats->end(), after.begin(), after.end());
}

void add_odd_events(Beats* beats, const Prompt& prompt) {
  const std::size_t half = middle(*beats);
  if (prompt.has("empty-error")) insert(beats, half, event(R"({"event_type":"error"})"));
  if (prompt.has("bad-json"))
    insert(beats, half, raw("event: step.delta\ndata: {\"index\":1,\"de\n\n"));
  if (prompt.has("unknown")) {
    insert(beats, 2, event(R"({"weather":"fair","event_type":"interaction.mood"})"));
    insert(beats, half, event(R"({"index":99,"note":null,"event_type":"step.pondered"})"));
  }
  if (const Switch* found = prompt.find("stall")) {
    (*beats)[half].pause_ms += found->milliseconds(1000, 30'000);
  }
}

Framing framing_of(const Prompt& prompt) {
  Framing framing;
  if (prompt.has("crlf")) framing.line_end = "\r\n";
  if (prompt.has("cr")) framing.line_end = "\r";
  framing.event_ids = prompt.has("event-ids");
  framing.comments = prompt.has("comments");
  framing.multi_line = prompt.has("multi-line");
  framing.byte_order_mark = prompt.has("bom");
  framing.types = !prompt.has("no-types");
  framing.start_content = prompt.has("start-content");
  framing.legacy = prompt.has("legacy");
  if (const Switch* found = prompt.find("split")) {
    framing.piece = static_cast<std::size_t>(std::clamp(found->number(1), 1L, 1'000'000L));
  }
  return framing;
}

}  // namespace

Timeline lay_out(Answer* answer, const Prompt& prompt, bool background) {
  change_answer(answer, prompt);
  Timeline timeline;
  timeline.beats = beats_of(*answer);
  timeline.framing = framing_of(prompt);
  if (prompt.has("interleave")) interleave(&timeline.beats, static_cast<int>(answer->steps.size()));
  add_odd_events(&timeline.beats, prompt);
  end_with(&timeline, answer, prompt, background);
  if (prompt.has("fast")) timeline.word_ms = 0;
  if (const Switch* found = prompt.find("slow")) timeline.word_ms = found->milliseconds(1, 300);
  if (const Switch* found = prompt.find("silent")) {
    timeline.silence_ms = found->milliseconds(1000, 5000);
  }
  timeline.show_steps = !prompt.has("no-steps");
  place_gates(&timeline, *answer, prompt);
  return timeline;
}

}  // namespace parley::demo
