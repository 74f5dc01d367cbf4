// Files of strangers, in every form: reading them breaks nothing, nothing of them is ever sent, and
// what comes of them can be written and read again.
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "archive/exchanges.h"
#include "archive/export.h"
#include "archive/fork.h"
#include "archive/import.h"
#include "choices.h"
#include "text/json_text.h"
#include "text/utf8.h"
#include "turns/journal.h"
#include "turns/session.h"

namespace {

using parley::Choices;
using parley::Effect;
using parley::EffectKind;
using parley::Input;
using parley::InputKind;
using parley::require;

constexpr const char* kHeads[] = {
    "",
    "{\"format\":\"parley-conversation\",\"version\":1,\"title\":\"T\"}\n",
    "{\"format\":\"parley-recording\",\"version\":1,\"title\":\"T\"}\n",
    ": parley-recording {\"version\":1,\"title\":\"T\"}\n",
    "{\"format\":\"parley-recording\",\"version\":{},\"title\":7}\r\n",
    "\xEF\xBB\xBF",
    "{",
    "[",
};

constexpr const char* kKinds[] = {
    "open",    "replayed", "settings", "submit",        "stop",      "retry",
    "skip",    "select",   "continue", "consent",       "http_head", "http_chunk",
    "message", "body",     "http_end", "timer",         "park",      "unpark",
    "kept",    "room",     "online",   "instance",      "hold",      "send_now",
    "move",    "remove",   "edit",     "journal_entry", "fly",       "function_results"};
constexpr const char* kNumbers[] = {"0",          "1",          "2",  "3",    "200",
                                    "404",        "1000",       "-1", "0.5",  "1e300",
                                    "4294967295", "4294967296", "[]", "null", "\"1\""};
constexpr const char* kTexts[] = {
    "text/event-stream",
    "Hello",
    "{\"model\":\"m\"}",
    "{\"background\":true,\"store\":true,\"key\":\"x\"}",
    "{\"store\":false}",
    "",
    "0 message\n\n{\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_a\"}}",
    "9 message\n7\n[DONE]",
    "AAAAAAAAAAAAAAAAAAAAAA",
    "{\"error\":{\"code\":503,\"message\":\"Busy.\"}}",
    "AIzaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?key=y Bearer abcdefgh",
    "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"status\":7}}\n\n",
};

std::string quoted(std::string_view text) {
  std::string json;
  parley::append_json_string(&json, parley::decode_utf8(std::string(text)));
  return json;
}

std::string text_of(Choices* choices) {
  return choices->below(4) == 3 ? choices->bytes(20) : std::string(choices->of(kTexts));
}

std::string line(Choices* choices) {
  const std::string kind = choices->of(kKinds);
  const std::string time = choices->of(kNumbers);
  const std::string id = choices->of(kNumbers);
  const std::string arg = choices->of(kNumbers);
  const std::string text = text_of(choices);
  switch (choices->below(6)) {
    case 0:
      return quoted(time + ' ' + kind + ' ' + id + ' ' + arg + '\n' + text);
    case 1:
      return "{\"time\":" + time + ",\"input\":" + quoted(kind) + ",\"id\":" + id +
             ",\"arg\":" + arg + ",\"text\":" + quoted(text) + '}';
    case 2:
      return "{\"time\":" + time + ",\"input\":\"message\",\"id\":" + id + ",\"offset\":" + arg +
             ",\"type\":" + quoted(kind) + ",\"data\":" + quoted(text) + '}';
    case 3:
      return ": [" + time + ',' + quoted(kind) + ',' + id + ',' + arg + ',' + quoted(text) + ']';
    case 4:
      return text;
    default:
      return choices->bytes(40);
  }
}

// Nothing of it goes out when a host opens it as another's.
void check_silent(const std::vector<std::string>& journal) {
  parley::Session session;
  for (const std::string& entry : journal) {
    session.step({InputKind::kJournalEntry, 0, 0, 0, entry});
  }
  const double time = 1e13;
  const Input inputs[] = {
      {InputKind::kKept, 0, std::numeric_limits<std::uint32_t>::max(), time, {}},
      {InputKind::kOpen, 0, static_cast<std::uint32_t>(parley::OpenAs::kOther), time, "B"},
      {InputKind::kReplayed, 0, 0, time, {}},
      {InputKind::kHold, 0, 0, time, {}},
      {InputKind::kOnline, 0, 0, time, {}},
      {InputKind::kTimer, 1, 0, time, {}},
      {InputKind::kTimer, 2, 0, time, {}},
  };
  for (const Input& input : inputs) {
    for (const Effect& effect : session.step(input)) {
      require(effect.kind != EffectKind::kHttpStart && effect.kind != EffectKind::kRoom);
    }
  }
}

void check_journal(const std::vector<std::string>& journal) {
  for (const std::string& entry : journal) {
    Input input;
    require(parley::decode_entry(entry, &input));
    require(parley::valid_utf8_prefix(entry) == entry.size());
  }
  check_silent(journal);
  for (const parley::Exchange& each : parley::exchanges_of(journal)) {
    require(!parley::request_of(journal, each.request).empty());
  }
  for (parley::TurnId turn = 1; turn < 4; ++turn) {
    check_silent(parley::fork_journal(journal, turn));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  std::string file = choices.of(kHeads);
  if (choices.below(8) == 7) {
    file.append(reinterpret_cast<const char*>(data), size);
  } else {
    while (!choices.over() && file.size() < 4096) {
      file += line(&choices);
      file += choices.below(4) == 3 ? "\n\n" : "\n";
    }
  }
  const parley::Imported imported = parley::import_file("x", file, 1000);
  require(imported.problems.size() <= parley::Imported::kMostProblems);
  check_journal(imported.entries);
  for (const auto write : {parley::to_json_lines, parley::to_event_stream}) {
    const std::string written = write(imported.title, imported.entries);
    require(parley::valid_utf8_prefix(written) == written.size());
    require(written.find("AIzax") == written.npos);
    check_journal(parley::import_file("y", written, 1000).entries);
  }
  const parley::Imported again = parley::import_file(
      "z", parley::to_conversation_file(imported.title, imported.entries), 1000);
  require(again.entries == imported.entries && again.problems.empty());
  return 0;
}
