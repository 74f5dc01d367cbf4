#include "answer/interaction.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "answer/error_decoder.h"
#include "answer/event_ids.h"
#include "answer/interaction_step.h"
#include "answer/legacy_schema.h"
#include "text/json_tree.h"
#include "text/utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostNotices = 1000;

}  // namespace

// A step with what its view costs.
struct Interaction::Entry {
  explicit Entry(Step contents) : step(std::move(contents)) {}

  Step step;
  bool was_closed = false;
  std::size_t received = 0;  // bytes of events that came for it, about what it takes as JSON
  std::size_t shown = 0;     // bytes of kStep changes made of it
  std::size_t units = 0;     // UTF-16 units of the text that the view has of it
};

struct Interaction::State {
  Json meta = Json::object();
  std::map<std::uint32_t, Entry> steps;
  std::uint32_t last_index = 0;  // of the step that the last event was about
  std::string id;
  std::string status;
  std::string last_event_id;
  std::string continuation_token;
  End end = End::kNone;
  ApiError error;
  std::vector<std::string> notices;
  std::vector<Change>* changes = nullptr;  // of the event being applied
  EventIds ids;                            // of those that came

  void notice(std::string text) {
    if (notices.size() < kMostNotices) {
      notices.push_back(std::move(text));
    } else if (notices.size() == kMostNotices) {
      notices.push_back("There is more to say than is kept.");
    }
  }

  void append(Change::Kind kind, std::uint32_t index, Entry* entry, std::string text) {
    if (changes == nullptr || text.empty()) return;
    const std::size_t from = entry->units;
    entry->units += utf16_size(text);
    changes->push_back(
        {kind, index, std::move(text), from, entry->units, kind == Change::Kind::kThought});
  }

  // A step is shown in full at its start and end, and between as long as all that was shown of it
  // stays proportional to what was received.
  void show(std::uint32_t index, Entry* entry, bool always) {
    if (changes == nullptr) return;
    constexpr std::size_t kFree = 64 * 1024;
    if (!always && entry->shown > kFree + 8 * entry->received) return;
    std::string text = entry->step.json();
    entry->shown += text.size();
    const std::size_t from = entry->units;
    entry->units = std::max(from, entry->step.text_units());
    changes->push_back({Change::Kind::kStep, index, std::move(text), from, entry->units,
                        entry->step.type() == "thought"});
  }

  bool place(const Event& event, std::uint32_t* index);
  void merge(Json members);
  void start(Event event);
  void delta(Event&& event);
  void stop(const Event& event);
  void complete(Json members);
  void close(std::uint32_t index, Entry* entry);
  void set_steps(Json list);
  std::vector<const Step*> pending_calls() const;
};

// Which step an event is about. Events that do not say so are about the last one, and a start
// about the next one.
bool Interaction::State::place(const Event& event, std::uint32_t* index) {
  std::int64_t wanted = event.index;
  if (wanted == kNoIndex) {
    notice("An event of type " + event.type + " has no index.");
    wanted = last_index;
    if (event.kind == EventKind::kStepStart && !steps.empty()) {
      wanted = std::int64_t{steps.rbegin()->first} + 1;
    }
  }
  if (wanted < 0 || wanted > kMaxIndex) {
    notice("An event of type " + event.type + " has an impossible index and was left out.");
    return false;
  }
  *index = last_index = static_cast<std::uint32_t>(wanted);
  return true;
}

void Interaction::State::merge(Json members) {
  for (auto& [key, value] : take_members(std::move(members))) {
    const std::string* const text = as_string(value);
    // Dropped: steps come one by one, role is of the schema before May 2026, event_id is about the
    // event. An empty id is how a stream says that there is none (store:false).
    if (value.is_null() || key == "steps" || key == "role" || key == "event_id") continue;
    if (key == "id") {
      if (text == nullptr || text->empty()) continue;
      id = *text;
    }
    if (key == "status" && text != nullptr) status = *text;
    if (key == "continuation_token" && text != nullptr) continuation_token = *text;
    make_member(&meta, key) = std::move(value);
  }
  if (changes != nullptr) changes->push_back({.kind = Change::Kind::kMeta, .text = {}});
}

void Interaction::State::set_steps(Json list) {
  for (Json& each : take_items(std::move(list))) {
    steps.try_emplace(static_cast<std::uint32_t>(steps.size()),
                      Step::finished(JsonTree{std::move(each)}));
  }
}

void Interaction::State::start(Event event) {
  std::uint32_t index;
  if (!place(event, &index)) return;
  Entry entry{Step(std::move(event.json))};
  entry.received = event.size;
  const std::string type = entry.step.type();
  if (!type.empty() && type != "user_input" && type != "model_output" && type != "thought" &&
      !is_tool_type(type)) {
    notice("Unknown step type: " + type);
  }
  // A step that starts once more is a replay, from its beginning.
  steps.erase(index);
  ids.forget_deltas(index);
  show(index, &steps.try_emplace(index, std::move(entry)).first->second, true);
}

void Interaction::State::delta(Event&& event) {
  if (event.delta_type.empty()) return;
  std::uint32_t index;
  if (!place(event, &index)) return;
  auto found = steps.find(index);
  const bool unknown = found == steps.end();
  if (unknown) found = steps.try_emplace(index, Step()).first;
  Entry& entry = found->second;
  const bool late = entry.step.closed();
  const std::size_t size = event.size;
  StepChange change = entry.step.apply(std::move(event));
  if (!change.notice.empty()) notice(std::move(change.notice));
  if (!change.applied) {
    if (unknown) steps.erase(found);
    return;
  }
  if (late) notice("Step " + std::to_string(index) + " went on after its stop.");
  if (unknown) notice("Step " + std::to_string(index) + " came without a start.");
  entry.received += size;
  append(Change::Kind::kText, index, &entry, std::move(change.text));
  append(Change::Kind::kThought, index, &entry, std::move(change.thought));
  if (change.other) show(index, &entry, false);
}

void Interaction::State::close(std::uint32_t index, Entry* entry) {
  if (entry->step.closed()) return;
  if (!entry->step.close()) {
    notice("The arguments of step " + std::to_string(index) + " are not valid JSON.");
  }
  show(index, entry, !entry->was_closed);
  entry->was_closed = true;
}

void Interaction::State::stop(const Event& event) {
  std::uint32_t index;
  if (!place(event, &index)) return;
  const auto found = steps.find(index);
  if (found == steps.end()) {
    notice("Step " + std::to_string(index) + " stopped without a start.");
    return;
  }
  close(index, &found->second);
}

void Interaction::State::complete(Json members) {
  // A token of a checkpoint on the way is of no use once the answer is complete.
  const std::string& now = find_string(members, "status");
  const bool goes_on = now == "requires_continuation" || now == "incomplete";
  if (!goes_on && !members.contains("continuation_token")) {
    erase_member(&meta, "continuation_token");
    continuation_token.clear();
  }
  for (auto& [index, entry] : steps) close(index, &entry);
  if (steps.empty() && members.contains("steps")) {
    set_steps(take_member(&members, "steps"));
    for (auto& [index, entry] : steps) show(index, &entry, true);
  }
  merge(std::move(members));
  if (end == End::kNone) end = End::kCompleted;
}

Interaction::Interaction() : state_(std::make_unique<State>()) {}
Interaction::~Interaction() = default;
Interaction::Interaction(Interaction&&) noexcept = default;
Interaction& Interaction::operator=(Interaction&&) noexcept = default;

bool Interaction::is_new(const Event& event) { return state_->ids.add(event, state_->last_index); }

void Interaction::take_ids(Interaction* other) { std::swap(state_->ids, other->state_->ids); }

void Interaction::forget_ids() { state_->ids = {}; }

void Interaction::apply(Event event, std::vector<Change>* changes) {
  State& state = *state_;
  state.changes = changes;
  if (!event.event_id.empty()) state.last_event_id = event.event_id;
  switch (event.kind) {
    case EventKind::kCreated:
    case EventKind::kStatusUpdate:
      state.merge(take_object<Json>(std::move(event.json)));
      break;
    case EventKind::kStepStart:
      state.start(std::move(event));
      break;
    case EventKind::kStepDelta:
      state.delta(std::move(event));
      break;
    case EventKind::kStepStop:
      state.stop(event);
      break;
    case EventKind::kCompleted:
      state.complete(take_object<Json>(std::move(event.json)));
      break;
    case EventKind::kError:
      if (state.end != End::kNone) break;
      state.end = End::kError;
      state.error = event.error;
      break;
    case EventKind::kEmptyError:
      state.notice("An error event that says nothing was passed over.");
      break;
    case EventKind::kDone:
      break;
    case EventKind::kUnknown:
      state.notice("Unknown event: " + event.type);
      break;
    case EventKind::kUnreadable:
      state.notice("The data of an event of type " + event.type + ' ' + event.problem + '.');
      break;
  }
  state.changes = nullptr;
}

void Interaction::finish(std::string_view stray_text, bool message_pending) {
  State& state = *state_;
  const bool json_like = !stray_text.empty() && (stray_text[0] == '[' || stray_text[0] == '{');
  if (json_like) {
    const ApiError error = decode_error(stray_text, 0);
    state.notice("The stream ends with an error that is no event: " + error.code +
                 (error.code.empty() ? "" : ": ") + error.message);
  } else if (state.end == End::kNone && message_pending) {
    state.notice("The stream broke off inside an event, which is left out.");
  }
}

bool Interaction::load(std::string_view resource_json) {
  Json resource = read_json<Json>(decode_utf8(std::string(resource_json)), kMaxOwnJsonDepth);
  if (!resource.is_object()) return false;
  *state_ = State();
  State& state = *state_;
  upgrade_outputs(&resource);
  Json list = take_member(&resource, "steps");
  erase_member(&resource, "role");
  state.set_steps(std::move(list));
  state.id = find_string(resource, "id");
  state.status = find_string(resource, "status");
  state.continuation_token = find_string(resource, "continuation_token");
  state.meta = std::move(resource);
  for (const char* const over : {"completed", "requires_action", "requires_continuation", "failed",
                                 "cancelled", "incomplete", "budget_exceeded"}) {
    if (state.status == over) state.end = End::kCompleted;
  }
  return true;
}

const std::string& Interaction::id() const { return state_->id; }
const std::string& Interaction::status() const { return state_->status; }
const std::string& Interaction::last_event_id() const { return state_->last_event_id; }
const std::string& Interaction::continuation_token() const { return state_->continuation_token; }
const std::string& Interaction::environment() const {
  return find_string(state_->meta, "environment_id");
}
Interaction::End Interaction::end() const { return state_->end; }
const ApiError& Interaction::error() const { return state_->error; }
const std::vector<std::string>& Interaction::notices() const { return state_->notices; }
std::size_t Interaction::step_count() const { return state_->steps.size(); }

std::string Interaction::steps_json() const {
  std::string out = "[";
  for (const auto& [index, entry] : state_->steps) {
    if (out.size() > 1) out += ',';
    out += entry.step.json();
  }
  return out + ']';
}

std::string Interaction::step_json(std::uint32_t index) const {
  const auto found = state_->steps.find(index);
  return found == state_->steps.end() ? std::string() : found->second.step.json();
}

std::string Interaction::meta_json() const { return write_json(state_->meta); }

std::string Interaction::json() const {
  std::string out = meta_json();
  out.pop_back();
  if (!state_->meta.empty()) out += ',';
  return out + "\"steps\":" + steps_json() + '}';
}

std::string Interaction::output_text() const {
  std::vector<const std::string*> texts;  // from the last to the first
  for (auto each = state_->steps.rbegin(); each != state_->steps.rend(); ++each) {
    const std::string type = each->second.step.type();
    if (type == "thought") continue;
    if (type == "model_output") {
      if (each->second.step.collect_trailing_text(&texts)) break;
    } else if (type == "user_input" || !texts.empty()) {
      break;
    }
  }
  std::string out;
  for (auto text = texts.rbegin(); text != texts.rend(); ++text) out += **text;
  return out;
}

std::vector<const Step*> Interaction::State::pending_calls() const {
  std::set<std::string> answered;           // ids
  std::vector<std::string> answered_names;  // by results that say no id
  for (const auto& [index, entry] : steps) {
    const Step& step = entry.step;
    if (step.type() != "function_result") continue;
    const std::string& of = step.member("call_id");
    if (of.empty()) {
      answered_names.push_back(step.member("name"));
    } else {
      answered.insert(of);
    }
  }
  std::vector<const Step*> calls;
  for (const auto& [index, entry] : steps) {
    const Step& step = entry.step;
    if (step.type() != "function_call") continue;
    const std::string& own = step.member("id");
    if (own.empty()) {
      const auto answer =
          std::find(answered_names.begin(), answered_names.end(), step.member("name"));
      if (answer != answered_names.end()) {
        answered_names.erase(answer);
        continue;
      }
    } else if (answered.count(own) != 0) {
      continue;
    }
    calls.push_back(&step);
  }
  return calls;
}

std::string Interaction::pending_calls_json() const {
  std::string out = "[";
  for (const Step* const call : state_->pending_calls()) {
    if (out.size() > 1) out += ',';
    out += call->call_json();
  }
  return out + ']';
}

bool Interaction::has_pending_calls() const { return !state_->pending_calls().empty(); }

bool Interaction::same_steps(const Interaction& other) const {
  const auto& [ours, theirs] = std::tie(state_->steps, other.state_->steps);
  return std::equal(
      ours.begin(), ours.end(), theirs.begin(), theirs.end(),
      [](const auto& a, const auto& b) { return a.second.step.same_as(b.second.step); });
}

}  // namespace parley
