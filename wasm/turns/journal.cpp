#include "turns/journal.h"

#include <charconv>

#include "text/utf8.h"

namespace parley {
namespace {

template <typename Number>
bool take_number(std::string_view* rest, char end, Number* number) {
  const char* const first = rest->data();
  const char* const last = first + rest->size();
  const auto [stop, error] = std::from_chars(first, last, *number);
  if (error != std::errc() || stop == last || *stop != end) return false;
  rest->remove_prefix(static_cast<std::size_t>(stop - first) + 1);
  return true;
}

constexpr std::size_t kHeadRoom = 64;  // more than a head and an offset take

// An entry up to its text, for which there is room.
std::string head_of(const Input& input, std::size_t size) {
  std::string head;
  head.reserve(kHeadRoom + size);
  head += std::to_string(static_cast<std::int64_t>(input.time));
  head += ' ';
  head += name(input.kind);
  head += ' ';
  head += std::to_string(input.id);
  head += ' ';
  head += std::to_string(input.arg);
  head += '\n';
  return head;
}

}  // namespace

std::string encode_entry(const Input& input) {
  std::string entry = head_of(input, input.text.size());
  entry += input.text;
  return entry;
}

bool decode_entry(std::string_view entry, Input* input) {
  std::int64_t time = 0;
  Input decoded{};
  if (!take_number(&entry, ' ', &time) || time < 0) return false;
  if (time > static_cast<std::int64_t>(kLatestTime)) return false;
  const std::size_t space = entry.find(' ');
  if (space == std::string_view::npos) return false;
  if (!parse_input_kind(entry.substr(0, space), &decoded.kind)) return false;
  entry.remove_prefix(space + 1);
  if (!take_number(&entry, ' ', &decoded.id) || !take_number(&entry, '\n', &decoded.arg)) {
    return false;
  }
  decoded.time = static_cast<double>(time);
  decoded.text = entry;
  *input = decoded;
  return true;
}

std::string encode_message_entry(double time, RequestId id, const SseMessage& message) {
  std::string entry = head_of({.kind = InputKind::kMessage, .id = id, .time = time, .text = {}},
                              message.type.size() + message.id.size() + message.data.size());
  entry += std::to_string(message.offset);
  entry += ' ';
  entry += message.type;
  entry += '\n';
  entry += message.id;
  entry += '\n';
  entry += message.data;
  return entry;
}

bool decode_message(std::string_view text, SseMessage* message) {
  SseMessage decoded;
  if (!take_number(&text, ' ', &decoded.offset)) return false;
  const std::size_t type_end = text.find('\n');
  if (type_end == std::string_view::npos) return false;
  const std::size_t id_end = text.find('\n', type_end + 1);
  if (id_end == std::string_view::npos) return false;
  // A file may have been damaged; a message is UTF-8.
  decoded.type = decode_utf8(std::string(text.substr(0, type_end)));
  decoded.id = decode_utf8(std::string(text.substr(type_end + 1, id_end - type_end - 1)));
  decoded.data = decode_utf8(std::string(text.substr(id_end + 1)));
  *message = std::move(decoded);
  return true;
}

}  // namespace parley
