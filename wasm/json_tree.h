// JSON text to a tree of values and back, for the sources that know the tree's type: a template,
// so that no header knows it. Json has the interface of nlohmann::json, whose own parser is left
// aside: it takes 20 ns a byte, which a line of 5 MB in a page cannot have, does not bound nesting,
// and takes an escape of half a surrogate pair for an error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "json_text.h"

namespace parley {

// A stack can take this much nesting in any consumer; no reply of the API comes near it.
inline constexpr int kMaxJsonDepth = 128;

namespace json_tree {

template <typename Json>
bool read_value(JsonScanner* scanner, int depth, Json* out) {
  switch (scanner->peek()) {
    case '{': {
      if (depth == 0) return false;
      scanner->take('{');
      *out = Json::object();
      auto& members = *out->template get_ptr<typename Json::object_t*>();
      if (scanner->take('}')) return true;
      std::string key;
      do {
        if (!scanner->take_string(&key) || !scanner->take(':')) return false;
        // Of members of the same name the last one counts, as in JavaScript.
        if (!read_value(scanner, depth - 1, &members[key])) return false;
      } while (scanner->take(','));
      return scanner->take('}');
    }
    case '[': {
      if (depth == 0) return false;
      scanner->take('[');
      *out = Json::array();
      auto& items = *out->template get_ptr<typename Json::array_t*>();
      if (scanner->take(']')) return true;
      do {
        items.emplace_back();
        if (!read_value(scanner, depth - 1, &items.back())) return false;
      } while (scanner->take(','));
      return scanner->take(']');
    }
    case '"': {
      *out = std::string();
      return scanner->take_string(out->template get_ptr<std::string*>());
    }
    case 't':
      *out = true;
      return scanner->take("true");
    case 'f':
      *out = false;
      return scanner->take("false");
    case 'n':
      *out = nullptr;
      return scanner->take("null");
    default: {
      const JsonScanner::Number number = scanner->take_number();
      if (number.kind == JsonScanner::Number::Kind::kInteger) *out = number.integer;
      if (number.kind == JsonScanner::Number::Kind::kUnsigned) *out = number.natural;
      if (number.kind == JsonScanner::Number::Kind::kFloat) *out = number.real;
      return number.kind != JsonScanner::Number::Kind::kNone;
    }
  }
}

template <typename Json>
void write_value(const Json& value, std::string* out) {
  if (const auto* text = value.template get_ptr<const std::string*>()) {
    append_json_string(out, *text);
  } else if (const auto* members = value.template get_ptr<const typename Json::object_t*>()) {
    char separator = '{';
    for (const auto& member : *members) {
      out->push_back(std::exchange(separator, ','));
      append_json_string(out, member.first);
      out->push_back(':');
      write_value(member.second, out);
    }
    out->append(members->empty() ? "{}" : "}");
  } else if (const auto* items = value.template get_ptr<const typename Json::array_t*>()) {
    char separator = '[';
    for (const Json& item : *items) {
      out->push_back(std::exchange(separator, ','));
      write_value(item, out);
    }
    out->append(items->empty() ? "[]" : "]");
  } else {
    out->append(value.dump());
  }
}

}  // namespace json_tree

// Discarded (Json's own state for that) when the text, which must be valid UTF-8, is not JSON or
// nests deeper than kMaxJsonDepth.
template <typename Json>
Json read_json(std::string_view text) {
  JsonScanner scanner(text);
  Json value;
  const bool valid = json_tree::read_value(&scanner, kMaxJsonDepth, &value);
  if (!valid || !scanner.at_end()) return Json(Json::value_t::discarded);
  return value;
}

// The member, or null where there is none. A member that is null is none either: protobuf JSON
// means the same by both.
template <typename Json>
const Json* find_member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

// The string member, or "" where there is no such string.
template <typename Json>
const std::string& find_string(const Json& object, const char* key) {
  static const std::string kEmpty;
  const Json* member = find_member(object, key);
  const auto* text = member == nullptr ? nullptr : member->template get_ptr<const std::string*>();
  return text == nullptr ? kEmpty : *text;
}

// An integer member, also one written as a string (protobuf JSON does so with 64 bits) or as 1.0.
// -1 for anything else, and for what is negative or beyond 2^53.
template <typename Json>
std::int64_t find_count(const Json& object, const char* key) {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  const Json* member = find_member(object, key);
  if (member == nullptr) return -1;
  if (const auto* number = member->template get_ptr<const typename Json::number_integer_t*>()) {
    return *number >= 0 && *number <= kMost ? *number : -1;
  }
  if (const auto* number = member->template get_ptr<const typename Json::number_float_t*>()) {
    if (!(*number >= 0 && *number <= static_cast<double>(kMost))) return -1;
    const auto whole = static_cast<std::int64_t>(*number);
    return static_cast<double>(whole) == *number ? whole : -1;
  }
  const auto* text = member->template get_ptr<const std::string*>();
  if (text == nullptr || text->empty() || text->size() > 15) return -1;
  std::int64_t number = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

// Compact; all strings in the value must be valid UTF-8.
template <typename Json>
std::string write_json(const Json& value) {
  std::string out;
  json_tree::write_value(value, &out);
  return out;
}

}  // namespace parley
