// Replays a transcript of a session: reads it on stdin and writes it again with the effects that
// each input has now. What differs from the file is what changed; tests/transcripts/README.md.
//
//   # comment
//   @ 1000                      the time from here on, in milliseconds
//   > submit 0 0 "Hello"        an input: kind, id, arg, text as a JSON string (may be left out)
//   turn_added 1 0 "Hello"      an effect, likewise
//
// The host keeps the journal and has room for a stream at once, and that is not shown; where a
// transcript says `> kept` or `> room` anywhere, they are its business.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "text/json_text.h"
#include "turns/session.h"

namespace {

std::string read_all(std::FILE* file) {
  std::string all;
  char buffer[65536];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    all.append(buffer, n);
  }
  return all;
}

// The escapes that transcripts use: \n \r \t \" \\ and \u00XX.
std::string unquote(std::string_view json) {
  std::string text;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    if (json[i] != '\\') {
      text += json[i];
      continue;
    }
    switch (json[++i]) {
      case 'n':
        text += '\n';
        break;
      case 'r':
        text += '\r';
        break;
      case 't':
        text += '\t';
        break;
      case 'u':
        text += static_cast<char>(
            std::strtoul(std::string(json.substr(i + 1, 4)).c_str(), nullptr, 16));
        i += 4;
        break;
      default:
        text += json[i];
    }
  }
  return text;
}

void print(const parley::Effect& effect) {
  if (effect.kind == parley::EffectKind::kJournal) return;  // says the input again
  std::string line = parley::name(effect.kind);
  line += ' ' + std::to_string(effect.id) + ' ' + std::to_string(effect.arg);
  if (!effect.text.empty()) {
    line += ' ';
    parley::append_json_string(&line, effect.text);
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
}

// What session.step(input) does, with a host that keeps all and has room.
void step(parley::Session* session, const parley::Input& input, bool by_hand) {
  std::vector<parley::RequestId> rooms;
  for (const parley::Effect& effect : session->step(input)) {
    const bool room = effect.kind == parley::EffectKind::kRoom;
    if (room && !by_hand) rooms.push_back(effect.id);
    if (by_hand || (!room && effect.kind != parley::EffectKind::kRoomLeft)) print(effect);
  }
  for (const parley::RequestId id : rooms) {
    step(session, {parley::InputKind::kRoom, id, 0, input.time, {}}, by_hand);
  }
}

bool is_effect(std::string_view line) {
  return !line.empty() && line[0] != '#' && line[0] != '@' && line[0] != '>';
}

}  // namespace

int main() {
  const std::string transcript = read_all(stdin);
  std::string_view rest = transcript;
  parley::Session session;
  double time = 0;
  const bool by_hand = transcript.find("\n> kept ") != std::string::npos ||
                       transcript.find("\n> room ") != std::string::npos;
  if (!by_hand) step(&session, {parley::InputKind::kKept, 0, ~0U, 0, {}}, false);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (is_effect(line)) continue;
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    if (line.substr(0, 1) == "@") time = std::strtod(std::string(line.substr(1)).c_str(), nullptr);
    if (line.substr(0, 2) != "> ") continue;

    std::string_view words = line.substr(2);
    const auto word = [&words] {
      const std::string_view first = words.substr(0, words.find(' '));
      words.remove_prefix(std::min(first.size() + 1, words.size()));
      return std::string(first);
    };
    parley::Input input{};
    input.time = time;
    if (!parley::parse_input_kind(word(), &input.kind)) {
      std::fprintf(stderr, "session_dump: no such input: %.*s\n", static_cast<int>(line.size()),
                   line.data());
      return 2;
    }
    input.id = static_cast<std::uint32_t>(std::strtoul(word().c_str(), nullptr, 10));
    input.arg = static_cast<std::uint32_t>(std::strtoul(word().c_str(), nullptr, 10));
    const std::string text = unquote(words);
    input.text = text;
    step(&session, input, by_hand);
  }
  return 0;
}
