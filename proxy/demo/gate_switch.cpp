#include "gate_switch.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <set>
#include <utility>

namespace parley::demo {
namespace {

using Kind = Beat::Kind;
using Beats = std::vector<Beat>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_place(std::string_view word) {
  return word == "thinking" || word == "end" || std::all_of(word.begin(), word.end(), is_digit);
}

bool is_repeat(std::string_view word) { return word == "once" || word == "twice"; }

std::string place_of(const Switch& item) {
  for (std::size_t i = 1; i < item.values.size(); ++i) {
    if (is_place(item.values[i])) return item.values[i];
  }
  return "1";
}

bool is_before_head(const Switch& item) {
  return place_of(item).find_first_not_of('0') == std::string::npos;
}

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

// Deltas are told apart by how they begin: to parse each of 100000 would take seconds.
bool is_word(std::string_view delta) {
  return begins(delta, R"({"text":")") && !begins(delta, R"({"text":"")");
}
bool is_thought(std::string_view delta) { return begins(delta, R"({"content":)"); }

// The position after everything of the answer but its ends.
std::size_t end_of_answer(const Beats& beats) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const Kind kind = beats[i].kind;
    if (kind == Kind::kStatus || kind == Kind::kStart || kind == Kind::kDelta) end = i + 1;
  }
  return end;
}

std::size_t position_of(const std::string& place, const Beats& beats, const Answer& answer) {
  const bool thinking = place == "thinking";
  unsigned long left = thinking ? 1 : std::strtoul(place.c_str(), nullptr, 10);
  for (std::size_t i = 0; i < beats.size() && left > 0; ++i) {
    if (beats[i].kind != Kind::kDelta) continue;
    const Step& step = answer.steps[static_cast<std::size_t>(beats[i].step)];
    const std::string& delta = step.deltas[static_cast<std::size_t>(beats[i].delta)].json;
    if ((thinking ? is_thought(delta) : is_word(delta)) && --left == 0) return i + 1;
  }
  return end_of_answer(beats);
}

}  // namespace

bool is_gate_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && !is_repeat(text) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
}

bool takes_gate_value(const std::vector<std::string>& values, std::string_view word) {
  if (values.empty()) return is_gate_name(word);
  const bool placed = std::any_of(values.begin() + 1, values.end(), is_place);
  return is_repeat(word) || (!placed && is_place(word));
}

std::vector<std::string> gates_before_head(const Prompt& prompt) {
  std::vector<std::string> names;
  for (const Switch& item : prompt.switches) {
    if (item.name != "gate" || item.values.empty() || !is_before_head(item)) continue;
    if (std::count(names.begin(), names.end(), item.values[0]) == 0)
      names.push_back(item.values[0]);
  }
  return names;
}

void place_gates(Timeline* timeline, const Answer& answer, const Prompt& prompt) {
  Beats& beats = timeline->beats;
  std::vector<std::pair<std::size_t, std::string>> places;
  for (const Switch& item : prompt.switches) {
    if (item.name != "gate" || item.values.empty() || is_before_head(item)) continue;
    places.emplace_back(position_of(place_of(item), beats, answer), item.values[0]);
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  // An answer comes to a gate once: behind its first place it is open.
  const std::vector<std::string> before = gates_before_head(prompt);
  std::set<std::string> named(before.begin(), before.end());
  std::size_t placed = 0;
  for (const auto& [position, name] : places) {
    if (!named.insert(name).second) continue;
    beats.insert(beats.begin() + static_cast<std::ptrdiff_t>(position + placed),
                 {Kind::kGate, -1, -1, 0, 0, name, false});
    ++placed;
  }
}

}  // namespace parley::demo
