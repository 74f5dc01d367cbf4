// Reading members of JSON objects that may be anything. Templates, so that no header needs the JSON
// library.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "api_error.h"

namespace parley::demo {

// "" when there is no such member, or no string in it.
template <class Json>
std::string string_member(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->template get<std::string>() : "";
}

// A member that may be missing or null, but must not be of another kind.
template <class Json>
ApiError read_string(const Json& body, const char* name, std::string* value) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_string()) return bad_value(name, "a string");
  *value = found->template get<std::string>();
  return {};
}

template <class Json>
ApiError read_bool(const Json& body, const char* name, bool* value) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_boolean()) return bad_value(name, "a boolean");
  *value = found->template get<bool>();
  return {};
}

template <std::size_t N>
bool among(const char* const (&list)[N], std::string_view word) {
  return std::any_of(std::begin(list), std::end(list),
                     [word](const char* item) { return item == word; });
}

// 'a', 'b', 'c'
template <std::size_t N>
std::string quoted_list(const char* const (&list)[N]) {
  std::string out;
  for (const char* item : list) out += (out.empty() ? "'" : ", '") + std::string(item) + "'";
  return out;
}

}  // namespace parley::demo
