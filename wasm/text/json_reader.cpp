#include "text/json_reader.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "text/decimal.h"
#include "text/json_scanner.h"
#include "text/json_tree.h"
#include "text/text.h"
#include "text/utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

std::size_t skip_digits(std::string_view word, std::size_t at) {
  while (at < word.size() && is_digit(word[at])) ++at;
  return at;
}

// What is no integer of 64 bits; one that is too large for a double is an error.
bool read_double(std::string_view word, Json* out) {
  const double value = nearest_double(word);
  if (!std::isfinite(value)) return false;
  *out = value;
  return true;
}

// Grammar: RFC 8259 section 6.
bool read_number(std::string_view word, Json* out) {
  const bool negative = !word.empty() && word[0] == '-';
  const std::size_t first = negative ? 1 : 0;
  const std::size_t whole = skip_digits(word, first);
  if (whole == first || (word[first] == '0' && whole > first + 1)) return false;
  std::size_t at = whole;
  if (at < word.size() && word[at] == '.') {
    const std::size_t fraction = skip_digits(word, at + 1);
    if (fraction == at + 1) return false;
    at = fraction;
  }
  if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
    ++at;
    if (at < word.size() && (word[at] == '+' || word[at] == '-')) ++at;
    const std::size_t exponent = skip_digits(word, at);
    if (exponent == at) return false;
    at = exponent;
  }
  if (at != word.size()) return false;
  if (at != whole) return read_double(word, out);
  std::uint64_t value = 0;
  for (const char c : word.substr(first)) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) {
      return read_double(word, out);
    }
    value = value * 10 + digit;
  }
  if (!negative) {
    *out = value;
    return true;
  }
  if (value > std::uint64_t{1} << 63) return read_double(word, out);
  *out = static_cast<std::int64_t>(0 - value);
  return true;
}

bool read_word(std::string_view word, Json* out) {
  if (word == "null") {
    *out = nullptr;
  } else if (word == "true" || word == "false") {
    *out = word == "true";
  } else {
    return read_number(word, out);
  }
  return true;
}

// `depth`: how much deeper it may go.
bool read_value(JsonScanner* scanner, int depth, Json* out);

// Of two members with one name the later counts.
bool read_object(JsonScanner* scanner, int depth, Json* out) {
  *out = Json::object();
  Json::object_t& members = make_object(out);
  if (scanner->take('}')) return true;
  std::string key;
  do {
    if (!scanner->read_string(&key) || !scanner->take(':')) return false;
    if (!read_value(scanner, depth, &members[key])) return false;
  } while (scanner->take(','));
  return scanner->take('}');
}

bool read_array(JsonScanner* scanner, int depth, Json* out) {
  *out = Json::array();
  Json::array_t& list = make_list(out);
  if (scanner->take(']')) return true;
  do {
    list.emplace_back();
    if (!read_value(scanner, depth, &list.back())) return false;
  } while (scanner->take(','));
  return scanner->take(']');
}

bool read_value(JsonScanner* scanner, int depth, Json* out) {
  switch (scanner->peek()) {
    case '"':
      *out = std::string();
      return scanner->read_string(&make_string(out));
    case '{':
      return depth > 0 && scanner->take('{') && read_object(scanner, depth - 1, out);
    case '[':
      return depth > 0 && scanner->take('[') && read_array(scanner, depth - 1, out);
    default:
      return read_word(scanner->read_word(), out);
  }
}

}  // namespace

bool parse_json(std::string_view text, int limit, Json* out) {
  if (valid_utf8_prefix(text) != text.size()) return false;
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  JsonScanner scanner(text);
  return read_value(&scanner, limit, out) && scanner.at_end();
}

}  // namespace parley
