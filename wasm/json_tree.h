// JSON text to a tree of values and back, and what is asked of a tree, for the sources that know
// the tree's type: templates, so that no header knows it. Json is nlohmann::json.
#pragma once

#include <any>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "event.h"
#include "json_text.h"

namespace parley {

// Discarded (Json's own state for that) when the text, which must be valid UTF-8, is not JSON or
// nests deeper than kMaxJsonDepth: the tree's consumers recurse. An escape of half a surrogate pair
// is no error but U+FFFD, as RFC 8259 section 8.2 lets it pass.
template <typename Json>
Json read_json(std::string_view text) {
  // The library takes a NUL for the end of the text. It is never part of JSON.
  if (!json_nests_within(text) || text.find('\0') != text.npos) {
    return Json(Json::value_t::discarded);
  }
  Json value = Json::parse(text.data(), text.data() + text.size(), nullptr, false);
  if (value.is_discarded() && text.find("\\u") != text.npos) {
    value = Json::parse(repair_surrogates(text), nullptr, false);
  }
  return value;
}

// Compact; bytes that are not UTF-8 become U+FFFD.
template <typename Json>
std::string write_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The object that the tree is; an empty one where it is none.
template <typename Json>
Json take_object(JsonTree tree) {
  Json* const value = std::any_cast<Json>(&tree.value);
  return value != nullptr && value->is_object() ? std::move(*value) : Json::object();
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

}  // namespace parley
