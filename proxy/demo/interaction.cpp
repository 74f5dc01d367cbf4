#include "interaction.h"

#include <algorithm>
#include <limits>

namespace parley::demo {

Interaction::Snapshot Interaction::snapshot(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  if (finished_) return {record.answer.status, record.timeline.beats.size(), true, updated_};
  if (!record.request.background) return {"in_progress", 0, false, record.created};
  const bool cancelled = cancelled_ && now >= *cancelled_;
  const Snapshot out = uncancelled(cancelled ? *cancelled_ : now);
  if (cancelled && !out.over) return {"cancelled", out.beats, true, updated_};
  return out;
}

// Where a background run's clock stands: a closed gate stops it, and what follows is put off by as
// long as it was stopped.
Interaction::Snapshot Interaction::uncancelled(Clock::time_point now) const {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const std::vector<std::int64_t>& due = record.due_ms;
  const std::int64_t elapsed = duration_cast<milliseconds>(now - record.started).count();
  if (elapsed < record.queued_ms) return {"queued", 0, false, record.created};
  Snapshot out{"in_progress", 0, false, record.created};
  for (const auto& [beat, gate] : record.gates) {
    if (elapsed - out.held_ms < due[beat]) break;
    const std::optional<Clock::time_point> opened = gate->opened();
    if (!opened || *opened > now) {
      out.beats = beat;
      out.gate = gate.get();
      return out;
    }
    const std::int64_t opened_ms = duration_cast<milliseconds>(*opened - record.started).count();
    out.held_ms = std::max(out.held_ms, opened_ms - due[beat]);
  }
  out.beats = static_cast<std::size_t>(
      std::upper_bound(due.begin(), due.end(), elapsed - out.held_ms) - due.begin());
  if (out.beats == due.size()) {
    return {record.answer.status, out.beats, true,
            record.created + (due.back() + out.held_ms) / 1000};
  }
  return out;
}

void Interaction::reach_gates(const Snapshot& snapshot) {
  const std::lock_guard lock(mutex_);
  for (; gates_reached_ < record.gates.size(); ++gates_reached_) {
    const auto& [beat, gate] = record.gates[gates_reached_];
    if (beat >= snapshot.beats && gate.get() != snapshot.gate) return;
    gate->reach();
  }
}

std::vector<std::string> Interaction::steps(const Snapshot& snapshot) const {
  const Answer& answer = record.answer;
  std::vector<std::string> out;
  if (snapshot.over && snapshot.status != "cancelled") {
    const std::lock_guard lock(mutex_);
    if (final_steps_.empty()) {
      for (const Step& step : answer.steps) {
        final_steps_.push_back(assembled_step(step, step.deltas.size()));
      }
    }
    return final_steps_;
  }
  const std::vector<std::size_t> deltas = progress(record.timeline, snapshot.beats);
  for (std::size_t i = 0; i < deltas.size(); ++i) {
    out.push_back(assembled_step(answer.steps[i], deltas[i]));
  }
  return out;
}

void Interaction::finish(std::int64_t unix_time) {
  const std::lock_guard lock(mutex_);
  finished_ = true;
  updated_ = unix_time;
}

bool Interaction::cancel(Clock::time_point when, std::int64_t unix_time) {
  const Snapshot before = snapshot(when);
  const std::lock_guard lock(mutex_);
  if (!record.request.background || before.over || cancelled_) return false;
  cancelled_ = when;
  updated_ = unix_time;
  return true;
}

std::size_t Interaction::bytes() const {
  std::size_t sum = sizeof(Interaction) + record.request.echo.size() +
                    record.prompt.full.size() * 2 +
                    record.timeline.beats.size() * (sizeof(Beat) + sizeof(std::int64_t));
  for (const std::string& step : record.request.input) sum += step.size();
  for (const Step& step : record.answer.steps) {
    for (const Delta& delta : step.deltas) sum += delta.json.size() + sizeof(Delta);
  }
  return sum;
}

void schedule(Record* record, std::chrono::milliseconds pace) {
  const Timeline& timeline = record->timeline;
  if (const Switch* found = record->prompt.find("queued")) {
    record->queued_ms = found->milliseconds(1000, 2000);
  }
  const std::int64_t word = timeline.word_ms >= 0 ? timeline.word_ms : pace.count();
  std::int64_t at = record->queued_ms;
  for (const Beat& beat : timeline.beats) {
    const bool never = record->prompt.has("zombie") && record->due_ms.size() >= 2;
    at += beat.words * word + beat.pause_ms;
    record->due_ms.push_back(never ? std::numeric_limits<std::int64_t>::max() : at);
  }
}

}  // namespace parley::demo
