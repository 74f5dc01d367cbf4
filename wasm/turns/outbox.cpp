#include "turns/outbox.h"

#include <algorithm>
#include <utility>

namespace parley {

void Outbox::kept(std::uint32_t entries) { kept_ = std::max(kept_, entries); }

void Outbox::add(Effect start, bool stream) {
  waiting_.push_back({std::move(start), entries_, stream, false, false});
}

void Outbox::room(RequestId request) {
  for (Waiting& each : waiting_) {
    if (each.start.id == request && each.asked) each.room = true;
  }
}

void Outbox::over(RequestId request, bool abort, double now, std::vector<Effect>* effects) {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(),
                               [request](const Waiting& each) { return each.start.id == request; });
  if (at != waiting_.end()) {
    waiting_.erase(at);
  } else if (abort) {
    effects->push_back({EffectKind::kHttpAbort, request, 0, {}, now});
  }
  if (streams_.erase(request) != 0) {
    effects->push_back({EffectKind::kRoomLeft, request, 0, {}, now});
  }
}

void Outbox::release(double now, std::vector<Effect>* effects) {
  std::uint32_t wanted = wanted_;
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    if (at->behind > kept_) {
      wanted = std::max(wanted, at->behind);
      ++at;
      continue;
    }
    if (at->stream && !at->room) {
      if (!at->asked) {
        at->asked = true;
        streams_.insert(at->start.id);
        effects->push_back({EffectKind::kRoom, at->start.id, at->start.arg, {}, now});
      }
      ++at;
      continue;
    }
    effects->push_back(std::move(at->start));
    at = waiting_.erase(at);
  }
  if (wanted == wanted_) return;
  wanted_ = wanted;
  effects->push_back({EffectKind::kKeep, 0, wanted, {}, now});
}

}  // namespace parley
