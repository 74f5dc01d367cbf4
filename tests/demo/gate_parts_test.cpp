// Gates without a server: a held run's clock, what a stream has sent when it counts, the registry.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "bench.h"
#include "demo/gates.h"
#include "demo/interaction.h"
#include "demo/player.h"

namespace parley::demo {
namespace {

using namespace std::chrono_literals;

// Ten seconds a word, held for long at the second of four.
struct HeldRun {
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  Clock::time_point started = Clock::now() - 1h;
  Interaction run{record()};

  Record record() const {
    Record made;
    made.request.background = true;
    made.answer.steps = {text_step("one two three four", 1, 1)};
    made.timeline = lay_out(&made.answer, parse_prompt("demo:gate x 2"), true);
    for (std::size_t i = 0; i < made.timeline.beats.size(); ++i) {
      if (made.timeline.beats[i].kind == Beat::Kind::kGate) made.gates.push_back({i, gate});
    }
    made.started = started;
    schedule(&made, 10s);
    return made;
  }
  std::string text_at(Clock::time_point time) const {
    const std::vector<std::string> steps = run.steps(run.snapshot(time));
    return steps.empty() ? "" : text_of(Json::parse("{\"steps\":[" + steps[0] + "]}"));
  }
};

TEST_CASE("what follows a gate is put off by as long as it was closed") {
  HeldRun held;
  CHECK(held.text_at(held.started + 19s) == "one");
  held.run.reach_gates(held.run.snapshot(held.started + 19s));
  CHECK(held.gate->state().reached == 0);
  CHECK(held.text_at(held.started + 21s) == "one two");
  CHECK(held.text_at(held.started + 59min) == "one two");
  held.run.reach_gates(held.run.snapshot(held.started + 21s));
  CHECK(held.gate->state().reached == 1);
  held.gate->open();
  const Clock::time_point opened = *held.gate->opened();
  CHECK(held.text_at(held.started + 59min) == "one two");
  CHECK(held.text_at(opened + 9s) == "one two");
  CHECK(held.text_at(opened + 11s) == "one two three");
  CHECK_FALSE(held.run.snapshot(opened + 19s).over);
  CHECK(held.run.snapshot(opened + 21s).over);
  held.run.reach_gates(held.run.snapshot(opened + 21s));
  CHECK(held.gate->state().reached == 1);
}

TEST_CASE("a gate that was opened early puts nothing off") {
  HeldRun held;
  held.gate->open();
  const Clock::time_point later = *held.gate->opened();
  CHECK(held.run.snapshot(later).held_ms > 0);
  const auto open = std::make_shared<Gate>();
  open->open();
  held.gate = open;
  held.started = *open->opened() + 1ms;
  const Interaction run(held.record());
  CHECK_FALSE(run.snapshot(held.started + 39s).over);
  CHECK(run.snapshot(held.started + 41s).over);
}

TEST_CASE("a cancel that shows late finds what the run has done by then") {
  HeldRun held;
  const Clock::time_point late = Clock::now() + 15s;
  CHECK(held.run.cancel(late, 0));
  held.gate->open();
  CHECK(held.text_at(late + 1h) == "one two three");
  CHECK(held.run.snapshot(late + 1h).status == "cancelled");
}

// A client that notes how many had come to the gate at its last bytes, and leaves when one has.
// Over a socket that order could not be told for certain.
class Witness : public HttpResponse {
 public:
  explicit Witness(std::shared_ptr<Gate> gate) : gate_(std::move(gate)) {}
  std::string sent;
  std::size_t reached_at_write = 0;

  int read_body(HttpRequest*) override { return 0; }
  bool send(const HttpReply&) override { return false; }
  bool begin(int, const HeaderList&) override { return true; }
  bool write(std::string_view bytes) override {
    sent += bytes;
    reached_at_write = gate_->state().reached;
    return true;
  }
  bool end() override { return true; }
  WriteState write_some(std::string_view, std::size_t*) override { return WriteState::kGone; }
  void cut() override {}
  bool client_gone() override { return gate_->state().reached > 0; }
  bool half_closed() const override { return false; }
  int socket() const override { return -1; }

 private:
  const std::shared_ptr<Gate> gate_;
};

TEST_CASE("who has come to a gate has sent all that is before it") {
  const std::atomic<bool> stopping{false};
  for (const bool background : {false, true}) {
    CAPTURE(background);
    HeldRun held;
    Witness client(held.gate);
    Player player(client, {}, 0ms, stopping);
    const Played played = background ? player.follow(held.run, 0, true) : player.play(held.run);
    CHECK(played == Played::kLeft);
    CHECK(streamed_text(events_of(client.sent)) == "one two");
    CHECK(client.reached_at_write == 0);
    CHECK(held.gate->state().reached == 1);
  }
}

TEST_CASE("the oldest gate is forgotten, and lets go what it holds") {
  Gates gates(2);
  const std::shared_ptr<Gate> oldest = gates.at("a");
  CHECK(gates.at("a") == oldest);
  const std::shared_ptr<Gate> next = gates.at("b");
  CHECK_FALSE(oldest->state().open);
  gates.at("c");
  CHECK(oldest->state().open);
  CHECK_FALSE(next->state().open);
  CHECK(gates.at("a") != oldest);
  CHECK(next->state().open);
}

}  // namespace
}  // namespace parley::demo
