#include "service.h"

#include <algorithm>
#include <limits>

#include "access.h"
#include "encoding.h"
#include "gate_control.h"
#include "gate_switch.h"
#include "interaction_id.h"
#include "models.h"
#include "resource.h"
#include "script.h"

namespace parley::demo {
namespace {

using std::chrono::milliseconds;

void send_json(const HttpRequest& request, int status, std::string body, HttpResponse& response,
               const std::string& type = "application/json") {
  HttpReply reply{status, cors_headers(request), std::move(body), false};
  reply.headers.emplace_back("content-type", type);
  response.send(reply);
}

void send_error(const HttpRequest& request, const ApiError& error, HttpResponse& response) {
  send_json(request, error.status, error.body, response, error.content_type);
}

ApiError unknown_interaction(const std::string& id) {
  return api_error("not_found", "Interaction '" + id + "' was not found.");
}

// The words of the front end for a path or a method that it does not know.
ApiError unknown_method() { return rpc_error(404, "Method not found."); }

bool is_continuation_token(const std::string& token) {
  std::string text;
  return decode_base64url(token, &text) && text.substr(0, 4) == "hop " &&
         std::count(text.begin(), text.end(), ' ') == 2;
}

// The root's token is the first field of an id: 'v1_' base64url {1: root, 2: own}.
std::string root_of(const std::shared_ptr<Interaction>& parent, const std::string& own_token) {
  return parent == nullptr ? own_token : parent->record.root_token;
}

}  // namespace

void Service::serve(const HttpRequest& request, HttpResponse& response) {
  if (request.method == "OPTIONS") {
    response.send(preflight_reply(request));
    return;
  }
  const std::string& path = request.path;
  if (path.rfind(kGatesPath, 0) == 0) {
    Player waiting = player(request, response);
    response.send(gate_reply(request, &gates_, &waiting));
    return;
  }
  const std::string version = path.rfind("/v1beta/", 0) == 0 ? "v1beta" : "v1";
  const std::string rest =
      path.rfind("/" + version + "/", 0) == 0 ? path.substr(version.size() + 2) : "";
  if (const ApiError error = check_key(request)) return send_error(request, error, response);
  const bool get_like = request.method == "GET";
  if (rest == "models" && get_like) return list_models(request, version, "", response);
  if (rest.rfind("models/", 0) == 0 && get_like) {
    return list_models(request, version, percent_decode(rest.substr(7)), response);
  }
  if (rest == "interactions" && request.method == "POST") return create(request, version, response);
  if (rest.rfind("interactions/", 0) == 0) {
    const std::string tail = rest.substr(13);
    const std::size_t slash = tail.find('/');
    const std::string id = percent_decode(tail.substr(0, slash));
    const std::string verb = slash == std::string::npos ? "" : tail.substr(slash + 1);
    if (verb == "cancel" && request.method == "POST") return cancel(request, id, response);
    if (verb.empty() && slash == std::string::npos && !id.empty()) {
      if (get_like) return get(request, id, response);
      if (request.method == "DELETE") return remove(request, id, response);
    }
  }
  send_error(request, unknown_method(), response);
}

ApiError Service::check_parent(const CreateRequest& request) const {
  const std::string& id = request.previous_interaction_id;
  std::string code;
  if (!request.continuation_token.empty() && !is_continuation_token(request.continuation_token)) {
    return api_error("invalid_request", "Invalid value at 'continuation_token'.");
  }
  if (id.empty()) {
    const std::string message = check_function_results(request, {}, &code);
    return message.empty() ? ApiError{} : api_error(code, message);
  }
  const std::shared_ptr<Interaction> parent = store_.find(id);
  if (parent == nullptr) return unknown_interaction(id);
  if (!parent->snapshot(Clock::now()).over) {
    return api_error("invalid_request", "Interaction '" + id + "' is still in progress.");
  }
  if (parent->record.prompt.has("search-bug")) {
    return api_error("invalid_request",
                     "contents[1].parts[0]: Tool type of tool_call part does not match with tool "
                     "call context.");
  }
  const std::string message = check_function_results(request, store_.history(id), &code);
  return message.empty() ? ApiError{} : api_error(code, message);
}

std::shared_ptr<Interaction> Service::make(CreateRequest request, Prompt prompt) {
  const std::string own_token = new_token();
  const std::shared_ptr<Interaction> parent = store_.find(request.previous_interaction_id);
  Record record;
  record.root_token = root_of(parent, own_token);
  if (request.store) record.id = interaction_id(record.root_token, own_token);
  if (request.environment_given || is_antigravity(request.agent)) {
    record.environment_id = request.environment_id.empty() ? new_uuid() : request.environment_id;
  }
  const std::vector<std::string> history = parent == nullptr
                                               ? std::vector<std::string>()
                                               : store_.history(request.previous_interaction_id);
  record.answer = plan_answer({request, prompt, history, hash_of(own_token)});
  record.timeline = lay_out(&record.answer, prompt, request.background);
  if (request.background) record.timeline.framing.event_ids = true;
  const std::vector<Beat>& beats = record.timeline.beats;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    if (beats[i].kind == Beat::Kind::kGate) record.gates.push_back({i, gates_.at(beats[i].text)});
  }
  record.request = std::move(request);
  record.prompt = std::move(prompt);
  record.started = Clock::now();
  record.created = unix_now();
  if (record.request.background) schedule(&record, pace_);
  return std::make_shared<Interaction>(std::move(record));
}

void Service::create(const HttpRequest& http, const std::string& version, HttpResponse& response) {
  CreateRequest request;
  if (const ApiError error = parse_create_request(http.body, version, &request)) {
    return send_error(http, error, response);
  }
  const bool paid_only = request.model == "gemini-4-carbon" || request.model == "gemini-4-neon";
  if (paid_only && is_free_tier(http)) {
    return send_error(http,
                      api_error("failed_precondition", "Model '" + request.model +
                                                           "' is available on the paid tier only."),
                      response);
  }
  Prompt prompt = parse_prompt(last_message(request.input));
  repeats_.spend(&prompt);
  for (const std::string& name : gates_before_head(prompt)) {
    if (!player(http, response).hold(*gates_.at(name))) return;
  }
  if (const ApiError error = refusal_of(prompt, request.stream)) {
    return send_error(http, error, response);
  }
  if (const ApiError error = check_parent(request)) return send_error(http, error, response);
  const bool stream = request.stream && !prompt.has("json-reply");
  const std::shared_ptr<Interaction> made = make(std::move(request), std::move(prompt));
  Interaction& interaction = *made;
  if (!interaction.record.id.empty()) store_.add(made);
  if (interaction.record.request.background) {
    if (stream) {
      player(http, response).follow(interaction, 0, true);
    } else {
      // What a run has done by now is not told here, however fast it is.
      Interaction::Snapshot now = interaction.snapshot(interaction.record.started);
      if (now.status != "queued") now = {"in_progress", 0, false, interaction.record.created};
      send_json(http, 200, posted_resource(interaction, now), response);
    }
  } else if (stream) {
    answer_stream(http, interaction, response);
  } else {
    answer_unary(http, interaction, response);
  }
}

void Service::settle(Interaction& interaction, bool kept) {
  if (!kept || interaction.record.prompt.has("forget")) store_.erase(interaction.record.id);
}

void Service::answer_stream(const HttpRequest& request, Interaction& interaction,
                            HttpResponse& response) {
  const Played played = player(request, response).play(interaction);
  const bool broken = played == Played::kBroken;
  settle(interaction, played != Played::kLeft && (!broken || interaction.record.timeline.keep));
}

Player Service::player(const HttpRequest& request, HttpResponse& response) const {
  return Player(response, cors_headers(request), pace_, stopping_);
}

void Service::answer_unary(const HttpRequest& request, Interaction& interaction,
                           HttpResponse& response) {
  const Record& record = interaction.record;
  const Timeline& timeline = record.timeline;
  // As long as its stream would take, but nobody likes to wait for a demo.
  constexpr milliseconds kLongest{1500};
  milliseconds time = std::min(pace_ * words_of(record.answer), kLongest);
  if (timeline.word_ms >= 0) time = milliseconds(timeline.word_ms) * words_of(record.answer);
  time += milliseconds(timeline.silence_ms);
  for (const Beat& beat : timeline.beats) time += milliseconds(beat.pause_ms);
  Player waiting = player(request, response);
  bool heard = waiting.wait(time);
  for (const Record::GateBeat& held : record.gates) heard = heard && waiting.hold(*held.gate);
  if (!heard) return settle(interaction, false);
  interaction.finish(unix_now());
  settle(interaction, timeline.keep);
  if (record.prompt.has("cut") || record.prompt.has("lost")) return;  // breaks off
  const Interaction::Snapshot now = interaction.snapshot(Clock::now());
  send_json(request, 200, posted_resource(interaction, now), response);
}

void Service::get(const HttpRequest& request, const std::string& id, HttpResponse& response) {
  const std::string fields = query_value(request.query, "fields");
  if (!fields.empty() && fields != "*") {
    return send_error(request,
                      api_error("invalid_request", "Invalid field mask: only '*' is supported."),
                      response);
  }
  const std::shared_ptr<Interaction> found = store_.find(id);
  if (found == nullptr) return send_error(request, unknown_interaction(id), response);
  const std::string stream = query_value(request.query, "stream");
  if (stream != "true" && stream != "1") {
    const bool include_input = query_value(request.query, "include_input") == "true";
    const Interaction::Snapshot now = found->snapshot(Clock::now());
    found->reach_gates(now);
    return send_json(request, 200, stored_resource(*found, now, include_input), response);
  }
  if (!found->record.request.background) {
    // Only background runs can be replayed: wire.md 5.
    const std::string event =
        R"({"error":{"message":"Failed to get completed interaction: Result not found.",)"
        R"("code":"not_found"},"event_type":"error"})";
    HttpReply reply{200, cors_headers(request),
                    sse_frame(event, {}) + "event: done\ndata: [DONE]\n\n", false};
    reply.headers.emplace_back("content-type", "text/event-stream");
    response.send(reply);
    return;
  }
  std::size_t position = 0;
  const std::string last = query_value(request.query, "last_event_id");
  if (!last.empty()) {
    const Record& record = found->record;
    position = position_after(record.timeline, record.answer, last);
    if (position > record.timeline.beats.size()) {
      return send_error(request,
                        api_error("invalid_request", "Unknown 'last_event_id': '" + last + "'."),
                        response);
    }
  }
  player(request, response).follow(*found, position, false);
}

void Service::cancel(const HttpRequest& request, const std::string& id, HttpResponse& response) {
  const std::shared_ptr<Interaction> found = store_.find(id);
  if (found == nullptr) return send_error(request, unknown_interaction(id), response);
  const Prompt& prompt = found->record.prompt;
  if (prompt.has("cancel-404")) {
    ApiError error = unknown_method();
    error.body = "[" + error.body + "]";
    return send_error(request, error, response);
  }
  const Switch* const late = prompt.find("cancel-late");
  const std::chrono::milliseconds delay(late != nullptr ? late->milliseconds(1000, 2000) : 0);
  const bool cancelled = found->cancel(Clock::now() + delay, unix_now());
  if (cancelled && prompt.has("cancel-499")) {
    return send_error(request, api_error("cancelled", "The interaction was cancelled."), response);
  }
  if (cancelled && prompt.has("cancel-500")) {
    return send_error(request, api_error("api_error", "An internal error has occurred."), response);
  }
  const Interaction::Snapshot now = found->snapshot(Clock::now());
  if (!cancelled && now.status != "cancelled") {
    return send_error(
        request,
        api_error("invalid_request",
                  "Interaction '" + id + "' is not a running background interaction."),
        response);
  }
  send_json(request, 200, stored_resource(*found, now), response);
}

void Service::remove(const HttpRequest& request, const std::string& id, HttpResponse& response) {
  if (!store_.erase(id)) return send_error(request, unknown_interaction(id), response);
  send_json(request, 200, "{}", response);
}

void Service::list_models(const HttpRequest& request, const std::string& version,
                          const std::string& id, HttpResponse& response) {
  if (!id.empty()) {
    const std::string body = model_json(id, version);
    if (!body.empty()) return send_json(request, 200, body, response);
    return send_error(
        request, rpc_error(404, "models/" + id + " is not found for API version " + version + "."),
        response);
  }
  const std::string body = model_list_json(version, query_value(request.query, "pageSize"),
                                           query_value(request.query, "pageToken"));
  if (!body.empty()) return send_json(request, 200, body, response);
  send_error(request, rpc_error(400, "Invalid page token."), response);
}

}  // namespace parley::demo
