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

HttpReply no_slot() {
  return retry_after(api_error(429, "too_many_streams",
                               "All streams that Parley allows are in use (--max-streams). Wait "
                               "for one to end, or stop one."),
                     kRetrySoon);
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
                     Budget& memory, Budget& descriptors, std::size_t idle)
    : options_(options),
      key_(std::move(key)),
      upstream_(upstream_options(options, std::move(upstream_url), idle)),
      streams_(stream_limits(options), memory),
      rate_(options.rate_per_minute),
      slots_(options.max_streams),
      descriptors_(descriptors) {}

HttpReply Exchanges::enter(const Route& route, Place* place) {
  if (route.kind == RouteKind::kCreateInteraction) {
    const std::lock_guard<std::mutex> lock(rate_mutex_);
    const int wait = rate_.take(std::chrono::steady_clock::now());
    if (wait != 0) {
      return retry_after(api_error(429, "rate_limited",
                                   "That is more than the allowed number of requests a minute "
                                   "(--rate). Try again shortly."),
                         wait);
    }
  }
  if (!place->slot.take(&slots_, 1)) return no_slot();
  if (place->descriptors.take(&descriptors_, kExchangeDescriptors)) return {};
  place->slot.release();
  return retry_after(
      api_error(503, "overloaded", "There is no descriptor to spare for another stream."),
      kRetrySoon);
}

HttpReply Exchanges::check_body(const HttpRequest& request, const Route& route) const {
  if (route.kind != RouteKind::kCreateInteraction) return {};
  switch (check_model(request.body, options_.allow_models)) {
    case ModelVerdict::kNotReadable:
      return api_error(400, "invalid_request",
                       "The body is not a JSON object that names exactly one model or agent.");
    case ModelVerdict::kNotAllowed:
      return api_error(403, "model_not_allowed",
                       "This model is not among those that Parley was started for "
                       "(--allow-model).");
    case ModelVerdict::kAllowed:
      break;
  }
  return {};
}

void Exchanges::forward(HttpRequest& request, const Route& route, HttpResponse& response) {
  const std::size_t ids = request.count("parley-stream");
  const bool recorded = route.kind == RouteKind::kCreateInteraction && ids != 0;
  if (recorded && (ids != 1 || !is_stream_id(request.header("parley-stream")))) {
    response.send(api_error(400, "invalid_request",
                            "Parley-Stream is not a random id of 22 to 64 base64url characters."));
    return;
  }
  // What joins costs nothing anew, and must find its way when all slots are taken.
  const bool joins =
      recorded && streams_.settled(Owner(), std::string(request.header("parley-stream")));
  Place place;
  if (!joins) {
    const HttpReply refusal = enter(route, &place);
    if (refusal.status != 200) {
      response.send(refusal);
      return;
    }
  }
  if (request.content_length != 0) {
    const int status = response.read_body(&request);
    if (status > 0) response.send(body_refusal(status, options_.max_body));
    if (status != 0) return;
  }
  UpstreamRequest asked{
      request.method, route.upstream_target, upstream_request_headers(request, key_), {}, {}};
  if (recorded) return record(request, std::move(asked), route, std::move(place), response);
  const HttpReply refusal = check_body(request, route);
  if (refusal.status != 200) {
    response.send(refusal);
    return;
  }
  forwarded_.fetch_add(1);
  asked.body = std::move(request.body);
  asked.body_share = std::move(request.body_share);
  DirectRelay relay(response, key_, closing_);
  relay.finish(upstream_.exchange(std::move(asked), relay));
}

void Exchanges::record(HttpRequest& request, UpstreamRequest asked, const Route& route, Place place,
                       HttpResponse& response) {
  const std::string id(request.header("parley-stream"));
  const std::string digest = sha256(asked.target + '\n' + request.body);
  HttpReply lost = lost_reply();
  std::shared_ptr<Stream> stream;
  switch (streams_.open(Owner(), id, digest, &stream)) {
    case Streams::Opened::kJoined:
      place = Place();
      request.body = std::string();
      request.body_share.release();
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
      response.send(retry_after(api_error(429, "too_many_streams",
                                          "Parley keeps as many streams as it can. Wait for one "
                                          "to end, or stop one."),
                                kRetrySoon));
      return;
    case Streams::Opened::kNew:
      break;
  }
  Recording recording(streams_, stream, std::move(lost));
  HttpReply refusal = check_body(request, route);
  if (refusal.status == 200 && !place.slot.held()) refusal = enter(route, &place);
  if (refusal.status != 200) {
    stream->buffer.fail(refusal);
    recording.over(false);
    response.send(refusal);
    return;
  }
  RecordingRelay relay(streams_, *stream, response, key_, options_.patience);
  forwarded_.fetch_add(1);
  asked.body = std::move(request.body);
  asked.body_share = std::move(request.body_share);
  recording.sending();
  const UpstreamResult result = upstream_.exchange(std::move(asked), relay);
  relay.finish(result);
  recording.over(result.sent);
  place = Place();  // what remains is between the proxy and its client
  relay.send_rest();
}

void Exchanges::read_stream(const Route& route, HttpResponse& response) {
  const std::shared_ptr<Stream> stream = streams_.find(Owner(), route.stream_id);
  if (!stream) {
    response.send(api_error(404, "stream_not_found",
                            "This stream is not known, or its time is over. Ask the API for the "
                            "interaction instead."));
    return;
  }
  follow_stream(*stream, route.offset, false, response);
}

HttpReply Exchanges::stop_stream(const Route& route) {
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
