#include "player.h"

#include <poll.h>

#include <algorithm>
#include <ctime>
#include <thread>

#include "resource.h"

namespace parley::demo {
namespace {

using std::chrono::milliseconds;
using Kind = Beat::Kind;

// How long a cancelled run or a stopping server may go unnoticed.
constexpr milliseconds kSlice{25};
constexpr std::size_t kBatch = 16 * 1024;

// How a stream learns that its run was cancelled.
std::string cancelled_tail(const Record& record, const Frame& frame) {
  const Framing& framing = record.timeline.framing;
  std::string out;
  if (record.prompt.has("cancel-500")) {
    out = sse_frame(R"({"error":{"message":"An internal error has occurred.","code":"api_error"},)"
                    R"("event_type":"error"})",
                    framing);
  } else {
    out = sse_frame(
        R"({"interaction":)" + frame.completed + R"(,"event_type":"interaction.completed"})",
        framing);
  }
  return out + "event: done" + framing.line_end + "data: [DONE]" + framing.line_end +
         framing.line_end;
}

}  // namespace

std::int64_t unix_now() { return std::time(nullptr); }

bool Player::wait(milliseconds time) {
  const auto end = Clock::now() + time;
  while (!stopping_) {
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
    if (left.count() <= 0) return true;
    const short events = response_.half_closed() ? 0 : POLLRDHUP;
    pollfd watched{response_.socket(), events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min(left, kSlice).count()));
    if (ready != 0 && response_.client_gone()) return false;
  }
  return false;
}

bool Player::is_heard() { return !stopping_ && !response_.client_gone(); }

bool Player::hold(Gate& gate) {
  gate.reach();
  while (is_heard()) {
    if (gate.state().open) return true;
    gate.wait_open(kSlice);
  }
  return false;
}

void Player::await(const Gate& gate, std::size_t answers, milliseconds time) {
  const auto end = Clock::now() + time;
  while (is_heard() && gate.state().reached < answers && Clock::now() < end) {
    gate.wait_reached(answers, kSlice);
  }
}

bool Player::begin() {
  HeaderList headers = headers_;
  headers.emplace_back("content-type", "text/event-stream");
  headers.emplace_back("cache-control", "no-cache");
  return response_.begin(200, headers);
}

bool Player::flush() {
  if (pending_.empty()) return true;
  const bool sent = response_.write(pending_);
  pending_.clear();
  return sent;
}

bool Player::add(std::string_view bytes, std::size_t piece) {
  if (piece == 0) {
    pending_ += bytes;
    return pending_.size() < kBatch || flush();
  }
  for (std::size_t from = 0; from < bytes.size(); from += piece) {
    if (!response_.write(bytes.substr(from, piece))) return false;
  }
  return true;
}

Played Player::finish(Played played) {
  if (played == Played::kLeft || !flush()) return Played::kLeft;
  if (played == Played::kWhole && !response_.end()) return Played::kLeft;
  return played;
}

Played Player::play(Interaction& interaction) {
  const Record& record = interaction.record;
  const Timeline& timeline = record.timeline;
  if (!wait(milliseconds(timeline.silence_ms)) || !begin()) return finish(Played::kLeft);
  const milliseconds word = timeline.word_ms >= 0 ? milliseconds(timeline.word_ms) : pace_;
  Frame frame = stream_frame(interaction, interaction.snapshot(Clock::now()));
  auto gate = record.gates.begin();
  for (std::size_t i = 0; i < timeline.beats.size(); ++i) {
    const Beat& beat = timeline.beats[i];
    const milliseconds pause = word * beat.words + milliseconds(beat.pause_ms);
    if (pause.count() > 0 && (!flush() || !wait(pause))) return finish(Played::kLeft);
    if (beat.kind == Kind::kGate) {
      if (!flush() || !hold(*(gate++)->gate)) return finish(Played::kLeft);
      continue;
    }
    const bool ends = beat.kind == Kind::kBreak || beat.kind == Kind::kEndEarly;
    if (ends || beat.kind == Kind::kCompleted) {
      interaction.finish(unix_now());
      frame = stream_frame(interaction, interaction.snapshot(Clock::now()));
    }
    if (ends) return finish(beat.kind == Kind::kBreak ? Played::kBroken : Played::kWhole);
    const std::string bytes = render(timeline, record.answer, i, frame);
    if (!add(bytes, timeline.framing.piece) || stopping_) return finish(Played::kLeft);
  }
  return finish(Played::kWhole);
}

Played Player::follow(Interaction& interaction, std::size_t position, bool first) {
  const Record& record = interaction.record;
  const Timeline& timeline = record.timeline;
  if (!begin()) return finish(Played::kLeft);
  while (true) {
    const Interaction::Snapshot now = interaction.snapshot(Clock::now());
    if (now.gate == nullptr) interaction.reach_gates(now);
    const Frame frame = stream_frame(interaction, now);
    for (; position < now.beats; ++position) {
      const Beat& beat = timeline.beats[position];
      if (beat.first_only && !first) continue;
      if (beat.kind == Kind::kBreak) return finish(Played::kBroken);
      if (beat.kind == Kind::kEndEarly) return finish(Played::kWhole);
      if (!add(render(timeline, record.answer, position, frame), timeline.framing.piece)) {
        return finish(Played::kLeft);
      }
    }
    if (now.status == "cancelled") {
      const bool said = add(cancelled_tail(record, frame), 0);
      return finish(said ? Played::kWhole : Played::kLeft);
    }
    if (now.over) return finish(Played::kWhole);
    if (now.gate != nullptr) {
      if (!flush()) return finish(Played::kLeft);
      interaction.reach_gates(now);  // only now, when all that comes before it is out
      if (!is_heard()) return finish(Played::kLeft);
      now.gate->wait_open(kSlice);
      continue;
    }
    const auto elapsed =
        std::chrono::duration_cast<milliseconds>(Clock::now() - record.started).count() -
        now.held_ms;
    // The next beat, or the last one for a reader who knows an id that is still to come.
    const std::size_t next = std::min(position, record.due_ms.size() - 1);
    const std::int64_t due = std::max(record.due_ms[next], record.queued_ms) - elapsed;
    if (!flush() || !wait(std::clamp(milliseconds(due), milliseconds(1), kSlice))) {
      return finish(Played::kLeft);
    }
  }
}

}  // namespace parley::demo
