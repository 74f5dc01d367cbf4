#include "switches.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "api_error.h"
#include "gate_switch.h"

namespace parley::demo {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// "3", "2.5s", "300ms", "5mb"
bool is_number(std::string_view word) {
  std::size_t digits = 0;
  while (digits < word.size() && (std::isdigit(static_cast<unsigned char>(word[digits])) != 0 ||
                                  (word[digits] == '.' && digits > 0))) {
    ++digits;
  }
  const std::string_view unit = word.substr(digits);
  return digits > 0 && (unit.empty() || unit == "s" || unit == "ms" || unit == "mb");
}

bool is_status(std::string_view name) {
  const std::string text(name);
  return text.size() == 3 && is_number(text) && text[0] >= '4' && text[0] <= '5';
}

// The words a switch takes besides numbers.
bool takes_word(std::string_view name, std::string_view word) {
  if (word == "once" || word == "twice") return true;
  if (name == "429") return word == "daily" || word == "plain" || word == "text";
  if (name == "blocked") return is_block_code(word);
  return name == "error" && (is_error_code(word) || is_block_code(word));
}

bool takes_number(std::string_view name) {
  for (const SwitchInfo& info : all_switches()) {
    if (info.name == name) return std::string_view(info.values).find('N') != std::string::npos;
  }
  return false;
}

bool takes(const Switch& item, std::string_view word) {
  if (item.name == "gate") return takes_gate_value(item.values, word);
  return (is_number(word) && takes_number(item.name)) || takes_word(item.name, word);
}

bool exists(std::string_view name) {
  const auto& all = all_switches();
  return is_status(name) || std::any_of(all.begin(), all.end(), [name](const SwitchInfo& info) {
           return info.name == name;
         });
}

}  // namespace

const std::vector<SwitchInfo>& all_switches() {
  static const std::vector<SwitchInfo> switches = {
      // Answers
      {"help", "", "Lists the switches."},
      {"long", "N", "An answer of N words, one word a delta (default 300, at most 100000)."},
      {"markdown", "", "Headings, lists, a table, code, a formula, links."},
      {"unicode", "", "Scripts from right to left, combining marks, emoji, wide characters."},
      {"hostile", "", "HTML, scripts and odd links that a page must show as text."},
      {"thoughts", "N", "N thought summaries, asked for or not (default 3)."},
      {"parallel", "", "With function tools: at least two calls at once."},
      {"search", "", "Searches as if google_search were among the tools."},
      {"image", "", "Answers with an image as well."},
      // Pace
      {"fast", "", "No pauses."},
      {"slow", "N", "N milliseconds between words, also in a demo without pace (default 300)."},
      {"silent", "N", "Nothing at all for N seconds (default 5), not even the head."},
      {"stall", "N", "Goes quiet for N seconds in the middle (default 30)."},
      {"gate", "NAME N|thinking|end",
       "Holds the answer after its N-th word (default 1; 0: before the head), the first thought or "
       "the last word, until the gate is opened."},
      // Refusals: demo:400 ... demo:504 are found by their number
      {"429", "N daily|plain|text",
       "429 with RetryInfo of N seconds (default 5); daily: the day's quota; plain: the short form "
       "without details; text: the delay in the message only."},
      {"array", "", "The 503 of the front end, wrapped in a JSON array."},
      {"html", "", "A 502 page in HTML."},
      {"blocked", "CODE", "Blocked: 400, or an error event in a stream (default safety)."},
      // How a stream ends
      {"error", "CODE", "A fatal error event in mid-stream (default gateway_timeout)."},
      {"empty-error", "", "An empty error event in mid-stream; the answer goes on."},
      {"cut", "", "The connection breaks in mid-stream; the answer is finished and stored."},
      {"lost", "", "Like cut, but nothing is stored: GET says 404."},
      {"eof", "", "The stream ends early, but cleanly."},
      {"tail", "", "The stream is cut and a bare JSON array follows, as after 600 s."},
      {"no-done", "", "No [DONE] at the end."},
      {"failed", "", "Status failed, with errors[]."},
      {"incomplete", "", "Status incomplete, half an answer."},
      {"incomplete-empty", "", "Status incomplete, no steps at all."},
      {"continue", "N", "requires_continuation with a token, N hops (default 2)."},
      {"completed-call", "", "With function tools: a call, and status completed all the same."},
      // What is in a stream
      {"big", "N", "A line of N megabytes (default 5, at most 32)."},
      {"start-content", "", "step.start brings the first words."},
      {"unknown", "", "An unknown event, step, delta and members."},
      {"no-types", "", "Deltas without type."},
      {"empty-deltas", "", "Empty deltas and empty texts in between."},
      {"bare-thought", "",
       "A thought step without signature or summary, and a step without deltas."},
      {"no-usage", "", "No usage."},
      {"no-steps", "", "A unary reply without steps."},
      {"interleave", "", "Two answer steps open at once, their deltas mixed."},
      {"event-ids", "", "event_id on deltas of a foreground stream."},
      {"legacy", "", "The stream in the schema before May 2026."},
      {"bad-json", "", "One frame whose data is not JSON."},
      {"json-reply", "", "A JSON body although a stream was asked for."},
      // How the bytes come
      {"crlf", "", "Lines end in CR LF."},
      {"cr", "", "Lines end in CR."},
      {"comments", "", "Comment lines, retry and id fields between the events."},
      {"split", "N", "Pieces of N bytes (default 1), so that UTF-8 sequences are split."},
      {"multi-line", "", "Each event's JSON over several data lines."},
      {"bom", "", "A byte order mark at the start."},
      // Afterwards
      {"forget", "", "Forgotten as soon as it is finished: chaining on it finds nothing."},
      {"search-bug", "", "Chaining on it fails as after a streamed search turn."},
      {"queued", "N", "Background: queued for N seconds first (default 2)."},
      {"zombie", "", "Background: never gets anywhere."},
      {"cancel-late", "N", "Background: a cancel shows after N seconds (default 2)."},
      {"cancel-404", "", "Background: cancel answers 404 in an array, and does nothing."},
      {"cancel-499", "", "Background: cancel answers 499, and cancels."},
      {"cancel-500", "", "Background: cancel answers 500, and the stream gets an error event."},
  };
  return switches;
}

bool Switch::has(std::string_view value) const {
  return std::find(values.begin(), values.end(), value) != values.end();
}

long Switch::milliseconds(long unit, long otherwise) const {
  constexpr double kHour = 3'600'000;
  for (const std::string& value : values) {
    if (!is_number(value)) continue;
    char* rest = nullptr;
    const double number = std::strtod(value.c_str(), &rest);
    const std::string_view suffix(rest);
    const double scale = suffix == "s" ? 1000.0 : suffix == "ms" ? 1.0 : static_cast<double>(unit);
    return static_cast<long>(std::min(number * scale, kHour));
  }
  return otherwise;
}

long Switch::number(long otherwise) const {
  for (const std::string& value : values) {
    if (is_number(value)) return std::min(std::strtol(value.c_str(), nullptr, 10), 1'000'000L);
  }
  return otherwise;
}

const Switch* Prompt::find(std::string_view name) const {
  for (const Switch& item : switches) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

Prompt parse_prompt(std::string_view message) {
  constexpr std::string_view kMark = "demo:";
  Prompt prompt;
  prompt.full = message;
  std::string_view rest = message;
  while (true) {
    std::size_t skip = 0;
    while (skip < rest.size() && is_space(rest[skip])) ++skip;
    std::size_t end = skip;
    while (end < rest.size() && !is_space(rest[end])) ++end;
    const std::string word = lower(rest.substr(skip, end - skip));
    if (word.size() > kMark.size() && word.compare(0, kMark.size(), kMark) == 0) {
      prompt.switches.push_back({word.substr(kMark.size()), {}});
      if (prompt.unknown.empty() && !exists(prompt.switches.back().name)) {
        prompt.unknown = prompt.switches.back().name;
      }
    } else if (!prompt.switches.empty() && !word.empty() && takes(prompt.switches.back(), word)) {
      prompt.switches.back().values.push_back(word);
    } else {
      break;
    }
    rest = rest.substr(end);
  }
  // The message keeps its own white space, but for the one character that ended the switches.
  if (!prompt.switches.empty() && !rest.empty()) rest = rest.substr(1);
  prompt.text = rest;
  return prompt;
}

}  // namespace parley::demo
