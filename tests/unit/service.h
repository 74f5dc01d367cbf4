// The API, the proxy in front of it and what may stand between, at random: for property tests.
// Counts what was paid for.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>

#include "io.h"

namespace parley {

// A response, whoever reads it.
struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string bytes;
  bool broken = false;  // breaks off after `bytes`
};

class Service {
 public:
  explicit Service(std::mt19937* random) : random_(*random) { restart(0); }

  // Another run of the proxy. It knows no stream.
  void restart(double now) {
    known_.clear();
    instance_ = "run" + std::to_string(++runs_);
    started_ = now;
  }
  const std::string& instance() const { return instance_; }

  // What a request (Effect kHttpStart) does and gets. That of a stream is what there is of it from
  // the offset that it asks for.
  Response answer(const std::string& request, TurnId turn, double now) {
    for (auto at = known_.begin(); at != known_.end();) {
      at = now - at->second.second > kKeptFor ? known_.erase(at) : std::next(at);
    }
    const std::string line = request.substr(0, request.find('\n'));
    if (line == "POST /v1beta/interactions") return post(request, turn, now);
    if (line.rfind("GET /parley/streams/", 0) == 0) {
      if (pick(12) == 0) return error(any_status(), "Busy somewhere.");
      const auto found = known_.find(line.substr(20, 22));
      if (found == known_.end()) return error(404, "Unknown.", "stream_not_found");
      Response rest = found->second.first;
      const std::size_t offset = std::stoul(line.substr(line.find("offset=") + 7));
      CHECK(offset <= rest.bytes.size());
      rest.bytes.erase(0, offset);
      return rest;
    }
    if (line.rfind("GET /v1beta/interactions/", 0) == 0) return look(line.substr(25), turn);
    if (line.rfind("POST /v1beta/interactions/", 0) == 0) {  // a cancel, that comes too late
      return pick(2) == 0 ? error(any_status(), "It is over.") : Response{.bytes = "{}"};
    }
    CHECK(line.rfind("DELETE /parley/streams/", 0) == 0);
    return {200, "application/json", "{}", false};
  }

  // Of the streams that a turn's POSTs asked for, those that ran, or may have.
  std::size_t paid(TurnId turn) const {
    const auto count = paid_.find(turn);
    return count == paid_.end() ? 0 : count->second;
  }
  bool refused(const std::string& stream) const { return refused_.count(stream) != 0; }
  bool may_be_parent(const std::string& interaction, TurnId turn) const {
    const auto held = held_.find(interaction);
    return completed_.count(interaction) != 0 || (held != held_.end() && held->second == turn);
  }
  bool is_answer(TurnId turn, const std::string& text) const {
    const auto all = answers_.find(turn);
    return all != answers_.end() && all->second.count(text) != 0;
  }

 private:
  static constexpr double kKeptFor = 300'000;  // ms

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }

  int any_status() {
    constexpr int kAny[] = {400, 401, 403, 404, 408, 409, 410, 416, 425, 429, 500, 502, 503, 504};
    return kAny[pick(sizeof kAny / sizeof *kAny)];
  }

  static Response error(int status, const std::string& message, const std::string& code = "x") {
    return {status, "application/json",
            R"({"error":{"code":")" + code + R"(","message":")" + message + R"("}})", false};
  }

  static std::string header(const std::string& request, const std::string& name) {
    const std::size_t at = request.find('\n' + name + ": ");
    if (at == std::string::npos || at > request.find("\n\n")) return {};
    const std::size_t begin = at + name.size() + 3;
    return request.substr(begin, request.find('\n', begin) - begin);
  }

  Response post(const std::string& request, TurnId turn, double now) {
    const std::string stream = header(request, "parley-stream");
    const std::string condition = header(request, "parley-instance");
    CHECK(stream.size() == 22);
    if (pick(25) == 0) {  // somebody in front of the proxy
      const int status = any_status();
      if (status < 500 || status == 503) return refuse(stream, status);
      return error(status, "Somewhere in between.");
    }
    if (!condition.empty() && condition != instance_) {
      return {412, "application/json",
              R"({"error":{"code":"instance_changed","message":"Restarted.","instance":")" +
                  instance_ + R"(","age_ms":)" +
                  std::to_string(static_cast<std::int64_t>(now - started_)) + "}}",
              false};
    }
    const auto found = known_.find(stream);
    if (found != known_.end() && !is_refusal(found->second.first.status)) {
      return found->second.first;
    }
    if (pick(25) == 0) return refuse(stream, any_refusal());
    CHECK(ran_.count(stream) == 0);  // else it is paid twice
    ran_.insert(stream);
    ++paid_[turn];
    refused_.erase(stream);
    const bool stored = request.find("\"store\":false") == request.npos;
    return known_.insert_or_assign(stream, std::pair(run(turn, stored), now)).first->second.first;
  }

  static bool is_refusal(int status) { return (status >= 400 && status < 500) || status == 503; }
  int any_refusal() {
    constexpr int kAny[] = {400, 404, 429, 429, 503, 503};
    return kAny[pick(sizeof kAny / sizeof *kAny)];
  }

  Response refuse(const std::string& stream, int status) {
    if (ran_.count(stream) == 0) refused_.insert(stream);
    return error(status, "The interaction is unknown. Please retry in 2.5s");
  }

  static std::string event(const std::string& type, const std::string& members) {
    return "event: " + type + "\ndata: {\"event_type\":\"" + type + "\"," + members + "}\n\n";
  }

  Response run(TurnId turn, bool stored) {
    const std::uint32_t fate = pick(100);
    if (fate < 4) {
      constexpr int kAny[] = {500, 502, 504};
      return error(kAny[pick(3)], "Broken.");
    }
    const std::string id = stored ? "v1_" + std::to_string(ran_.size()) : "";
    const std::string text =
        "answer " + std::to_string(pick(100'000)) + " to turn " + std::to_string(turn);
    std::string status = "completed";
    std::string bytes = event("interaction.created",
                              R"("interaction":{"id":")" + id + R"(","status":"in_progress"})");
    if (fate < 12) {
      status = "requires_action";
      bytes += event("step.start", R"("index":0,"step":{"type":"function_call","id":"c1",)"
                                   R"("name":"dice","arguments":{}})");
      bytes += event("step.stop", R"("index":0)");
    } else {
      bytes += event("step.start", R"("index":0,"step":{"type":"model_output"})");
      for (std::size_t i = 0; i < text.size(); i += 7) {
        bytes += event("step.delta", R"("index":0,"delta":{"type":"text","text":")" +
                                         text.substr(i, 7) + R"("})");
      }
      bytes += event("step.stop", R"("index":0)");
      if (fate < 16) status = "incomplete";
    }
    if (fate >= 16 && fate < 20) {
      bytes += event("error", R"("error":{"code":"api_error","message":"Broken."})");
      return {200, "text/event-stream", bytes, false};
    }
    bytes += event("interaction.completed",
                   R"("interaction":{"id":")" + id + R"(","status":")" + status + R"("})");
    if (pick(4) != 0) bytes += "event: done\ndata: [DONE]\n\n";
    resources_[id] = {status, text};
    if (fate >= 92) {
      bytes.resize(bytes.size() / 3);
      return {200, "text/event-stream", bytes, fate >= 94};  // else it ends as if all were said
    }
    settled(id, turn);
    return {200, "text/event-stream", bytes, false};
  }

  // It has been said how it ended.
  void settled(const std::string& id, TurnId turn) {
    const auto& [status, text] = resources_[id];
    if (status != "completed") {
      held_[id] = turn;
      return;
    }
    completed_.insert(id);
    answers_[turn].insert(text);
  }

  Response look(const std::string& target, TurnId turn) {
    const std::string id = target.substr(0, target.find('?'));
    if (id != target) return error(400, "There is no stream.");
    if (pick(8) == 0) return error(any_status(), "interaction " + id + " is not to be had");
    const auto found = resources_.find(id);
    if (found == resources_.end()) return error(404, "Gone.", "not_found");
    const auto& [status, text] = found->second;
    if (pick(4) == 0) {
      return {200, "application/json",
              R"({"id":")" + id + R"(","status":"in_progress","steps":[]})", false};
    }
    settled(id, turn);
    const std::string step =
        status == "requires_action"
            ? R"({"type":"function_call","id":"c1","name":"dice","arguments":{}})"
            : R"({"type":"model_output","content":[{"type":"text","text":")" + text + R"("}]})";
    return {200, "application/json",
            R"({"id":")" + id + R"(","status":")" + status + R"(","steps":[)" + step + "]}", false};
  }

  std::mt19937& random_;
  std::string instance_;
  std::uint32_t runs_ = 0;
  double started_ = 0;
  // Of this run of the proxy, with the time, by stream.
  std::map<std::string, std::pair<Response, double>> known_;
  std::set<std::string> ran_;           // streams that upstream did not refuse
  std::map<TurnId, std::size_t> paid_;  // how many of them
  std::set<std::string> refused_;       // streams, the last POST of which was
  std::map<std::string, std::pair<std::string, std::string>> resources_;  // {status, text} by id
  std::set<std::string> completed_;                                       // may be chained
  std::map<std::string, TurnId> held_;  // may be gone on with, by the turn itself
  std::map<TurnId, std::set<std::string>> answers_;
};

}  // namespace parley
