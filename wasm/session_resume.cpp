// How Session gets back a stream that it lost.
#include <algorithm>

#include "retry.h"
#include "session.h"

namespace parley {
namespace {

// As long as the proxy keeps a stream by default: after that there is nothing to reconnect to.
constexpr double kReconnectFor = 300'000;
// Well below that: while the proxy surely remembers that it has seen a POST.
constexpr double kRepostFor = 120'000;
constexpr std::uint32_t kMostIdleResumes = 2;

}  // namespace

// What the stream carried is in the proxy's buffer: go on where it broke off.
void Session::reconnect(TurnId id) {
  Turn& turn = turns_[id];
  if (turn.reconnects == 0) turn.broken_since = now_;
  if (now_ - turn.broken_since > kReconnectFor) {
    recover(id);
    return;
  }
  wait_for_network(id, Due::kReconnect);
}

// The first time at once, then with back-off.
void Session::wait_for_network(TurnId id, Due due) {
  Turn& turn = turns_[id];
  const std::uint32_t attempt = turn.reconnects++;
  const bool away = attempt >= 3;
  emit(
      EffectKind::kConnection, id,
      static_cast<std::uint32_t>(away ? ConnectionState::kOffline : ConnectionState::kReconnecting),
      reason::kReconnecting);
  const std::uint64_t random = mix(seed_, (1ULL << 32) + last_timer_);
  start_timer(id, due, attempt == 0 ? 0 : backoff_ms(attempt - 1, random));
}

void Session::replay(TurnId id) {
  Turn& turn = turns_[id];
  turn.request = send(
      Purpose::kReplay, id,
      "GET /parley/streams/" + turn.stream_id + "?offset=" + std::to_string(turn.offset) + "\n\n");
}

// The proxy does not know the stream. If it is the same run of the proxy that the POST was meant
// for, the POST never arrived: it may go out again, under the condition that this is still so.
void Session::repost_or_recover(TurnId id) {
  Turn& turn = turns_[id];
  const bool untouched = turn.offset == 0 && !turn.instance.empty();
  if (!untouched || now_ - turn.posted > kRepostFor) {
    recover(id);
    return;
  }
  std::string text = post_text(turn);
  text.insert(text.find("\n\n"), "\nparley-instance: " + turn.instance);
  turn.request = send(Purpose::kPost, id, text);
}

// The stream cannot be had from the proxy any more: the API itself may know what became of it. A
// background run can be streamed on, anything stored can be looked at.
void Session::recover(TurnId id) {
  Turn& turn = turns_[id];
  const SettingsFacts& facts = turn.facts;
  const std::string& interaction = turn.interaction.id();
  if (interaction.empty() || !facts.store) {
    fail(id,
         {.code = "cut",
          .message = "The stream broke off before the answer was complete, and there is no stored "
                     "interaction to ask for. It may have been billed."},
         {});
    return;
  }
  std::string text = "GET /v1beta/interactions/" + interaction;
  const bool stream = facts.background && turn.idle_resumes < kMostIdleResumes;
  if (stream) {
    text += "?stream=true";
    const std::string& last = turn.interaction.last_event_id();
    if (!last.empty()) text += "&last_event_id=" + percent_encoded(last);
  }
  turn.request = send(stream ? Purpose::kResume : Purpose::kRecover, id, text + "\n\n");
}

std::string Session::percent_encoded(std::string_view text) {
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

void Session::park(TurnId id) {
  if (!queue_.exists(id) || !queue_.in_flight(id) || turns_[id].parked) return;
  Turn& turn = turns_[id];
  const auto found = requests_.find(turn.request);
  if (found == requests_.end() || found->second.status == 0) return;  // not yet sure it arrived
  drop_timer(turn);
  drop_request(turn);
  turn.parked = true;
  emit(EffectKind::kConnection, id, static_cast<std::uint32_t>(ConnectionState::kIdle),
       reason::kParked);
}

void Session::unpark(TurnId id) {
  if (!queue_.exists(id) || !turns_[id].parked) return;
  turns_[id].parked = false;
  if (queue_.in_flight(id)) replay(id);
}

// After a sleep or a change of network a connection may be dead without anyone being told.
void Session::online() {
  std::vector<TurnId> streams;
  for (const auto& [id, request] : requests_) {
    const bool stream = request.purpose == Purpose::kPost || request.purpose == Purpose::kReplay;
    if (stream) streams.push_back(request.turn);
  }
  for (const TurnId id : streams) {
    if (turns_[id].interaction.end() != Interaction::End::kNone) continue;
    drop_request(turns_[id]);
    replay(id);
  }
  std::vector<std::uint32_t> waiting;
  for (const auto& [id, timer] : timers_) {
    if (timer.due == Due::kReconnect || timer.due == Due::kPoll) waiting.push_back(id);
  }
  for (const std::uint32_t id : waiting) fire(id);
}

// After a replay of the journal no request or timer of before is alive.
void Session::resume_replayed() {
  std::map<RequestId, Request> requests;
  requests.swap(requests_);
  for (const auto& [id, request] : requests) {
    Turn& turn = turns_[request.turn];
    switch (request.purpose) {
      case Purpose::kPost:
      case Purpose::kReplay:
        turn.request = 0;
        turn.reconnects = 0;
        if (turn.interaction.end() != Interaction::End::kNone) {
          drop_timer(turn);
          settle_stream(request, HttpEnd::kComplete);
        } else {
          reconnect(request.turn);
        }
        break;
      case Purpose::kResume:
      case Purpose::kRecover:
        drop_timer(turn);
        recover(request.turn);
        break;
      case Purpose::kRelease:
      case Purpose::kCancel:
        settle_stop(request, HttpEnd::kBroken);
        break;
      case Purpose::kConfirm:
        confirm(request.turn);
        break;
    }
  }
  for (auto& [id, turn] : turns_) {
    if (turn.parked) unpark(id);
  }
  for (const auto& [id, timer] : timers_) {
    emit(EffectKind::kTimerStart, id, static_cast<std::uint32_t>(std::max(0.0, timer.time - now_)));
  }
}

}  // namespace parley
