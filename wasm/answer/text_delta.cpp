#include "answer/text_delta.h"

#include "text/json_scanner.h"
#include "text/utf8.h"

namespace parley {
namespace {

constexpr unsigned kType = 1;
constexpr unsigned kText = 2;
constexpr unsigned kEventType = 1;
constexpr unsigned kIndex = 2;
constexpr unsigned kDelta = 4;
constexpr unsigned kEventId = 8;

bool read_key(JsonScanner* scanner, std::string_view* key) {
  return scanner->read_plain_string(key) && scanner->take(':');
}

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

bool read_delta(JsonScanner* scanner, std::string* text) {
  if (!scanner->take('{')) return false;
  unsigned seen = 0;
  do {
    std::string_view key;
    if (!read_key(scanner, &key)) return false;
    unsigned member = 0;
    if (key == "text") {
      member = kText;
      if (!scanner->read_string(text)) return false;
    } else if (key == "type") {
      member = kType;
      if (!read_exactly(scanner, "text")) return false;
    }
    if (member == 0 || (seen & member) != 0) return false;
    seen |= member;
  } while (scanner->take(','));
  return scanner->take('}') && seen == (kType | kText);
}

bool read_members(JsonScanner* scanner, TextDelta* out) {
  if (!scanner->take('{')) return false;
  unsigned seen = 0;
  do {
    std::string_view key;
    if (!read_key(scanner, &key)) return false;
    unsigned member = 0;
    if (key == "delta") {
      member = kDelta;
      if (!read_delta(scanner, &out->text)) return false;
    } else if (key == "index") {
      member = kIndex;
      if (!read_index(scanner, &out->index)) return false;
    } else if (key == "event_type") {
      member = kEventType;
      if (!read_exactly(scanner, "step.delta")) return false;
    } else if (key == "event_id") {
      member = kEventId;
      std::string_view id;
      if (!scanner->read_plain_string(&id)) return false;
      out->event_id = id;
    }
    if (member == 0 || (seen & member) != 0) return false;
    seen |= member;
  } while (scanner->take(','));
  return scanner->take('}') && scanner->at_end() &&
         (seen | kEventId) == (kEventType | kIndex | kDelta | kEventId);
}

}  // namespace

bool read_text_delta(std::string_view data, TextDelta* out) {
  JsonScanner scanner(data);
  return read_members(&scanner, out) && valid_utf8_prefix(data) == data.size();
}

}  // namespace parley
