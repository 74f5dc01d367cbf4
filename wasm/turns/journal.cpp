#include "turns/journal.h"

#include <charconv>

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

}  // namespace

std::string encode_entry(const Input& input) {
  std::string entry = std::to_string(static_cast<std::int64_t>(input.time));
  entry += ' ';
  entry += name(input.kind);
  entry += ' ' + std::to_string(input.id) + ' ' + std::to_string(input.arg) + '\n';
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

std::string encode_message(const SseMessage& message) {
  std::string text = std::to_string(message.offset);
  text.reserve(text.size() + message.type.size() + message.id.size() + message.data.size() + 3);
  text += ' ';
  text += message.type;
  text += '\n';
  text += message.id;
  text += '\n';
  text += message.data;
  return text;
}

bool decode_message(std::string_view text, SseMessage* message) {
  SseMessage decoded;
  if (!take_number(&text, ' ', &decoded.offset)) return false;
  const std::size_t type_end = text.find('\n');
  if (type_end == std::string_view::npos) return false;
  const std::size_t id_end = text.find('\n', type_end + 1);
  if (id_end == std::string_view::npos) return false;
  decoded.type = text.substr(0, type_end);
  decoded.id = text.substr(type_end + 1, id_end - type_end - 1);
  decoded.data = text.substr(id_end + 1);
  *message = std::move(decoded);
  return true;
}

}  // namespace parley
