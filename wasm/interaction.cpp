#include "interaction.h"

#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base64.h"
#include "event_decoder.h"
#include "json_tree.h"
#include "utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostNotices = 1000;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

Json parse_object(std::string_view text) {
  Json value = read_json<Json>(text);
  return value.is_object() ? value : Json::object();
}

// "" where there is no such string.
const std::string& find_string(const Json& object, const char* key) {
  static const std::string kEmpty;
  if (!object.is_object()) return kEmpty;
  const auto found = object.find(key);
  if (found == object.end()) return kEmpty;
  const auto* text = found->get_ptr<const std::string*>();
  return text == nullptr ? kEmpty : *text;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_tool_type(std::string_view type) {
  return ends_with(type, "_call") || ends_with(type, "_result");
}

// FNV-1a: one event id with two contents is two events.
std::string fingerprint(const Event& event) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : event.json) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return event.event_id + ' ' + std::to_string(hash);
}

bool is_text(const Json& block) { return find_string(block, "type") == "text"; }

// The step that a delta belongs into, where the stream did not say.
std::string step_type_of(const std::string& delta_type) {
  if (delta_type == "thought_summary" || delta_type == "thought_signature") return "thought";
  if (delta_type == "arguments_delta") return "function_call";
  return is_tool_type(delta_type) ? delta_type : "model_output";
}

// The step type that a step without one must have by its members.
std::string infer_step_type(const Json& step) {
  if (step.contains("content")) return "model_output";
  if (step.contains("call_id")) return "function_result";
  if (step.contains("name") || step.contains("arguments")) return "function_call";
  if (step.contains("summary") || step.contains("signature")) return "thought";
  return {};
}

// Makes the member a list of content blocks that all have a type.
void normalize_blocks(Json* step, const char* key) {
  const auto found = step->find(key);
  if (found == step->end()) return;
  if (found->is_null()) {
    step->erase(found);
    return;
  }
  if (!found->is_array()) *found = Json::array({std::move(*found)});
  for (Json& block : *found) {
    if (block.is_string()) block = Json{{"type", "text"}, {"text", std::move(block)}};
    if (block.is_object() && !block.contains("type") && block.contains("text")) {
      block["type"] = "text";
    }
  }
}

struct Step {
  Json value = Json::object();  // never an empty signature: unary replies have none
  std::string arguments;        // what arguments deltas add up to
  bool has_arguments = false;   // there were some
  bool closed = false;
  bool was_closed = false;
  std::size_t text_block = kNone;  // the current text block in content
  std::size_t received = 0;        // about the bytes that value takes as JSON
  std::size_t shown = 0;           // bytes of kStep changes made of it
  std::set<std::string> seen;      // deltas that have an event id: a resumed stream may overlap

  std::string type() const { return find_string(value, "type"); }

  Json& list(const char* key) {
    Json& blocks = value[key];
    if (!blocks.is_array()) blocks = Json::array();
    return blocks;
  }

  // What arguments deltas say so far: as JSON where it is some, else as the text it is.
  Json read_arguments(bool* valid) const {
    *valid = true;
    if (arguments.find_first_not_of(" \t\r\n") == std::string::npos) return Json::object();
    Json parsed = read_json<Json>(arguments);
    *valid = !parsed.is_discarded();
    return *valid ? parsed : Json(arguments);
  }

  std::string dump_now() const {
    if (closed || arguments.empty()) return write_json(value);
    Json copy = value;
    bool valid;
    copy["arguments"] = read_arguments(&valid);
    return write_json(copy);
  }
};

}  // namespace

struct Interaction::State {
  Json meta = Json::object();
  std::map<std::uint32_t, Step> steps;
  std::uint32_t last_index = 0;  // of the step that the last event was about
  std::string id;
  std::string status;
  std::string last_event_id;
  std::string continuation_token;
  End end = End::kNone;
  ApiError error;
  std::vector<std::string> notices;
  std::vector<Change>* changes = nullptr;  // of the event being applied

  void notice(std::string text) {
    if (notices.size() < kMostNotices) {
      notices.push_back(std::move(text));
    } else if (notices.size() == kMostNotices) {
      notices.push_back("There is more to say than is kept.");
    }
  }

  void changed(Change::Kind kind, std::uint32_t index, std::string text) {
    if (changes != nullptr) changes->push_back({kind, index, std::move(text)});
  }

  // A step is shown in full at its start and end, and between as long as all that was shown of it
  // stays proportional to what was received.
  void show(std::uint32_t index, Step* step, bool always) {
    if (changes == nullptr) return;
    constexpr std::size_t kFree = 64 * 1024;
    if (!always && step->shown > kFree + 8 * step->received) return;
    std::string text = step->dump_now();
    step->shown += text.size();
    changed(Change::Kind::kStep, index, std::move(text));
  }

  bool place(const Event& event, std::uint32_t* index);
  void merge(const Event& event);
  void start(const Event& event);
  void delta(const Event& event);
  void stop(const Event& event);
  void complete(const Event& event);
  void close(std::uint32_t index, Step* step);
  void set_steps(Json list);

  // Parts of delta().
  void append_text(std::uint32_t index, Step* step, Json delta);
  void append_annotations(Step* step, Json annotations);
  void append_audio(Step* step, Json delta);
  void append_summary(std::uint32_t index, Step* step, Json content);
  void append_arguments(Step* step, Json arguments);
  void merge_members(Step* step, Json delta);
};

// Which step an event is about. Events that do not say so are about the last one, and a start
// about the next one.
bool Interaction::State::place(const Event& event, std::uint32_t* index) {
  if (event.index >= std::numeric_limits<std::uint32_t>::max()) {
    notice("An event of type " + event.type + " has an impossible index and was left out.");
    return false;
  }
  if (event.index >= 0) {
    *index = static_cast<std::uint32_t>(event.index);
  } else {
    notice("An event of type " + event.type + " has no index.");
    *index = last_index;
    if (event.kind == EventKind::kStepStart && !steps.empty()) *index = steps.rbegin()->first + 1;
  }
  last_index = *index;
  return true;
}

void Interaction::State::merge(const Event& event) {
  const Json members = parse_object(event.json);
  for (const auto& [key, value] : members.items()) {
    const auto* text = value.get_ptr<const std::string*>();
    // Dropped: steps come one by one, role is of the schema before May 2026, event_id is about the
    // event. An empty id is how a stream says that there is none (store:false).
    if (value.is_null() || key == "steps" || key == "role" || key == "event_id") continue;
    if (key == "id") {
      if (text == nullptr || text->empty()) continue;
      id = *text;
    }
    if (key == "status" && text != nullptr) status = *text;
    if (key == "continuation_token" && text != nullptr) continuation_token = *text;
    meta[key] = value;
  }
  changed(Change::Kind::kMeta, 0, {});
}

void Interaction::State::set_steps(Json list) {
  if (!list.is_array()) return;
  for (Json& value : list) {
    Step step;
    step.value = std::move(value);
    step.closed = true;
    steps.emplace(static_cast<std::uint32_t>(steps.size()), std::move(step));
  }
}

void Interaction::State::start(const Event& event) {
  std::uint32_t index;
  if (!place(event, &index)) return;
  Step step;
  step.value = parse_object(event.json);
  step.received = event.json.size();
  const auto signature = step.value.find("signature");
  if (signature != step.value.end() && *signature == "") step.value.erase(signature);
  if (step.type().empty()) {
    const std::string type = infer_step_type(step.value);
    if (!type.empty()) step.value["type"] = type;
  }
  const std::string type = step.type();
  if (!type.empty() && type != "user_input" && type != "model_output" && type != "thought" &&
      !is_tool_type(type)) {
    notice("Unknown step type: " + type);
  }
  normalize_blocks(&step.value, "content");
  normalize_blocks(&step.value, "summary");
  const auto content = step.value.find("content");
  if (content != step.value.end()) {
    for (std::size_t i = content->size(); i-- > 0 && step.text_block == kNone;) {
      if (is_text((*content)[i])) step.text_block = i;
    }
  }
  const auto arguments = step.value.find("arguments");
  if (arguments != step.value.end() && arguments->is_string()) {
    append_arguments(&step, std::move(*arguments));
    step.value.erase("arguments");
  }
  // A step that starts once more is a replay, from its beginning.
  Step& kept = steps[index];
  kept = std::move(step);
  show(index, &kept, true);
}

void Interaction::State::delta(const Event& event) {
  Json delta = parse_object(event.json);
  if (delta.empty()) return;
  std::uint32_t index;
  if (!place(event, &index)) return;
  const std::string& type = event.delta_type;
  const auto found = steps.find(index);
  const std::string step_type = found == steps.end() ? std::string() : found->second.type();
  const std::string sent_type = find_string(delta, "type");
  // Unknown types are taken for what their members are, unless they name the step: then they
  // bring more of its members.
  const bool more_members = is_tool_type(type) || (!sent_type.empty() && sent_type == step_type);
  if (sent_type != type && !sent_type.empty() && !more_members) {
    notice("Unknown delta type: " + sent_type + ", taken as " + type);
  }
  const bool media = type == "image" || type == "video" || type == "document" || type == "audio";
  if (!more_members && !media && type != "text" && type != "text_annotation_delta" &&
      type != "thought_summary" && type != "thought_signature" && type != "arguments_delta") {
    if (!type.empty()) notice("Unknown delta type: " + type);
    return;
  }

  Step& step = steps[index];
  if (!event.event_id.empty() && !step.seen.insert(fingerprint(event)).second) return;
  if (found == steps.end()) notice("Step " + std::to_string(index) + " came without a start.");
  if (step.closed) notice("Step " + std::to_string(index) + " went on after its stop.");
  step.closed = false;
  step.received += event.json.size();
  if (!step.value.is_object()) step.value = Json::object();
  if (step.type().empty()) step.value["type"] = step_type_of(type);

  if (more_members) {
    merge_members(&step, std::move(delta));
  } else if (type == "text") {
    append_text(index, &step, std::move(delta));
    return;
  } else if (type == "thought_summary") {
    append_summary(index, &step, std::move(delta["content"]));
    return;
  } else if (type == "text_annotation_delta") {
    append_annotations(&step, std::move(delta["annotations"]));
  } else if (type == "thought_signature") {
    const std::string& signature = find_string(delta, "signature");
    if (signature.empty()) return;
    step.value["signature"] = signature;
  } else if (type == "arguments_delta") {
    append_arguments(&step, std::move(delta["arguments"]));
  } else {
    delta["type"] = type;
    if (type == "audio") {
      append_audio(&step, std::move(delta));
    } else {
      step.list("content").push_back(std::move(delta));
    }
  }
  show(index, &step, false);
}

void Interaction::State::append_text(std::uint32_t index, Step* step, Json delta) {
  const std::string text = find_string(delta, "text");
  delta["type"] = "text";
  if (step->type() == "thought") {
    append_summary(index, step, std::move(delta));
    return;
  }
  if (text.empty() && delta.size() <= 2) return;
  Json& content = step->list("content");
  if (content.empty() || !is_text(content.back())) {
    content.push_back(Json{{"type", "text"}, {"text", ""}});
  }
  step->text_block = content.size() - 1;
  Json& block = content.back();
  Json& so_far = block["text"];
  if (!so_far.is_string()) so_far = "";
  so_far.get_ptr<std::string*>()->append(text);
  if (!text.empty()) changed(Change::Kind::kText, index, text);
  if (delta.size() <= 2) return;
  for (const auto& [key, value] : delta.items()) {
    if (key == "type" || key == "text" || value.is_null()) continue;
    if (key == "annotations") {
      append_annotations(step, value);
    } else {
      block[key] = value;
    }
  }
  show(index, step, false);
}

void Interaction::State::append_annotations(Step* step, Json annotations) {
  if (annotations.is_object()) annotations = Json::array({std::move(annotations)});
  if (!annotations.is_array() || annotations.empty()) return;
  Json& content = step->list("content");
  if (step->text_block >= content.size()) {
    step->text_block = content.size();
    content.push_back(Json{{"type", "text"}, {"text", ""}});
  }
  Json& all = content[step->text_block]["annotations"];
  if (!all.is_array()) all = Json::array();
  for (Json& each : annotations) all.push_back(std::move(each));
}

// Chunks of one recording are one block.
void Interaction::State::append_audio(Step* step, Json delta) {
  Json& content = step->list("content");
  if (!content.empty() && find_string(content.back(), "type") == "audio") {
    Json& block = content.back();
    const std::string& mime_type = find_string(delta, "mime_type");
    const bool same = mime_type.empty() || find_string(block, "mime_type").empty() ||
                      find_string(block, "mime_type") == mime_type;
    if (same && !block.contains("uri") && !delta.contains("uri")) {
      Json& data = block["data"];
      if (!data.is_string()) data = "";
      if (append_base64(data.get_ptr<std::string*>(), find_string(delta, "data"))) {
        for (const auto& [key, value] : delta.items()) {
          if (key != "data" && !value.is_null()) block[key] = value;
        }
        return;
      }
      notice("Audio that is not base64 could not be appended.");
    }
  }
  content.push_back(std::move(delta));
}

void Interaction::State::append_summary(std::uint32_t index, Step* step, Json content) {
  Json holder = {{"content", std::move(content)}};
  normalize_blocks(&holder, "content");
  if (!holder.contains("content")) return;
  for (Json& item : holder["content"]) {
    if (item.empty()) continue;
    const std::string text = is_text(item) ? find_string(item, "text") : std::string();
    if (is_text(item) && text.empty()) continue;
    if (step->type() == "model_output" && is_text(item)) {
      append_text(index, step, std::move(item));
      continue;
    }
    const bool thought = step->type() != "model_output";
    step->list(thought ? "summary" : "content").push_back(std::move(item));
    if (thought && !text.empty()) {
      changed(Change::Kind::kThought, index, text);
    } else {
      show(index, step, false);
    }
  }
}

void Interaction::State::append_arguments(Step* step, Json arguments) {
  if (const auto* text = arguments.get_ptr<const std::string*>()) {
    step->has_arguments = true;
    step->arguments += *text;
  } else if (!arguments.is_null()) {
    step->has_arguments = false;
    step->arguments.clear();
    step->value["arguments"] = std::move(arguments);
  }
}

void Interaction::State::merge_members(Step* step, Json delta) {
  const bool appends = step->type() == "code_execution_result";
  for (const auto& [key, value] : delta.items()) {
    if (key == "type" || value.is_null()) continue;
    const auto* text = value.get_ptr<const std::string*>();
    if (key == "arguments") {
      append_arguments(step, value);
      continue;
    }
    if (text != nullptr && text->empty() && (key == "signature" || step->value.contains(key))) {
      continue;
    }
    Json& member = step->value[key];
    if (appends && key == "result" && text != nullptr && member.is_string()) {
      member.get_ptr<std::string*>()->append(*text);
    } else if (appends && key == "result" && value.is_array() && member.is_array()) {
      for (const Json& item : value) member.push_back(item);
    } else {
      member = value;
    }
  }
}

void Interaction::State::close(std::uint32_t index, Step* step) {
  if (step->closed) return;
  const std::string type = step->type();
  const bool wants_arguments = type == "function_call" || type == "mcp_server_tool_call";
  const auto arguments = step->value.find("arguments");
  const bool missing = arguments == step->value.end() || arguments->is_null();
  if (!step->arguments.empty() || (missing && (wants_arguments || step->has_arguments))) {
    bool valid;
    step->value["arguments"] = step->read_arguments(&valid);
    if (!valid) notice("The arguments of step " + std::to_string(index) + " are not valid JSON.");
  }
  step->closed = true;
  show(index, step, !step->was_closed);
  step->was_closed = true;
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

void Interaction::State::complete(const Event& event) {
  Json members = parse_object(event.json);
  // A token of a checkpoint on the way is of no use once the answer is complete.
  const std::string& now = find_string(members, "status");
  const bool goes_on = now == "requires_continuation" || now == "incomplete";
  if (!goes_on && !members.contains("continuation_token")) {
    meta.erase("continuation_token");
    continuation_token.clear();
  }
  for (auto& [index, step] : steps) close(index, &step);
  if (steps.empty() && members.contains("steps")) {
    set_steps(std::move(members["steps"]));
    for (auto& [index, step] : steps) show(index, &step, true);
  }
  merge(event);
  if (end == End::kNone) end = End::kCompleted;
}

Interaction::Interaction() : state_(std::make_unique<State>()) {}
Interaction::~Interaction() = default;
Interaction::Interaction(Interaction&&) noexcept = default;
Interaction& Interaction::operator=(Interaction&&) noexcept = default;

void Interaction::apply(const Event& event, std::vector<Change>* changes) {
  State& state = *state_;
  state.changes = changes;
  if (!event.event_id.empty()) state.last_event_id = event.event_id;
  switch (event.kind) {
    case EventKind::kCreated:
    case EventKind::kStatusUpdate:
      state.merge(event);
      break;
    case EventKind::kStepStart:
      state.start(event);
      break;
    case EventKind::kStepDelta:
      state.delta(event);
      break;
    case EventKind::kStepStop:
      state.stop(event);
      break;
    case EventKind::kCompleted:
      state.complete(event);
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
  Json resource = read_json<Json>(decode_utf8(std::string(resource_json)));
  if (!resource.is_object()) return false;
  *state_ = State();
  State& state = *state_;
  Json steps = std::move(resource["steps"]);
  const auto outputs = resource.find("outputs");
  if (!steps.is_array() && outputs != resource.end()) {
    steps = read_json<Json>(steps_from_outputs(write_json(*outputs)));
  }
  for (const char* const key : {"steps", "outputs", "role"}) resource.erase(key);
  state.set_steps(std::move(steps));
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
Interaction::End Interaction::end() const { return state_->end; }
const ApiError& Interaction::error() const { return state_->error; }
const std::vector<std::string>& Interaction::notices() const { return state_->notices; }
std::size_t Interaction::step_count() const { return state_->steps.size(); }

std::string Interaction::steps_json() const {
  std::string out = "[";
  for (const auto& [index, step] : state_->steps) {
    if (out.size() > 1) out += ',';
    out += step.dump_now();
  }
  return out + ']';
}

std::string Interaction::step_json(std::uint32_t index) const {
  const auto found = state_->steps.find(index);
  return found == state_->steps.end() ? std::string() : found->second.dump_now();
}

std::string Interaction::meta_json() const { return write_json(state_->meta); }

std::string Interaction::json() const {
  std::string out = meta_json();
  out.pop_back();
  if (!state_->meta.empty()) out += ',';
  return out + "\"steps\":" + steps_json() + '}';
}

std::string Interaction::output_text() const {
  std::vector<const std::string*> texts;
  bool over = false;
  for (auto step = state_->steps.rbegin(); step != state_->steps.rend() && !over; ++step) {
    const Json& value = step->second.value;
    const std::string type = step->second.type();
    if (type == "user_input") break;
    if (type == "thought") continue;
    if (type != "model_output") {
      over = !texts.empty();
      continue;
    }
    const auto content = value.find("content");
    if (content == value.end() || !content->is_array()) continue;
    for (auto block = content->rbegin(); block != content->rend() && !over; ++block) {
      if (is_text(*block)) {
        texts.push_back(&find_string(*block, "text"));
      } else {
        over = !texts.empty();
      }
    }
  }
  std::string out;
  for (auto text = texts.rbegin(); text != texts.rend(); ++text) out += **text;
  return out;
}

std::string Interaction::pending_calls_json() const {
  std::set<std::string> answered;
  for (const auto& [index, step] : state_->steps) {
    if (step.type() == "function_result") answered.insert(find_string(step.value, "call_id"));
  }
  std::string out = "[";
  for (const auto& [index, step] : state_->steps) {
    if (step.type() != "function_call" || answered.count(find_string(step.value, "id")) > 0) {
      continue;
    }
    if (out.size() > 1) out += ',';
    out += step.dump_now();
  }
  return out + ']';
}

bool Interaction::has_pending_calls() const { return pending_calls_json() != "[]"; }

}  // namespace parley
