#include "answer/grammar.h"

#include <cstddef>
#include <string_view>

namespace parley {
namespace {

constexpr std::size_t kMostIndexDigits = 15;

// The number that a text ends in, if the letter before it is one of those, or there is none and
// `whole`; -1 else.
std::int64_t trailing_number(std::string_view text, std::string_view before, bool whole) {
  std::size_t at = text.size();
  while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9') --at;
  const std::size_t digits = text.size() - at;
  if (digits == 0 || digits > kMostIndexDigits) return -1;
  if (at == 0 ? !whole : before.find(text[at - 1]) == before.npos) return -1;
  std::int64_t number = 0;
  for (const char c : text.substr(at)) number = number * 10 + (c - '0');
  return number;
}

int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

// What base64 of either alphabet says, padded or not; "" what is none.
std::string decode_base64(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  std::string out;
  if (text.size() % 4 == 1) return out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = sextet(c);
    if (value < 0) return {};
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return out;
}

// Ids are opaque, but those seen end in a count of the events: plain, or within base64.
std::int64_t number_in(std::string_view id) {
  const std::int64_t plain = trailing_number(id, "_.-", true);
  if (plain >= 0) return plain;
  if (id.size() > 1 && id[0] == 'v') {
    const std::size_t at = id.find_first_not_of("0123456789", 1);
    if (at != id.npos && at > 1 && id[at] == '_') id.remove_prefix(at + 1);
  }
  return trailing_number(decode_base64(id), "_", false);
}

std::uint64_t hash(std::string_view text) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

}  // namespace

void Grammar::add(const Event& event, std::vector<Breach>* found) {
  // So are nearly all.
  if (event.kind == EventKind::kStepDelta && event.index == open_ && event.event_id.empty() &&
      !ended_) {
    ++count_;
    return;
  }
  if (event.kind == EventKind::kDone) return;
  if (event.kind == EventKind::kUnknown) found->push_back({breach::kUnknownType, event.type});
  if (!event.problem.empty()) found->push_back({breach::kUnreadable, event.type});
  if (event.kind == EventKind::kUnreadable) return;
  // It tells all from the beginning: after a loss the API may do so.
  if (event.kind == EventKind::kCreated && count_ > 0) *this = Grammar();
  ++count_;
  if (ended_) found->push_back({breach::kAfterEnd, event.type});
  if (!event.event_id.empty()) check_id(event.event_id, found);
  if (event.index >= 0) check_step(event, found);
  if (event.kind == EventKind::kCompleted) check_stopped(found);
  ended_ = ended_ || event.kind == EventKind::kCompleted || event.kind == EventKind::kError;
}

void Grammar::check_id(const std::string& id, std::vector<Breach>* found) {
  if (!ids_.insert(hash(id)).second) found->push_back({breach::kIdTwice, id});
  const std::int64_t number = number_in(id);
  if (number < 0) return;
  // Events between may have none: a gap is where more are missing than came.
  const auto came = static_cast<std::int64_t>(count_ - numbered_);
  if (number_ >= 0 && number - number_ > came) found->push_back({breach::kIdGap, id});
  number_ = number;
  numbered_ = count_;
}

void Grammar::check_step(const Event& event, std::vector<Breach>* found) {
  const bool start = event.kind == EventKind::kStepStart;
  const bool stop = event.kind == EventKind::kStepStop;
  if (!start && !stop && event.kind != EventKind::kStepDelta) return;
  const auto index = static_cast<std::size_t>(event.index);
  if (index >= steps_.size()) steps_.resize(index + 1, Step::kUnknown);
  Step& step = steps_[index];
  const char* rule = nullptr;
  if (start) {
    if (step != Step::kUnknown) rule = breach::kIndexUsedTwice;
  } else if (step == Step::kUnknown) {
    rule = breach::kNotStarted;
  } else if (step == Step::kStopped) {
    rule = stop ? breach::kStoppedTwice : breach::kAfterStop;
  }
  if (rule != nullptr) found->push_back({rule, std::to_string(event.index)});
  if (stop) {
    step = Step::kStopped;
  } else if (start || step == Step::kUnknown) {
    step = Step::kOpen;
  }
  if (start) {
    open_ = event.index;
  } else if (stop && open_ == event.index) {
    open_ = kBadIndex;
  }
}

void Grammar::check_stopped(std::vector<Breach>* found) const {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i] == Step::kOpen) found->push_back({breach::kNeverStopped, std::to_string(i)});
  }
}

void Grammar::end(std::vector<Breach>* found) {
  if (count_ == 0 || ended_) return;
  ended_ = true;
  found->push_back({breach::kNoTerminal, {}});
  check_stopped(found);
}

}  // namespace parley
