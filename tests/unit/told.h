// A conversation with its service, told in a few words: for tests of what is done with journals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "turns/session.h"

namespace parley {

class Told {
 public:
  Told() { input(InputKind::kKept, 0, 0xffffffff); }

  void input(InputKind kind, std::uint32_t id = 0, std::uint32_t arg = 0,
             std::string_view text = {}) {
    std::vector<RequestId> rooms;
    for (const Effect& effect : session_.step({kind, id, arg, time_ += 10, text}))
      take(effect, &rooms);
    for (const RequestId each : rooms) input(InputKind::kRoom, each);
  }
  void open() {
    input(InputKind::kOpen, 0, static_cast<std::uint32_t>(OpenAs::kOwn), "AAAAAAAAAAAAAAAAAAAAAA");
    input(InputKind::kSettings, 0, 0, R"({"model":"m"})");
  }
  void submit(std::string_view text) { input(InputKind::kSubmit, 0, 0, text); }

  // The newest request is answered with events.
  void begin() { input(InputKind::kHttpHead, request, 200, "text/event-stream"); }
  void event(const std::string& json) {
    input(InputKind::kHttpChunk, request, 0, "data: " + json + "\n\n");
  }
  void answer(const std::string& id, const std::string& text, const char* status = "completed") {
    begin();
    event(R"({"event_type":"interaction.created","interaction":{"id":")" + id +
          R"(","status":"in_progress"}})");
    event(R"({"event_type":"step.start","index":0,"step":{"type":"model_output"}})");
    event(R"({"event_type":"step.delta","index":0,"delta":{"type":"text","text":")" + text +
          R"("}})");
    event(R"({"event_type":"step.stop","index":0})");
    event(R"({"event_type":"interaction.completed","interaction":{"id":")" + id +
          R"(","status":")" + status + R"("}})");
    end();
  }
  // So many turns of one word each.
  void talk(int turns) {
    for (int i = 0; i < turns; ++i) {
      submit("one");
      answer("v1_" + std::to_string(i), "1");
    }
  }
  void refuse(std::uint32_t status) {
    input(InputKind::kHttpHead, request, status, "application/json");
    input(InputKind::kHttpChunk, request, 0, R"({"error":{"code":"x","message":"No."}})");
    end();
  }
  void end() { input(InputKind::kHttpEnd, request); }

  const Session& session() const { return session_; }

  std::vector<std::string> journal;
  RequestId request = 0;  // the newest
  std::string request_text;

 private:
  void take(const Effect& effect, std::vector<RequestId>* rooms) {
    if (effect.kind == EffectKind::kJournal) journal.push_back(effect.text);
    if (effect.kind == EffectKind::kRoom) rooms->push_back(effect.id);
    if (effect.kind != EffectKind::kHttpStart) return;
    request = effect.id;
    request_text = effect.text;
  }

  Session session_;
  double time_ = 1'000;
};

// What a journal shows in the end, and what a host would send if it took it up as another's.
struct Shown {
  std::vector<TurnState> states;  // of turn 1, 2, ...; kQueued of those that are gone
  std::size_t sent = 0;
};

inline Shown show(const std::vector<std::string>& journal) {
  Session session;
  Shown shown;
  const auto take = [&shown](const Effect& effect) {
    if (effect.kind == EffectKind::kTurnState) {
      if (shown.states.size() < effect.id) shown.states.resize(effect.id);
      shown.states[effect.id - 1] = static_cast<TurnState>(effect.arg);
    }
  };
  double time = 1e12;
  for (const std::string& entry : journal) {
    for (const Effect& each : session.step({.kind = InputKind::kJournalEntry, .text = entry}))
      take(each);
  }
  std::vector<Input> inputs = {
      {InputKind::kKept, 0, 0xffffffff, time, {}},
      {InputKind::kOpen, 0, static_cast<std::uint32_t>(OpenAs::kOther), time,
       "BBBBBBBBBBBBBBBBBBBBBB"},
      {InputKind::kReplayed, 0, 0, time, {}},
      {InputKind::kOnline, 0, 0, time, {}},
  };
  for (std::uint32_t id = 1; id < 40; ++id) {
    inputs.push_back({InputKind::kTimer, id, 0, time + 1e6, {}});
    inputs.push_back({InputKind::kRoom, id, 0, time + 1e6, {}});
  }
  for (const Input& input : inputs) {
    for (const Effect& each : session.step(input)) {
      take(each);
      shown.sent += each.kind == EffectKind::kHttpStart || each.kind == EffectKind::kRoom ? 1 : 0;
    }
  }
  return shown;
}

}  // namespace parley
