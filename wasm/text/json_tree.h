// All that is asked of a JSON value or done to it, for the sources that know the library:
// templates, so that no header includes it. Json is nlohmann::json.
//
// What comes from outside has any shape, and the core is built without exceptions: where the
// library would throw, the program ends. So every function here takes any value, and the sources
// use no operation of the library that throws (tests/rules/json.test.mjs has the list).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "answer/event.h"
#include "text/json_reader.h"
#include "text/json_writer.h"

namespace parley {

// As parse_json says, or discarded: the library's own state for what could not be read.
template <typename Json>
Json read_json(std::string_view text, int limit = kMaxJsonDepth) {
  Json value;
  if (!parse_json(text, limit, &value)) value = Json(Json::value_t::discarded);
  return value;
}

// The tree's value if it is an object, else an empty one.
template <typename Json>
Json take_object(JsonTree tree) {
  Json* const value = tree.ptr();
  return value != nullptr && value->is_object() ? std::move(*value) : Json::object();
}

// The member, or null where there is none. A member that is null is none either: protobuf JSON
// means the same by both. In find_object and find_list, one of another type is none.
template <typename Json>
const Json* find_member(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}
template <typename Json>
const Json* find_object(const Json& object, const char* key) {
  const Json* const member = find_member(object, key);
  return member != nullptr && member->is_object() ? member : nullptr;
}
template <typename Json>
const Json* find_list(const Json& object, const char* key) {
  const Json* const member = find_member(object, key);
  return member != nullptr && member->is_array() ? member : nullptr;
}
template <typename Json>
Json* find_list(Json* object, const char* key) {
  return const_cast<Json*>(find_list(std::as_const(*object), key));
}

// The value if it is a string, else null.
template <typename Json>
const std::string* as_string(const Json& value) {
  return value.template get_ptr<const std::string*>();
}

// The string member, or "" where there is no such string.
template <typename Json>
const std::string& find_string(const Json& object, const char* key) {
  static const std::string kEmpty;
  const Json* const member = find_member(object, key);
  const std::string* const text = member == nullptr ? nullptr : as_string(*member);
  return text == nullptr ? kEmpty : *text;
}

// The members, keys with values, in the order of their keys. Of what is no object: none.
template <typename Json>
const typename Json::object_t& members(const Json& value) {
  static const typename Json::object_t kEmpty;
  const auto* const object = value.template get_ptr<const typename Json::object_t*>();
  return object == nullptr ? kEmpty : *object;
}
template <typename Json>
typename Json::object_t take_members(Json value) {
  auto* const object = value.template get_ptr<typename Json::object_t*>();
  return object == nullptr ? typename Json::object_t() : std::move(*object);
}

// The items. Of what is no array: none.
template <typename Json>
const typename Json::array_t& items(const Json& value) {
  static const typename Json::array_t kEmpty;
  const auto* const list = value.template get_ptr<const typename Json::array_t*>();
  return list == nullptr ? kEmpty : *list;
}
template <typename Json>
typename Json::array_t take_items(Json value) {
  auto* const list = value.template get_ptr<typename Json::array_t*>();
  return list == nullptr ? typename Json::array_t() : std::move(*list);
}

// The value as what it shall be: one of another type becomes an empty one of this type.
template <typename Json>
typename Json::object_t& make_object(Json* value) {
  if (!value->is_object()) *value = Json::object();
  return *value->template get_ptr<typename Json::object_t*>();
}
template <typename Json>
typename Json::array_t& make_list(Json* value) {
  if (!value->is_array()) *value = Json::array();
  return *value->template get_ptr<typename Json::array_t*>();
}
template <typename Json>
std::string& make_string(Json* value) {
  if (!value->is_string()) *value = std::string();
  return *value->template get_ptr<std::string*>();
}

// The member, made (null) where there is none. What is no object becomes one.
template <typename Json>
Json& make_member(Json* object, const std::string& key) {
  return make_object(object)[key];
}

template <typename Json>
void erase_member(Json* object, const char* key) {
  if (object->is_object()) make_object(object).erase(key);
}

// The member, which is erased; null where there is none.
template <typename Json>
Json take_member(Json* object, const char* key) {
  Json taken;
  if (!object->contains(key)) return taken;
  taken = std::move(make_member(object, key));
  erase_member(object, key);
  return taken;
}

// An integer member, also one written as a string (protobuf JSON does so with 64 bits) or as 1.0.
// -1 for anything else, and for what is negative or beyond 2^53.
template <typename Json>
std::int64_t find_count(const Json& object, const char* key) {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  const Json* const member = find_member(object, key);
  if (member == nullptr) return -1;
  if (const auto* number = member->template get_ptr<const typename Json::number_integer_t*>()) {
    return *number >= 0 && *number <= kMost ? *number : -1;
  }
  if (const auto* number = member->template get_ptr<const typename Json::number_float_t*>()) {
    if (!(*number >= 0 && *number <= static_cast<double>(kMost))) return -1;
    const auto whole = static_cast<std::int64_t>(*number);
    return static_cast<double>(whole) == *number ? whole : -1;
  }
  const std::string* const text = as_string(*member);
  if (text == nullptr || text->empty() || text->size() > 15) return -1;
  std::int64_t number = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace parley
