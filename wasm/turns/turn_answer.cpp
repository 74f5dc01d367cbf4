#include "turns/turn_answer.h"

#include <algorithm>
#include <utility>

#include "answer/gist.h"
#include "text/utf8.h"

namespace parley {
namespace {

constexpr std::size_t kUsual = 200;  // bytes that what an event is about takes

// Where the data stands in the entry that told of this message, in UTF-16 code units: all before it
// but type and id is ASCII.
std::size_t data_begin(const Emitter& out, const SseMessage& message) {
  const std::size_t bytes = out.entry_size - message.data.size();
  return bytes - message.type.size() - message.id.size() + utf16_size(message.type) +
         utf16_size(message.id);
}

}  // namespace

void TurnAnswer::go_on(std::string said, bool seen, TurnId turn, Emitter* out) {
  shown_.push_back(rounds_.size());
  rounds_.push_back(interaction_.steps_json());
  base_ = steps_;
  if (seen) {
    shown_.push_back(rounds_.size());
    show_round(said, turn, out);
  }
  rounds_.push_back(std::move(said));
  interaction_ = Interaction();
  grammar_ = Grammar();
  notices_ = 0;
}

void TurnAnswer::begin_anew(TurnId turn, Emitter* out) {
  grammar_ = Grammar();
  restart(turn, out);
}

void TurnAnswer::restart(TurnId turn, Emitter* out) {
  out->emit(EffectKind::kTurnReset, turn);
  base_ = steps_ = 0;
  for (const std::size_t each : shown_) show_round(rounds_[each], turn, out);
  interaction_ = Interaction();
  notices_ = 0;
}

void TurnAnswer::add(Event event, const SseMessage& message, TurnId turn, Emitter* out) {
  std::string text = std::to_string(out->entry) + ':' + std::to_string(data_begin(*out, message));
  std::string about = " ";
  about.reserve(message.id.size() + event.type.size() + kUsual);
  about.append(message.id).append("\n").append(event.type).append("\n");
  append_gist(&about, event, message.data);
  std::uint32_t place = event.index < 0 ? 0 : base_ + 1 + static_cast<std::uint32_t>(event.index);
  grammar_.add(event, &breaches_);
  std::vector<Change> changes;
  interaction_.apply(std::move(event), &changes);
  const auto made = std::find_if(changes.rbegin(), changes.rend(),
                                 [](const Change& each) { return each.from != each.to; });
  if (made != changes.rend()) {
    place = base_ + 1 + made->index;
    text += ':' + std::to_string(made->from) + ':' + std::to_string(made->to);
    if (made->thought) {
      text += 't';
    } else if (std::exchange(awaits_text_, false)) {
      out->emit(EffectKind::kTurnRequest, turn,
                static_cast<std::uint32_t>(RequestStage::kFirstText));
    }
  }
  text += about;
  out->emit(EffectKind::kEvent, turn, place, std::move(text));
  show_breaches(turn, out);
  show(changes, turn, out);
}

void TurnAnswer::add_stray(std::string_view text, TurnId turn, Emitter* out) {
  interaction_.finish(text, false);
  show({}, turn, out);
}

void TurnAnswer::replace(Interaction resource, bool anew, TurnId turn, Emitter* out) {
  const std::size_t notices = notices_;
  if (anew) restart(turn, out);
  notices_ = notices;
  resource.take_ids(&interaction_);
  interaction_ = std::move(resource);
  show_whole(turn, out);
}

void TurnAnswer::show_whole(TurnId turn, Emitter* out) {
  std::vector<Change> changes;
  for (std::uint32_t i = 0; i < interaction_.step_count(); ++i) {
    changes.push_back({Change::Kind::kStep, i, interaction_.step_json(i)});
  }
  changes.push_back({Change::Kind::kMeta, 0, {}});
  show(changes, turn, out);
}

void TurnAnswer::settle(TurnId turn, Emitter* out) {
  interaction_.forget_ids();
  grammar_.end(&breaches_);
  show_breaches(turn, out);
}

void TurnAnswer::show_breaches(TurnId turn, Emitter* out) {
  for (const auto& [rule, about] : breaches_) {
    out->emit(EffectKind::kBreach, turn, 0, about.empty() ? rule : rule + (' ' + about));
  }
  breaches_.clear();
}

// Below those that are shown; the next ones go below these.
void TurnAnswer::show_round(const std::string& steps, TurnId turn, Emitter* out) {
  interaction_ = Interaction();
  if (interaction_.load("{\"steps\":" + steps + "}")) show_whole(turn, out);
  base_ = steps_;
}

void TurnAnswer::show(const std::vector<Change>& changes, TurnId turn, Emitter* out) {
  for (const Change& each : changes) {
    const std::uint32_t place = base_ + each.index;
    switch (each.kind) {
      case Change::Kind::kStep:
        out->emit(EffectKind::kStep, turn, place, each.text);
        break;
      case Change::Kind::kText:
        out->emit(EffectKind::kText, turn, place, each.text);
        break;
      case Change::Kind::kThought:
        out->emit(EffectKind::kThought, turn, place, each.text);
        break;
      case Change::Kind::kMeta:
        out->emit(EffectKind::kInteraction, turn, 0, interaction_.meta_json());
        continue;
    }
    steps_ = std::max(steps_, place + 1);
  }
  const std::vector<std::string>& notices = interaction_.notices();
  for (; notices_ < notices.size(); ++notices_) {
    out->emit(EffectKind::kNotice, turn, 0, notices[notices_]);
  }
}

}  // namespace parley
