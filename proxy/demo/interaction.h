// One interaction: what was asked, what is answered, and how far the answer has come.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "answer.h"
#include "gates.h"
#include "request.h"
#include "switches.h"
#include "timeline.h"

namespace parley::demo {

using Clock = std::chrono::steady_clock;

// Fixed when the interaction is made.
struct Record {
  std::string id;  // "" when it is not stored
  std::string root_token;
  std::string environment_id;
  CreateRequest request;
  Prompt prompt;
  Answer answer;
  Timeline timeline;
  Clock::time_point started;
  std::int64_t created = 0;          // seconds since 1970
  std::vector<std::int64_t> due_ms;  // background: when each beat is due, from `started`
  std::int64_t queued_ms = 0;        // background: how long it is only queued
  struct GateBeat {
    std::size_t beat;
    std::shared_ptr<Gate> gate;
  };
  std::vector<GateBeat> gates;  // those of the timeline, in its order
};

// A foreground run moves when its connection does; a background run is a function of time alone
// (and of the times at which its gates were opened), so that it needs no thread and goes on without
// readers. Thread-safe.
class Interaction {
 public:
  explicit Interaction(Record made) : record(std::move(made)) {}

  const Record record;

  struct Snapshot {
    std::string status;
    std::size_t beats = 0;  // how many of the timeline's are out
    bool over = false;      // no more will come
    std::int64_t updated = 0;
    // Background:
    std::int64_t held_ms = 0;  // how long gates have held it: all that is to come is so much later
    const Gate* gate = nullptr;  // the one that holds it now
  };
  Snapshot snapshot(Clock::time_point now) const;

  // Background: counts it at the gates that it has come to by then, at each once.
  void reach_gates(const Snapshot& snapshot);

  // The steps produced so far, each a JSON object.
  std::vector<std::string> steps(const Snapshot& snapshot) const;

  void finish(std::int64_t unix_time);  // foreground only
  // Stops a background run at `when`, now or soon. False: nothing to stop.
  bool cancel(Clock::time_point when, std::int64_t unix_time);

  std::size_t bytes() const;  // roughly what it occupies

 private:
  Snapshot uncancelled(Clock::time_point now) const;

  mutable std::mutex mutex_;
  bool finished_ = false;
  std::optional<Clock::time_point> cancelled_;
  std::int64_t updated_ = 0;
  std::size_t gates_reached_ = 0;                 // the first so many have counted this run
  mutable std::vector<std::string> final_steps_;  // made when first asked for
};

// Fills in due_ms and queued_ms.
void schedule(Record* record, std::chrono::milliseconds pace);

}  // namespace parley::demo
