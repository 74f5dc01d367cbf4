#include "answer/interaction_step.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "answer/content_blocks.h"
#include "text/base64.h"
#include "text/json_tree.h"

namespace parley {
namespace {

using Json = nlohmann::json;

// The step that a delta belongs into, where the stream did not say.
std::string step_type_of(const std::string& delta_type) {
  if (delta_type == "thought_summary" || delta_type == "thought_signature") return "thought";
  if (delta_type == "arguments_delta") return "function_call";
  return is_tool_type(delta_type) ? delta_type : "model_output";
}

// The type that a step without one must have by its members.
std::string infer_step_type(const Json& step) {
  if (step.contains("content")) return "model_output";
  if (step.contains("call_id")) return "function_result";
  if (step.contains("name") || step.contains("arguments")) return "function_call";
  if (step.contains("summary") || step.contains("signature")) return "thought";
  return {};
}

}  // namespace

struct Step::State {
  Json value = Json::object();  // never an empty signature: unary replies have none
  std::string arguments;        // what arguments deltas add up to
  bool has_arguments = false;   // there were some
  bool closed = false;
  std::size_t text_block = kNoBlock;  // in content, the text block that annotations belong to

  Json::array_t& list(const char* key) { return make_list(&make_member(&value, key)); }
  Json& current_text();
  bool read_arguments(Json* out) const;
  const Json& shown(Json* room) const;

  // One for each kind of delta.
  void append_plain_text(std::string text, StepChange* change);
  void append_text(Json delta, StepChange* change);
  void append_summary(Json content, StepChange* change);
  void append_annotations(Json annotations, StepChange* change);
  void append_audio(Json delta, StepChange* change);
  void append_arguments(Json pieces, StepChange* change);
  void set_signature(const std::string& signature, StepChange* change);
  void merge(const Json& delta, StepChange* change);
};

// The text block that text is appended to: the last block, or a new one.
Json& Step::State::current_text() {
  Json::array_t& blocks = list("content");
  if (blocks.empty() || !is_text_block(blocks.back())) {
    blocks.push_back(Json{{"type", "text"}, {"text", ""}});
  }
  text_block = blocks.size() - 1;
  return blocks.back();
}

void Step::State::append_plain_text(std::string text, StepChange* change) {
  if (text.empty()) return;
  make_string(&make_member(&current_text(), "text")) += text;
  if (change->text.empty()) {
    change->text = std::move(text);
  } else {
    change->text += text;
  }
  change->applied = true;
}

void Step::State::append_text(Json delta, StepChange* change) {
  if (find_string(value, "type") == "thought") {
    make_member(&delta, "type") = "text";
    append_summary(std::move(delta), change);
    return;
  }
  Json words = take_member(&delta, "text");
  erase_member(&delta, "type");
  if (words.is_string()) append_plain_text(std::move(make_string(&words)), change);
  if (delta.empty()) return;
  Json& block = current_text();
  make_string(&make_member(&block, "text"));
  change->applied = true;
  for (auto& [key, more] : take_members(std::move(delta))) {
    if (key == "annotations") {
      append_annotations(std::move(more), change);
    } else {
      make_member(&block, key) = std::move(more);
      change->other = true;
    }
  }
}

// Each is an item of its own, as in a unary reply. In anything but a thought it is content.
void Step::State::append_summary(Json content, StepChange* change) {
  const bool thought = find_string(value, "type") != "model_output";
  Json holder = {{"content", std::move(content)}};
  normalize_blocks(&holder, "content");
  for (Json& item : take_items(take_member(&holder, "content"))) {
    const std::string text = is_text_block(item) ? find_string(item, "text") : std::string();
    if (item.empty() || (is_text_block(item) && text.empty())) continue;
    if (!thought && is_text_block(item)) {
      append_text(std::move(item), change);
      continue;
    }
    list(thought ? "summary" : "content").push_back(std::move(item));
    change->applied = true;
    change->thought += text;
    if (text.empty()) change->other = true;
  }
}

void Step::State::append_annotations(Json annotations, StepChange* change) {
  if (annotations.is_object()) annotations = Json::array({std::move(annotations)});
  if (!annotations.is_array() || annotations.empty()) return;
  Json::array_t& blocks = list("content");
  Json& block = text_block < blocks.size() ? blocks[text_block] : current_text();
  Json::array_t& all = make_list(&make_member(&block, "annotations"));
  for (Json& each : take_items(std::move(annotations))) all.push_back(std::move(each));
  change->applied = change->other = true;
}

// Chunks of one recording are one block.
void Step::State::append_audio(Json delta, StepChange* change) {
  change->applied = change->other = true;
  Json::array_t& blocks = list("content");
  if (!blocks.empty() && find_string(blocks.back(), "type") == "audio") {
    Json& block = blocks.back();
    const std::string& mime_type = find_string(delta, "mime_type");
    const bool same = mime_type.empty() || find_string(block, "mime_type").empty() ||
                      find_string(block, "mime_type") == mime_type;
    if (same && !block.contains("uri") && !delta.contains("uri")) {
      if (append_base64(&make_string(&make_member(&block, "data")), find_string(delta, "data"))) {
        for (auto& [key, more] : take_members(std::move(delta))) {
          if (key != "data") make_member(&block, key) = std::move(more);
        }
        return;
      }
      change->notice = "Audio that is not base64 could not be appended.";
    }
  }
  blocks.push_back(std::move(delta));
}

void Step::State::append_arguments(Json pieces, StepChange* change) {
  if (const std::string* const text = as_string(pieces)) {
    has_arguments = true;
    arguments += *text;
  } else if (!pieces.is_null()) {
    has_arguments = false;
    arguments.clear();
    make_member(&value, "arguments") = std::move(pieces);
  } else {
    return;
  }
  change->applied = change->other = true;
}

void Step::State::set_signature(const std::string& signature, StepChange* change) {
  if (signature.empty()) return;
  make_member(&value, "signature") = signature;
  change->applied = change->other = true;
}

// More members of the step. Results of code execution may come in several pieces.
void Step::State::merge(const Json& delta, StepChange* change) {
  const bool appends = find_string(value, "type") == "code_execution_result";
  change->applied = change->other = true;
  for (const auto& [key, more] : members(delta)) {
    const std::string* const text = as_string(more);
    const bool says_nothing = text != nullptr && text->empty();
    if (key == "type" || (says_nothing && (key == "signature" || value.contains(key)))) continue;
    if (key == "arguments") {
      append_arguments(more, change);
      continue;
    }
    Json& kept = make_member(&value, key);
    if (appends && key == "result" && text != nullptr && kept.is_string()) {
      make_string(&kept) += *text;
    } else if (appends && key == "result" && more.is_array() && kept.is_array()) {
      for (const Json& item : items(more)) make_list(&kept).push_back(item);
    } else {
      kept = more;
    }
    if (key == "content") text_block = last_text_block(value);
  }
}

// The value with what has come of the arguments. Where they are under way it is made in *room.
const Json& Step::State::shown(Json* room) const {
  if (closed || arguments.empty()) return value;
  *room = value;
  read_arguments(&make_member(room, "arguments"));
  return *room;
}

// What has come of the arguments: as JSON, or false and the text it is.
bool Step::State::read_arguments(Json* out) const {
  if (arguments.find_first_not_of(" \t\r\n") == std::string::npos) {
    *out = Json::object();
    return true;
  }
  *out = read_json<Json>(arguments);
  if (!out->is_discarded()) return true;
  *out = arguments;
  return false;
}

Step::Step() : state_(std::make_unique<State>()) {}
Step::~Step() = default;
Step::Step(Step&&) noexcept = default;
Step& Step::operator=(Step&&) noexcept = default;

Step::Step(JsonTree start) : Step() {
  Json& value = state_->value;
  value = take_object<Json>(std::move(start));
  if (find_member(value, "signature") != nullptr && *find_member(value, "signature") == "") {
    erase_member(&value, "signature");
  }
  if (type().empty()) {
    const std::string inferred = infer_step_type(value);
    if (!inferred.empty()) make_member(&value, "type") = inferred;
  }
  normalize_blocks(&value, "content");
  normalize_blocks(&value, "summary");
  state_->text_block = last_text_block(value);
  if (const Json* sent = find_member(value, "arguments"); sent && sent->is_string()) {
    StepChange ignored;
    state_->append_arguments(take_member(&value, "arguments"), &ignored);
  }
}

Step Step::finished(JsonTree json) {
  Step step;
  if (Json* const value = json.ptr()) step.state_->value = std::move(*value);
  step.state_->closed = true;
  return step;
}

StepChange Step::apply(Event event) {
  State& state = *state_;
  StepChange change;
  const bool plain = event.json.ptr() == nullptr && event.delta_type == "text";
  Json delta = take_object<Json>(std::move(event.json));
  if (delta.empty() && !plain) return change;
  make_object(&state.value);
  if (plain) {
    const std::string& own = find_string(state.value, "type");
    if (own != "text" && own != "thought") {
      if (own.empty() && !event.text.empty()) make_member(&state.value, "type") = "model_output";
      state.append_plain_text(std::move(event.text), &change);
      if (change.applied) state.closed = false;
      return change;
    }
    delta = Json{{"type", "text"}, {"text", std::move(event.text)}};
  }

  const std::string& kind = event.delta_type;
  const std::string sent = find_string(delta, "type");
  // An unknown delta is taken for what its members say, unless it names the step: then it brings
  // more of the step's members.
  const bool merges = is_tool_type(kind) || (!sent.empty() && sent == type());
  if (!merges && !sent.empty() && sent != kind) {
    change.notice = "Unknown delta type: " + sent + ", taken as " + kind;
  }
  const std::string type_before = type();
  if (type_before.empty()) make_member(&state.value, "type") = step_type_of(kind);
  if (merges) {
    state.merge(delta, &change);
  } else if (kind == "text") {
    state.append_text(std::move(delta), &change);
  } else if (kind == "thought_summary") {
    state.append_summary(take_member(&delta, "content"), &change);
  } else if (kind == "text_annotation_delta") {
    state.append_annotations(take_member(&delta, "annotations"), &change);
  } else if (kind == "thought_signature") {
    state.set_signature(find_string(delta, "signature"), &change);
  } else if (kind == "arguments_delta") {
    state.append_arguments(take_member(&delta, "arguments"), &change);
  } else if (kind == "audio") {
    make_member(&delta, "type") = kind;
    state.append_audio(std::move(delta), &change);
  } else if (kind == "image" || kind == "video" || kind == "document") {
    make_member(&delta, "type") = kind;
    state.list("content").push_back(std::move(delta));
    change.applied = change.other = true;
  } else if (!kind.empty()) {
    change.notice = "Unknown delta type: " + kind;
  }
  if (!change.applied && type_before.empty()) erase_member(&state.value, "type");
  if (change.applied) state.closed = false;
  return change;
}

bool Step::close() {
  State& state = *state_;
  const std::string kind = type();
  const bool has_object = find_member(state.value, "arguments") != nullptr;
  const bool wants =
      kind == "function_call" || kind == "mcp_server_tool_call" || state.has_arguments;
  state.closed = true;
  if (state.arguments.empty() && (has_object || !wants)) return true;
  return state.read_arguments(&make_member(&state.value, "arguments"));
}

bool Step::closed() const { return state_->closed; }

std::string Step::type() const { return find_string(state_->value, "type"); }

const std::string& Step::member(const char* name) const { return find_string(state_->value, name); }

std::string Step::json() const {
  Json room;
  return write_json(state_->shown(&room));
}

std::string Step::call_json() const {
  Json room;
  const Json& step = state_->shown(&room);
  Json call = Json::object();
  for (const char* const key : {"arguments", "id", "name"}) {
    if (const Json* const member = find_member(step, key)) make_member(&call, key) = *member;
  }
  return write_json(call);
}

bool Step::same_as(const Step& other) const {
  Json room;
  Json other_room;
  return state_->shown(&room) == other.state_->shown(&other_room);
}

std::size_t Step::text_units() const { return parley::text_units(state_->value); }

bool Step::collect_trailing_text(std::vector<const std::string*>* texts) const {
  const Json* content = find_list(state_->value, "content");
  if (content == nullptr) return false;
  for (auto block = items(*content).rbegin(); block != items(*content).rend(); ++block) {
    if (is_text_block(*block)) {
      texts->push_back(&find_string(*block, "text"));
    } else if (!texts->empty()) {
      return true;
    }
  }
  return false;
}

bool is_tool_type(std::string_view type) {
  return type.ends_with("_call") || type.ends_with("_result");
}

}  // namespace parley
