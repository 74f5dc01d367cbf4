#include "exchanges.h"

#include <utility>

#include "descriptors.h"
#include "replay/digest.h"
#include "rules/api_reply.h"
#include "rules/headers.h"
#include "rules/model_filter.h"

namespace parley {
namespace {

StreamLimits stream_limits(const Options& options) {
  StreamLimits limits;
  limits.bytes = options.replay_bytes;
  limits.ttl = std::chrono::seconds(options.replay_ttl_seconds);
  return limits;
}

UpstreamOptions upstream_options(const Options& options, std::string url, std::size_t idle) {
  UpstreamOptions upstream;
  upstream.url = std::move(url);
  upstream.ca_file = options.upstream_ca;
  upstream.idle = idle;
  return upstream;
}

HttpReply no_slot(const char* message) {
  return retry_after(api_error(429, "too_many_streams", message), kRetrySoon);
}

HttpReply too_often(const char* message, int wait) {
  return retry_after(api_error(429, "rate_limited", message), wait);
}

// Whatever the id: another user's is like one that never was.
HttpReply interaction_not_found() {
  return api_error(404, "not_found", "The interaction was not found.");
}

// Between Streams::open() and finished(): whatever happens, the stream comes to an end.
class Recording {
 public:
  Recording(Streams& streams, std::shared_ptr<Stream> stream, HttpReply lost)
      : streams_(streams), stream_(std::move(stream)), lost_(std::move(lost)) {}
  ~Recording() {
    if (over_) return;
    if (stream_->buffer.state() == StreamBuffer::State::kWaiting) {
      stream_->buffer.fail(std::move(lost_));
    } else if (stream_->buffer.state() == StreamBuffer::State::kOpen) {
      stream_->buffer.end(StreamBuffer::State::kBroken);
    }
    streams_.finished(stream_, sent_);
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  void sending() { sent_ = true; }  // from now on nobody can tell
  void over(bool sent) {
    over_ = true;
    streams_.finished(stream_, sent);
  }

 private:
  Streams& streams_;
  const std::shared_ptr<Stream> stream_;
  HttpReply lost_;
  bool sent_ = false;
  bool over_ = false;
};

// Made while there is memory for it.
HttpReply lost_reply() {
  return api_error(500, "internal_error",
                   "The proxy failed on this request, which may have been received.");
}

}  // namespace

HttpReply body_refusal(int status, std::uint64_t max_body) {
  switch (status) {
    case 413:
      return api_error(
          413, "request_too_large",
          "The request's body is larger than the limit of " + std::to_string(max_body) + " bytes.");
    case 408:
      return api_error(408, "request_timeout", "The request's body did not arrive in time.");
    default:
      return retry_after(
          api_error(503, "overloaded", "There is no memory to spare for this request's body."),
          kRetrySoon);
  }
}

Exchanges::Exchanges(const Options& options, std::string upstream_url, std::string key,
                     Budget& memory, Budget& descriptors, std::size_t idle, Ledger* ledger)
    : options_(options),
      key_(std::move(key)),
      upstream_(upstream_options(options, std::move(upstream_url), idle)),
      streams_(stream_limits(options), memory),
      rate_(options.rate_per_minute),
      slots_(options.max_streams),
      descriptors_(descriptors),
      ledger_(ledger) {}

HttpReply Exchanges::take_rate(User& user) {
  const auto now = std::chrono::steady_clock::now();
  if (const int wait = user.take_rate(now); wait != 0) {
    return too_often(
        "That is more than the number of requests a minute that you may make. Try again shortly.",
        wait);
  }
  const std::lock_guard<std::mutex> lock(rate_mutex_);
  if (const int wait = rate_.take(now); wait != 0) {
    return too_often(
        "That is more than the allowed number of requests a minute (--rate). Try again shortly.",
        wait);
  }
  return {};
}

HttpReply Exchanges::check_tokens(const User& user) const {
  const std::uint64_t most = user.limits().tokens;
  if (most == 0 || ledger_ == nullptr || ledger_->spent(user.name(), ledger_day()) < most)
    return {};
  return retry_after(api_error(429, "tokens_used_up",
                               "You have used the " + std::to_string(most) +
                                   " tokens that you have for a day. The next day begins at 00:00 "
                                   "UTC."),
                     seconds_to_next_day());
}

HttpReply Exchanges::enter(const Route& route, User& user, Place* place) {
  if (route.kind == RouteKind::kCreateInteraction) {
    HttpReply refusal = check_tokens(user);
    if (refusal.status == 200) refusal = take_rate(user);
    if (refusal.status != 200) return refusal;
  }
  if (!place->slot_of_user.take(&user.slots(), 1)) {
    return no_slot(
        "All streams that you may have at one time are in use. Wait for one to end, or stop one.");
  }
  if (!place->slot.take(&slots_, 1)) {
    return no_slot(
        "All streams that Parley allows are in use (--max-streams). Wait for one to end, or stop "
        "one.");
  }
  if (place->descriptors.take(&descriptors_, kExchangeDescriptors)) return {};
  *place = Place();
  return retry_after(
      api_error(503, "overloaded", "There is no descriptor to spare for another stream."),
      kRetrySoon);
}

bool Exchanges::owns(const User& user, std::string_view interaction) const {
  return ledger_ == nullptr || ledger_->owns(user.name(), interaction);
}

HttpReply Exchanges::check_body(const HttpRequest& request, const Route& route,
                                const User& user) const {
  if (route.kind != RouteKind::kCreateInteraction) return {};
  const std::vector<std::string> models = user.limits().models;
  if (options_.allow_models.empty() && models.empty() && ledger_ == nullptr) return {};
  const auto members = json_members(request.body, {"model", "agent", "previous_interaction_id"});
  ModelVerdict verdict = members ? check_model((*members)[0], (*members)[1], options_.allow_models)
                                 : ModelVerdict::kNotReadable;
  if (verdict == ModelVerdict::kAllowed) {
    verdict = check_model((*members)[0], (*members)[1], models);
  }
  if (verdict == ModelVerdict::kNotReadable) {
    return api_error(400, "invalid_request",
                     "The body is not a JSON object that names exactly one model or agent.");
  }
  if (verdict == ModelVerdict::kNotAllowed) {
    return api_error(403, "model_not_allowed",
                     "This model is not among those that Parley was started for "
                     "(--allow-model), or that you may use.");
  }
  const JsonMember& previous = (*members)[2];
  if (previous.kind == JsonMember::Kind::kOther) {
    return api_error(400, "invalid_request", "previous_interaction_id is not a string.");
  }
  const bool chained = previous.kind == JsonMember::Kind::kString;
  return chained && !owns(user, previous.text) ? interaction_not_found() : HttpReply();
}

void Exchanges::forward(HttpRequest& request, const Route& route, User& user,
                        HttpResponse& response) {
  const std::size_t ids = request.count("parley-stream");
  const bool recorded = route.kind == RouteKind::kCreateInteraction && ids != 0;
  if (recorded && (ids != 1 || !is_stream_id(request.header("parley-stream")))) {
    response.send(api_error(400, "invalid_request",
                            "Parley-Stream is not a random id of 22 to 64 base64url characters."));
    return;
  }
  if (!route.interaction_id.empty() && !owns(user, route.interaction_id)) {
    response.send(interaction_not_found());
    return;
  }
  // What joins costs nothing anew, and must find its way when all slots are taken.
  const bool joins =
      recorded && streams_.settled(user.name(), std::string(request.header("parley-stream")));
  Place place;
  if (!joins) {
    const HttpReply refusal = enter(route, user, &place);
    if (refusal.status != 200) {
      response.send(refusal);
      return;
    }
  }
  const std::uint64_t body = user.limits().body;
  if (body != 0 && request.content_length > body) {
    response.send(body_refusal(413, body));
    return;
  }
  if (request.content_length != 0) {
    const int status = response.read_body(&request);
    if (status > 0) response.send(body_refusal(status, options_.max_body));
    if (status != 0) return;
  }
  UpstreamRequest asked{
      request.method, route.upstream_target, upstream_request_headers(request, key_), {}, {}};
  if (recorded) return record(request, std::move(asked), route, user, std::move(place), response);
  const HttpReply refusal = check_body(request, route, user);
  if (refusal.status != 200) {
    response.send(refusal);
    return;
  }
  forwarded_.fetch_add(1);
  asked.body = std::move(request.body);
  asked.body_share = std::move(request.body_share);
  const bool creates = route.kind == RouteKind::kCreateInteraction;
  AnswerRecord answer(creates || !route.interaction_id.empty() ? ledger_ : nullptr, user.name(),
                      route.interaction_id);
  DirectRelay relay(response, key_, user.closing(), answer);
  relay.finish(upstream_.exchange(std::move(asked), relay));
}

void Exchanges::record(HttpRequest& request, UpstreamRequest asked, const Route& route, User& user,
                       Place place, HttpResponse& response) {
  const std::string id(request.header("parley-stream"));
  const std::string digest = sha256(asked.target + '\n' + request.body);
  HttpReply lost = lost_reply();
  std::shared_ptr<Stream> stream;
  switch (streams_.open(user.name(), id, digest, &stream)) {
    case Streams::Opened::kJoined:
      place = Place();
      request.body = std::string();
      request.body_share.release();
      return follow_stream(*stream, 0, false, user.closing(), response);
    case Streams::Opened::kConflict:
      response.send(api_error(409, "stream_conflict",
                              "This Parley-Stream id belongs to another request. Take a new one."));
      return;
    case Streams::Opened::kStopped:
      response.send(api_error(410, "stream_stopped",
                              "This stream was stopped before it began. Take a new id."));
      return;
    case Streams::Opened::kFull:
      response.send(retry_after(api_error(429, "too_many_streams",
                                          "Parley keeps as many streams as it can. Wait for one "
                                          "to end, or stop one."),
                                kRetrySoon));
      return;
    case Streams::Opened::kNew:
      break;
  }
  Recording recording(streams_, stream, std::move(lost));
  if (user.closing().closed()) stream->stop();  // in the meantime, when it was not there yet
  HttpReply refusal = check_body(request, route, user);
  if (refusal.status == 200 && !place.slot.held()) refusal = enter(route, user, &place);
  if (refusal.status != 200) {
    stream->buffer.fail(refusal);
    recording.over(false);
    response.send(refusal);
    return;
  }
  AnswerRecord answer(ledger_, user.name(), {});
  RecordingRelay relay(streams_, *stream, response, key_, options_.patience, answer);
  forwarded_.fetch_add(1);
  asked.body = std::move(request.body);
  asked.body_share = std::move(request.body_share);
  recording.sending();
  const UpstreamResult result = upstream_.exchange(std::move(asked), relay);
  relay.finish(result);
  recording.over(result.sent);
  place = Place();  // what remains is between the proxy and its client
  relay.send_rest(user.closing());
}

void Exchanges::read_stream(const Route& route, User& user, HttpResponse& response) {
  const std::shared_ptr<Stream> stream = streams_.find(user.name(), route.stream_id);
  if (!stream) {
    response.send(api_error(404, "stream_not_found",
                            "This stream is not known, or its time is over. Ask the API for the "
                            "interaction instead."));
    return;
  }
  follow_stream(*stream, route.offset, false, user.closing(), response);
}

HttpReply Exchanges::stop_stream(const Route& route, const User& user) {
  switch (streams_.stop(user.name(), route.stream_id)) {
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
