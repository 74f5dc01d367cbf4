// The reader of plain text deltas gives what the decoder's tree gives: any event that it takes is
// the same event once a member is added that it does not know. And the tree is what the library
// itself makes of the text, but for what json_reader.h says. The bytes are an event's data, or
// choose the pieces of one.
#include <charconv>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <system_error>

#include "answer/event_decoder.h"
#include "answer/text_delta.h"
#include "choices.h"
#include "text/utf8.h"

namespace {

using nlohmann::json;
using parley::Choices;
using parley::require;

constexpr const char* kKeys[] = {"index", "delta", "event_type", "event_id", "id", "type", "x", ""};
constexpr const char* kEventTypes[] = {R"("step.delta")", R"("step.stop")", R"("step.delt\u0061")",
                                       "null"};
constexpr const char* kIndexes[] = {"0",     "7",    "-0", "00",     "1e2",     "3.0",
                                    "\"4\"", "null", "-1", "999999", "1048577", "4294967296"};
constexpr const char* kTexts[] = {
    "a",   "",   "\\n", "\\\"", "\\\\",     "\\u00e4",      "\\ud83d", "\\ude00",  "\\u0000",
    "\\x", "\\", "\"",  "\n",   "\xC3\xA4", "\xE6\x95\x8F", "\xFF",    "12345678", "/"};
constexpr const char* kSpaces[] = {"", "", " ", "\n", "\t\r", "\xEF\xBB\xBF"};

std::string string(Choices* choices) {
  std::string out = "\"";
  for (std::size_t count = choices->below(12); count > 0; --count) out += choices->of(kTexts);
  return out + '"';
}

std::string delta(Choices* choices) {
  constexpr const char* kMembers[] = {"type", "text", "text", "annotations", "te\\u0078t"};
  constexpr const char* kTypes[] = {R"("text")", R"("thought_summary")", R"("tex\u0074")", "7"};
  std::string out = "{";
  for (std::size_t count = 2 + choices->below(3); count > 0; --count) {
    const std::size_t member = choices->below(5);
    out += choices->of(kSpaces);
    out += std::string("\"") + kMembers[member] + "\":";
    out += member == 0 ? choices->of(kTypes) : string(choices);
    out += choices->of(kSpaces);
    if (count > 1) out += ',';
  }
  return out + '}';
}

std::string event(Choices* choices) {
  std::string out = choices->of(kSpaces);
  out += '{';
  for (std::size_t count = 3 + choices->below(3); count > 0; --count) {
    const std::size_t key = choices->below(std::size(kKeys));
    out += choices->of(kSpaces);
    out += std::string("\"") + kKeys[key] + "\":";
    out += choices->of(kSpaces);
    if (key == 0) {
      out += choices->of(kIndexes);
    } else if (key == 1) {
      out += delta(choices);
    } else if (key == 2) {
      out += choices->of(kEventTypes);
    } else {
      out += string(choices);
    }
    if (count > 1) out += ',';
  }
  return out + '}' + choices->of(kSpaces);
}

void check_reader(const std::string& data) {
  parley::TextDelta delta;
  if (parley::valid_utf8_prefix(data) != data.size()) return;  // no parser gives such a message
  if (!parley::read_text_delta(data, &delta)) return;
  parley::SseMessage message;
  message.type = "step.stop";
  message.data = data;
  const parley::Event read = parley::decode_event(message);
  message.data.insert(message.data.find('{') + 1, "\"?\":0,");
  require(!parley::read_text_delta(message.data, &delta));
  const parley::Event decoded = parley::decode_event(message);
  require(read.kind == parley::EventKind::kStepDelta && read.kind == decoded.kind);
  require(read.type == decoded.type && read.event_id == decoded.event_id);
  require(read.index == decoded.index && read.delta_type == decoded.delta_type);
  require(read.text == decoded.text && parley::valid_utf8_prefix(read.text) == read.text.size());
  require(read.json.ptr() == nullptr && decoded.json.ptr() == nullptr);
  require(read.error.empty() && decoded.error.empty());
  require(read.problem == decoded.problem && read.size + 6 == decoded.size);
}

// The code unit of an escape that stands at `pos`, or -1.
int escaped_unit(const std::string& text, std::size_t pos) {
  if (text.compare(pos, 2, "\\u") != 0 || pos + 6 > text.size()) return -1;
  int unit = 0;
  const char* const last = text.data() + pos + 6;
  const auto read = std::from_chars(text.data() + pos + 2, last, unit, 16);
  return read.ec == std::errc() && read.ptr == last && unit >= 0 ? unit : -1;
}

// With \ufffd for escapes of half a surrogate pair, which the library takes for an error.
std::string repaired(std::string text) {
  for (std::size_t pos = text.find('\\'); pos < text.size(); pos = text.find('\\', pos)) {
    const int unit = escaped_unit(text, pos);
    const int next = pos + 6 < text.size() ? escaped_unit(text, pos + 6) : -1;
    const bool pair = unit >> 10 == 0xD800 >> 10 && next >> 10 == 0xDC00 >> 10;
    if (unit >> 11 == 0xD800 >> 11 && !pair) text.replace(pos + 2, 4, "fffd");
    pos += unit < 0 ? 2 : pair ? 12 : 6;
  }
  return text;
}

bool too_deep(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    if ((c == '[' || c == '{') && ++depth > parley::kMaxJsonDepth) return true;
    if (c == ']' || c == '}') --depth;
  }
  return false;
}

// The library takes a NUL for the end of the text.
void check_tree(const std::string& text) {
  const json ours = parley::read_json<json>(text);
  if (text.find('\0') != text.npos) return require(ours.is_discarded());
  const json theirs = json::parse(repaired(text), nullptr, false);
  if (ours.is_discarded()) return require(theirs.is_discarded() || too_deep(text));
  const std::string written = parley::write_json(ours);
  require(written == theirs.dump() && ours.type() == theirs.type());
  const json again = parley::read_json<json>(written);
  require(again == ours && parley::write_json(again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  for (const std::string& text :
       {std::string(reinterpret_cast<const char*>(data), size), event(&choices)}) {
    check_reader(text);
    check_tree(text);
  }
  return 0;
}
