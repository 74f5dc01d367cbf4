#include "text/json_writer.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "text/json_text.h"
#include "text/json_tree.h"
#include "text/utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

void append_string(std::string* out, const std::string& text) {
  if (valid_utf8_prefix(text) == text.size()) {
    append_json_string(out, text);
  } else {
    append_json_string(out, decode_utf8(text));
  }
}

// As the library writes it; but its serializer would bring printf and all that belongs to it, a
// tenth of the module.
void append_scalar(std::string* out, const Json& value) {
  if (const auto* flag = value.get_ptr<const Json::boolean_t*>()) {
    out->append(*flag ? "true" : "false");
  } else if (const auto* count = value.get_ptr<const Json::number_unsigned_t*>()) {
    out->append(std::to_string(*count));
  } else if (const auto* number = value.get_ptr<const Json::number_integer_t*>()) {
    out->append(std::to_string(*number));
  } else if (const auto* real = value.get_ptr<const Json::number_float_t*>();
             real != nullptr && std::isfinite(*real)) {
    char digits[64];
    out->append(digits, nlohmann::detail::to_chars(digits, digits + sizeof digits, *real));
  } else {
    out->append(value.is_discarded() ? "<discarded>" : "null");
  }
}

void append_value(std::string* out, const Json& value) {
  char separator = 0;
  const auto separate = [&](char first) {
    out->push_back(separator == 0 ? first : separator);
    separator = ',';
  };
  if (const std::string* const text = as_string(value)) {
    append_string(out, *text);
  } else if (value.is_object()) {
    for (const auto& [key, member] : members(value)) {
      separate('{');
      append_string(out, key);
      out->push_back(':');
      append_value(out, member);
    }
    out->append(value.empty() ? "{}" : "}");
  } else if (value.is_array()) {
    for (const Json& item : items(value)) {
      separate('[');
      append_value(out, item);
    }
    out->append(value.empty() ? "[]" : "]");
  } else {
    append_scalar(out, value);
  }
}

}  // namespace

std::string write_json(const Json& value) {
  std::string out;
  append_value(&out, value);
  return out;
}

}  // namespace parley
