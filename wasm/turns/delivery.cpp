#include "turns/delivery.h"

#include <algorithm>
#include <utility>

#include "turns/request_text.h"
#include "turns/retry.h"

namespace parley {
namespace {

// ms
constexpr double kReplayFor = 300'000;         // as long as the proxy keeps a stream by default
constexpr double kJoinFor = 120'000;           // well below: it surely remembers what it has seen
constexpr std::int64_t kPollEvery = 5'000;     // the API's documentation asks for no less
constexpr std::int64_t kLookAfter = 1'000;     // after a cancel; each time twice as long
constexpr std::int64_t kLongestWait = 60'000;  // that a service may ask of a look-up

constexpr std::uint32_t kMostIdle = 2;
constexpr std::uint32_t kMostRefusals = 4;
constexpr std::uint32_t kMostLooks = 4;
constexpr std::uint32_t kAway = 3;  // failures

enum class Move {
  kAnswer,   // ends: answered
  kRefuse,   // ends: refused
  kUnsure,   // ends: unknown
  kAgain,    // the same, after a back-off
  kReplay,   // what the proxy has kept, after a back-off
  kReread,   // likewise; but when that has brought nothing lately, the service knows more
  kRejoin,   // as long as the POST may not have arrived: as it was, where that is safe
  kJoin,     // nobody has seen the POST: at once, to this run
  kLook,     // nothing more is to be had from the proxy: ask the service
  kResume,   // its stream again, unless that has brought nothing lately
  kPoll,     // its stream is of no use: the resource
  kLater,    // it runs on
  kRefusal,  // of a look-up: a few times more, then it is lost
  kConfirm,  // a few times more: a cancel shows with a delay
};

// clang-format off
Move move_after(Delivery::Ask ask, Delivery::Reply reply) {
  using enum Move;
  static constexpr Move kMoves[][6] = {
    // POST      join      replay    resume    poll      confirm
    {kAnswer,  kAnswer,  kAnswer,  kAnswer,  kAnswer,  kAnswer },  // kOver
    {kLater,   kLater,   kLater,   kLater,   kLater,   kConfirm},  // kRunning
    {kReplay,  kReplay,  kAgain,   kAgain,   kAgain,   kConfirm},  // kNoHead
    {kReplay,  kReplay,  kReread,  kResume,  kAgain,   kConfirm},  // kBroken
    {kLook,    kLook,    kLook,    kResume,  kAgain,   kConfirm},  // kEarly
    {kRefuse,  kUnsure,  kRejoin,  kPoll,    kRefusal, kUnsure },  // kRefused
    {kRefuse,  kRejoin,  kRejoin,  kPoll,    kAgain,   kConfirm},  // kBusy
    {kLook,    kLook,    kRejoin,  kPoll,    kRefusal, kUnsure },  // kGone
    {kLook,    kLook,    kLook,    kPoll,    kRefusal, kUnsure },  // kOtherRun
    {kJoin,    kJoin,    kLook,    kPoll,    kRefusal, kUnsure },  // kUnseen
    {kUnsure,  kUnsure,  kLook,    kPoll,    kRefusal, kUnsure },  // kUnreadable
    {kUnsure,  kUnsure,  kUnsure,  kPoll,    kRefusal, kUnsure },  // kTooLarge
  };
  return kMoves[static_cast<std::size_t>(reply)][static_cast<std::size_t>(ask)];
}
// clang-format on

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kHex[byte >> 4];
    encoded += kHex[byte & 15];
  }
  return encoded;
}

}  // namespace

Delivery::Reply Delivery::reply_of(const ApiError& error, double now) {
  if (error.code == "stream_not_found" || error.code == "stream_expired") return Reply::kGone;
  if (error.code == "instance_changed") {
    // Was it there already when the POST went out?
    const bool newer = static_cast<double>(error.age_ms) > now - posted_;
    if (!newer || !is_header_word(error.instance)) return Reply::kOtherRun;
    instance_ = error.instance;
    return Reply::kUnseen;
  }
  return is_busy(error.http_status) ? Reply::kBusy : Reply::kRefused;
}

std::string stream_target(const std::string& stream) { return kStreamsPath + stream; }

std::string interaction_target(std::string_view id, std::string_view more) {
  return "/v1beta/interactions/" + percent_encoded(id) + std::string(more);
}

bool is_busy(int status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

bool is_header_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool can_be_asked_for(std::string_view id) { return !id.empty() && id != "." && id != ".."; }

Delivery::Delivery(std::string stream, std::string instance, std::string body, double now)
    : stream_(std::move(stream)),
      instance_(std::move(instance)),
      body_(std::move(body)),
      posted_(now) {}

std::string Delivery::request(const Known& known, std::string_view last_event_id) const {
  switch (ask_) {
    // Bound to a run of the proxy: a browser sends a POST again by itself where a connection ends
    // before an answer, and another run would not know that it has been paid for.
    case Ask::kPost:
    case Ask::kJoin:
      return "POST /v1beta/interactions\ncontent-type: application/json\n"
             "accept: text/event-stream\nparley-stream: " +
             stream_ + (instance_.empty() ? "" : "\nparley-instance: " + instance_) + "\n\n" +
             body_;
    case Ask::kReplay:
      return "GET " + stream_target(stream_) + "?offset=" + std::to_string(offset_) + "\n\n";
    case Ask::kResume:
      return "GET " +
             interaction_target(known.interaction, last_event_id.empty()
                                                       ? "?stream=true"
                                                       : "?stream=true&last_event_id=" +
                                                             percent_encoded(last_event_id)) +
             "\n\n";
    case Ask::kPoll:
    case Ask::kConfirm:
      break;
  }
  return "GET " + interaction_target(known.interaction) + "\n\n";
}

void Delivery::headed() {
  arrived_ = true;
  std::string().swap(body_);
}

void Delivery::received(std::uint64_t offset, std::string_view last_id) {
  offset_ = offset;
  last_id_ = last_id;
}

void Delivery::progressed() { failures_ = refusals_ = idle_replays_ = idle_resumes_ = 0; }

Delivery::Next Delivery::ended(Reply reply, bool progress, std::int64_t retry_ms,
                               const Known& known, double now, std::uint64_t random) {
  const Wait wait{now, random, std::min(retry_ms, kLongestWait)};
  const bool over = reply == Reply::kEarly || reply == Reply::kGone || reply == Reply::kOtherRun;
  proxy_is_done_ = proxy_is_done_ || (over && ask_ != Ask::kResume && ask_ != Ask::kPoll);
  switch (move_after(ask_, reply)) {
    case Move::kAnswer:
      return {.outcome = Outcome::kAnswered};
    case Move::kRefuse:
      return {.outcome = Outcome::kRefused};
    case Move::kUnsure:
      return {.outcome = Outcome::kUnknown};
    case Move::kAgain:
      return again(known, wait);
    case Move::kReread:
      if (!progress && ++idle_replays_ >= kMostIdle) return look(known, wait);
      [[fallthrough]];
    case Move::kReplay:
      ask_ = Ask::kReplay;
      return again(known, wait);
    case Move::kJoin:
      ask_ = Ask::kJoin;
      return {};
    case Move::kRejoin:
      return rejoin(reply, known, wait);
    case Move::kLook:
      return look(known, wait);
    case Move::kResume:
      if (!progress && ++idle_resumes_ >= kMostIdle) ask_ = Ask::kPoll;
      return again(known, wait);
    case Move::kPoll:
      idle_resumes_ = kMostIdle;
      return look(known, wait);
    case Move::kLater:
      ask_ = Ask::kPoll;
      failures_ = refusals_ = 0;
      return {.wait = kPollEvery};
    case Move::kRefusal:
      if (++refusals_ >= kMostRefusals) return {.outcome = Outcome::kLost};
      return again(known, wait);
    case Move::kConfirm:
      break;
  }
  if (++looks_ < kMostLooks) return {.wait = kLookAfter << (looks_ - 1)};
  return {.outcome = reply == Reply::kRunning ? Outcome::kAnswered : Outcome::kUnknown};
}

Delivery::Next Delivery::taken_up(const Known& known, double now, std::uint64_t random) {
  if (ask_ == Ask::kResume || ask_ == Ask::kPoll || ask_ == Ask::kConfirm) return {};
  ask_ = Ask::kReplay;
  failures_ = 0;
  return again(known, {now, random, -1});
}

void Delivery::confirm() {
  ask_ = Ask::kConfirm;
  looks_ = 0;
}

// The first time at once, then with back-off.
Delivery::Next Delivery::again(const Known& known, const Wait& wait) {
  if (failures_ == 0) failing_since_ = wait.now;
  const bool at_proxy = ask_ == Ask::kReplay || ask_ == Ask::kJoin;
  if (at_proxy && wait.now - failing_since_ > kReplayFor) {
    proxy_is_done_ = true;
    return look(known, wait);
  }
  const std::uint32_t failure = failures_++;
  const std::int64_t back_off = failure == 0 ? 0 : backoff_ms(failure - 1, wait.random);
  return {.wait = std::max(back_off, wait.at_least), .away = failure >= kAway};
}

// The proxy does not have the stream, or is busy, or gives the service's own answer to the POST. As
// long as no head has come the POST may never have arrived. The same run of the proxy remembers
// whether it did, for some time: to ask it the same once more costs nothing twice.
Delivery::Next Delivery::rejoin(Reply reply, const Known& known, const Wait& wait) {
  const bool safe = !arrived_ && !instance_.empty() && wait.now - posted_ <= kJoinFor;
  if (reply == Reply::kGone) {
    if (!safe) return look(known, wait);
    ask_ = Ask::kJoin;
    proxy_is_done_ = false;
    return {};
  }
  ask_ = safe ? Ask::kJoin : Ask::kReplay;
  return again(known, wait);
}

// A background run can be streamed on, anything stored can be looked at.
Delivery::Next Delivery::look(const Known& known, const Wait& wait) {
  if (can_be_asked_for(known.interaction) && known.stored) {
    ask_ = known.background && idle_resumes_ < kMostIdle ? Ask::kResume : Ask::kPoll;
    return {};
  }
  if (proxy_is_done_) return {.outcome = Outcome::kUnknown};
  ask_ = Ask::kReplay;
  return again(known, wait);
}

}  // namespace parley
