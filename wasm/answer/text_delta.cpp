#include "answer/text_delta.h"

#include "text/json_scanner.h"

namespace parley {
namespace {

constexpr unsigned kType = 1;
constexpr unsigned kText = 2;
constexpr unsigned kEventType = 1;
constexpr unsigned kIndex = 2;
constexpr unsigned kDelta = 4;
constexpr unsigned kEventId = 8;

bool read_exactly(JsonScanner* scanner, std::string_view wanted) {
  std::string_view value;
  return scanner->read_plain_string(&value) && value == wanted;
}

bool read_index(JsonScanner* scanner, std::int64_t* index) {
  const std::string_view word = scanner->read_word();
  if (word.empty() || word.size() > 6 || (word[0] == '0' && word.size() > 1)) return false;
  *index = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') return false;
    *index = *index * 10 + (c - '0');
  }
  return true;
}

// An object; read(key) reads a member and returns its bit, or 0 when it is none of those wanted.
// Returns the bits of the members that there are, each once; 0 otherwise.
template <typename Read>
unsigned read_object(JsonScanner* scanner, Read read) {
  if (!scanner->take('{')) return 0;
  unsigned seen = 0;
  do {
    std::string_view key;
    if (!scanner->read_plain_string(&key) || !scanner->take(':')) return 0;
    const unsigned member = read(key);
    if (member == 0 || (seen & member) != 0) return 0;
    seen |= member;
  } while (scanner->take(','));
  return scanner->take('}') ? seen : 0;
}

bool read_delta(JsonScanner* scanner, std::string* text) {
  const auto read = [&](std::string_view key) -> unsigned {
    if (key == "text") return scanner->read_string(text) ? kText : 0;
    if (key == "type") return read_exactly(scanner, "text") ? kType : 0;
    return 0;
  };
  return read_object(scanner, read) == (kText | kType);
}

bool read_members(JsonScanner* scanner, TextDelta* out) {
  const auto read = [&](std::string_view key) -> unsigned {
    if (key == "delta") return read_delta(scanner, &out->text) ? kDelta : 0;
    if (key == "index") return read_index(scanner, &out->index) ? kIndex : 0;
    if (key == "event_type") return read_exactly(scanner, "step.delta") ? kEventType : 0;
    std::string_view id;
    if (key != "event_id" || !scanner->read_plain_string(&id)) return 0;
    out->event_id = id;
    return kEventId;
  };
  return (read_object(scanner, read) | kEventId) == (kEventType | kIndex | kDelta | kEventId) &&
         scanner->at_end();
}

}  // namespace

bool read_text_delta(std::string_view data, TextDelta* out) {
  JsonScanner scanner(data);
  return read_members(&scanner, out);
}

}  // namespace parley
