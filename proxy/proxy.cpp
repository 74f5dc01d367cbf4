#include "proxy.h"

#include <algorithm>
#include <random>
#include <utility>

#include "replay/digest.h"
#include "replay/relay.h"
#include "rules/api_reply.h"
#include "rules/headers.h"
#include "rules/model_filter.h"

namespace parley {
namespace {

// Connections beyond those that streams take: page files, commands, readers of streams.
constexpr std::size_t kSpareConnections = 256;
constexpr char kRetryAfter[] = "5";

HttpLimits http_limits(const Options& options) {
  HttpLimits limits;
  limits.body_bytes = options.max_body;
  limits.connections = options.max_streams + kSpareConnections;
  // A page that sleeps, or runs a stream unread, takes nothing for minutes.
  limits.write_stall = std::chrono::minutes(10);
  return limits;
}

StreamLimits stream_limits(const Options& options) {
  StreamLimits limits;
  limits.bytes = options.replay_bytes;
  limits.ttl = std::chrono::seconds(options.replay_ttl_seconds);
  return limits;
}

UpstreamOptions upstream_options(const Options& options, std::string url) {
  UpstreamOptions upstream;
  upstream.url = std::move(url);
  upstream.ca_file = options.upstream_ca;
  return upstream;
}

HttpReply secured(HttpReply reply) {
  add_missing(security_headers(), &reply.headers);
  return reply;
}

const char* code_of(int status) {
  switch (status) {
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 408:
      return "request_timeout";
    case 413:
      return "request_too_large";
    case 500:
      return "internal_error";
    case 503:
      return "overloaded";
    default:
      return "invalid_request";
  }
}

// Counts what goes out, adds what every answer of ours carries, and writes the access line.
class ServedResponse : public HttpResponse {
 public:
  ServedResponse(HttpResponse& response, const Log& log, const std::string& method,
                 const char* route)
      : response_(response), log_(log), begun_(std::chrono::steady_clock::now()) {
    entry_.method = method;
    entry_.route = route;
  }
  ~ServedResponse() override {
    entry_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun_);
    log_.access(entry_);
  }
  ServedResponse(const ServedResponse&) = delete;
  ServedResponse& operator=(const ServedResponse&) = delete;

  bool send(const HttpReply& reply) override {
    entry_.status = reply.status;
    entry_.bytes += reply.body.size();
    return response_.send(secured(reply));
  }
  bool begin(int status, const HeaderList& headers) override {
    entry_.status = status;
    return response_.begin(status, headers);
  }
  bool write(std::string_view bytes) override {
    entry_.bytes += bytes.size();
    return response_.write(bytes);
  }
  bool end() override { return response_.end(); }
  WriteState write_some(std::string_view bytes, std::size_t* taken) override {
    const WriteState state = response_.write_some(bytes, taken);
    entry_.bytes += *taken;
    return state;
  }
  void cut() override { response_.cut(); }
  bool client_gone() override { return response_.client_gone(); }
  int socket() const override { return response_.socket(); }

 private:
  HttpResponse& response_;
  const Log& log_;
  const std::chrono::steady_clock::time_point begun_;
  AccessEntry entry_;
};

// One of the exchanges with upstream that may run at a time.
class Slot {
 public:
  Slot(std::atomic<std::uint64_t>& active, std::uint64_t most) : active_(active) {
    taken_ = active_.fetch_add(1) < most;
  }
  ~Slot() { active_.fetch_sub(1); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  bool taken() const { return taken_; }

 private:
  std::atomic<std::uint64_t>& active_;
  bool taken_;
};

// Which run of the program this is: a word that no other run has.
std::string random_instance() {
  std::random_device device;
  std::string word;
  for (int i = 0; i < 32; ++i) word += "0123456789abcdef"[device() % 16];
  return word;
}

HttpReply with_header(HttpReply reply, const char* name, std::string value) {
  reply.headers.emplace_back(name, std::move(value));
  return reply;
}

}  // namespace

Proxy::Proxy(const Options& options, std::string upstream_url, std::string key, bool demo)
    : options_(options),
      key_(std::move(key)),
      demo_(demo),
      instance_(random_instance()),
      log_(options.log_format, options.log_level),
      assets_(options.web_root),
      upstream_(upstream_options(options, std::move(upstream_url))),
      streams_(stream_limits(options)),
      rate_(options.rate_per_minute),
      server_(
          http_limits(options),
          [this](const HttpRequest& request, HttpReply* refusal) {
            return check(request, refusal);
          },
          [this](HttpRequest& request, HttpResponse& response) { serve(request, response); },
          [this](int status, const std::string& message) {
            log_.access({"", route_name(RouteKind::kRefused), status, 0, {}});
            return secured(api_error(status, code_of(status), message));
          }) {}

bool Proxy::start(std::string* error) {
  *error = upstream_.error();
  if (!error->empty() || !server_.listen(options_.host, options_.port, error)) return false;
  begun_ = std::chrono::steady_clock::now();
  return true;
}

std::string Proxy::url() const {
  const bool ipv6 = options_.host.find(':') != std::string::npos && options_.host[0] != '[';
  const std::string host = ipv6 ? '[' + options_.host + ']' : options_.host;
  return "http://" + host + ':' + std::to_string(server_.port());
}

void Proxy::stop(std::chrono::milliseconds drain) {
  streams_.stop_all();
  server_.stop(drain);
}

// Before the body is read: who asks, and for what.
bool Proxy::check(const HttpRequest& request, HttpReply* refusal) {
  std::call_once(rules_made_, [this] {
    rules_ = guard_rules(options_.host, server_.port(), options_.allow_hosts);
  });
  requests_.fetch_add(1);
  const Route route = match_route(request.method, request.path, request.query);
  Verdict verdict = check_host(rules_, request);
  if (verdict.status == 0 && route.kind == RouteKind::kRefused) {
    HttpReply reply = api_error(route.status, code_of(route.status), route.message);
    if (!route.allow.empty()) reply = with_header(std::move(reply), "allow", route.allow);
    return refuse(request, route, std::move(reply), refusal);
  }
  const bool open = route.kind == RouteKind::kPage || route.kind == RouteKind::kHealth;
  if (verdict.status == 0 && !open) verdict = check_caller(rules_, request);
  if (verdict.status == 0) return true;
  return refuse(request, route, api_error(verdict.status, verdict.code, verdict.message), refusal);
}

bool Proxy::refuse(const HttpRequest& request, const Route& route, HttpReply reply,
                   HttpReply* refusal) {
  log_.access({request.method, route_name(route.kind), reply.status, reply.body.size(), {}});
  *refusal = secured(std::move(reply));
  return false;
}

void Proxy::serve(HttpRequest& request, HttpResponse& response) {
  const Route route = match_route(request.method, request.path, request.query);
  ServedResponse served(response, log_, request.method, route_name(route.kind));
  answer(request, route, served);
}

void Proxy::answer(HttpRequest& request, const Route& route, HttpResponse& response) {
  if (route.forwarded()) return forward(request, route, response);
  switch (route.kind) {
    case RouteKind::kReadStream:
      return read_stream(route, response);
    case RouteKind::kStopStream:
      response.send(stop_stream(route));
      return;
    case RouteKind::kConfig:
      response.send(json_reply(config()));
      return;
    case RouteKind::kHealth:
      response.send({200, {{"content-type", "text/plain; charset=utf-8"}}, "ok\n", false});
      return;
    case RouteKind::kMetrics:
      if (!options_.metrics) break;
      response.send({200, {{"content-type", "text/plain; version=0.0.4"}}, metrics(), false});
      return;
    default: {
      HttpReply reply;
      if (!assets_.serve(request, &reply)) break;
      if (reply.status == 405) {
        reply = with_header(api_error(405, code_of(405), "This method is not for this path."),
                            "allow", "GET, HEAD");
      }
      response.send(reply);
      return;
    }
  }
  response.send(api_error(404, code_of(404), "There is nothing here."));
}

// Status 200: within the limits.
HttpReply Proxy::check_limits(const HttpRequest& request, const Route& route) {
  if (route.kind != RouteKind::kCreateInteraction) return {};
  const ModelVerdict verdict = check_model(request.body, options_.allow_models);
  if (verdict == ModelVerdict::kNotReadable) {
    return api_error(400, code_of(400), "The body is not a JSON object with one model or agent.");
  }
  if (verdict == ModelVerdict::kNotAllowed) {
    return api_error(403, "model_not_allowed",
                     "This model is not among those that Parley was started for (--allow-model).");
  }
  const std::lock_guard<std::mutex> lock(rate_mutex_);
  const int wait = rate_.take(std::chrono::steady_clock::now());
  if (wait == 0) return {};
  return with_header(api_error(429, "rate_limited",
                               "That is more than the allowed number of requests a minute "
                               "(--rate). Try again shortly."),
                     "retry-after", std::to_string(wait));
}

void Proxy::forward(HttpRequest& request, const Route& route, HttpResponse& response) {
  const bool recorded =
      route.kind == RouteKind::kCreateInteraction && request.count("parley-stream") != 0;
  if (recorded &&
      (request.count("parley-stream") != 1 || !is_stream_id(request.header("parley-stream")))) {
    response.send(api_error(400, code_of(400),
                            "Parley-Stream is not a random id of 22 to 64 base64url characters."));
    return;
  }
  // "If you are the run that I spoke to before": only that one knows whether it has seen this POST.
  if (request.count("parley-instance") != 0 && request.header("parley-instance") != instance_) {
    response.send(instance_changed());
    return;
  }
  UpstreamRequest upstream_request{
      request.method, route.upstream_target, upstream_request_headers(request, key_), {}};
  if (recorded) return record(request, std::move(upstream_request), response);
  const HttpReply refusal = check_limits(request, route);
  if (refusal.status != 200) {
    response.send(refusal);
    return;
  }
  const Slot slot(active_, options_.max_streams);
  if (!slot.taken()) {
    response.send(with_header(api_error(429, "too_many_streams",
                                        "All streams that Parley allows are in use "
                                        "(--max-streams). Wait for one to end, or stop one."),
                              "retry-after", kRetryAfter));
    return;
  }
  forwarded_.fetch_add(1);
  upstream_request.body = std::move(request.body);
  DirectRelay relay(response, key_);
  relay.finish(upstream_.exchange(std::move(upstream_request), relay));
}

// With the age of this run its client can tell whether a POST went out to it or to an earlier one.
HttpReply Proxy::instance_changed() const {
  const auto now = std::chrono::steady_clock::now();
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(
      now - std::min<std::chrono::steady_clock::time_point>(begun_, now));
  const std::string message = "Parley was restarted in the meantime. Nothing was forwarded.";
  HttpReply reply = json_reply(R"({"error":{"code":"instance_changed","message":")" + message +
                               R"(","instance":")" + instance_ + R"(","age_ms":)" +
                               std::to_string(age.count()) + "}}\n");
  reply.status = 412;
  return reply;
}

void Proxy::record(HttpRequest& request, UpstreamRequest upstream_request, HttpResponse& response) {
  const Owner owner;
  const std::string id(request.header("parley-stream"));
  const std::string digest = sha256(upstream_request.target + '\n' + request.body);
  std::shared_ptr<Stream> stream;
  switch (streams_.open(owner, id, digest, &stream)) {
    case Streams::Opened::kJoined:
      return follow_stream(*stream, 0, false, response);
    case Streams::Opened::kConflict:
      response.send(api_error(409, "stream_conflict",
                              "This Parley-Stream id belongs to another request. Take a new one."));
      return;
    case Streams::Opened::kStopped:
      response.send(api_error(410, "stream_stopped",
                              "This stream was stopped before it began. Take a new id."));
      return;
    case Streams::Opened::kFull:
      response.send(with_header(api_error(429, "too_many_streams",
                                          "Parley keeps as many streams as it can. Wait for one "
                                          "to end, or stop one."),
                                "retry-after", kRetryAfter));
      return;
    case Streams::Opened::kNew:
      break;
  }
  Route route;
  route.kind = RouteKind::kCreateInteraction;
  HttpReply refusal = check_limits(request, route);
  const Slot slot(active_, options_.max_streams);
  if (refusal.status == 200 && !slot.taken()) {
    refusal = with_header(api_error(429, "too_many_streams",
                                    "All streams that Parley allows are in use (--max-streams). "
                                    "Wait for one to end, or stop one."),
                          "retry-after", kRetryAfter);
  }
  RecordingRelay relay(*stream, response, key_);
  bool sent = false;
  if (refusal.status != 200) {
    stream->buffer.fail(refusal);
  } else {
    forwarded_.fetch_add(1);
    upstream_request.body = std::move(request.body);
    const UpstreamResult result = upstream_.exchange(std::move(upstream_request), relay);
    sent = result.sent;
    relay.finish(result);
  }
  streams_.finished(owner, id, stream, sent);
  relay.send_rest();
}

void Proxy::read_stream(const Route& route, HttpResponse& response) {
  const std::shared_ptr<Stream> stream = streams_.find(Owner(), route.stream_id);
  if (!stream) {
    response.send(api_error(404, "stream_not_found",
                            "This stream is not known, or its time is over. Ask the API for the "
                            "interaction instead."));
    return;
  }
  follow_stream(*stream, route.offset, false, response);
}

HttpReply Proxy::stop_stream(const Route& route) {
  switch (streams_.stop(Owner(), route.stream_id)) {
    case Streams::Stopped::kYes:
      return json_reply("{}\n");
    case Streams::Stopped::kOverAlready:
      return api_error(410, "stream_over", "This stream has ended already.");
    case Streams::Stopped::kUnknown:
      break;
  }
  return api_error(404, "stream_not_found", "This stream is not known, or its time is over.");
}

}  // namespace parley
