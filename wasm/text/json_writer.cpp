#include "text/json_writer.h"

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

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

// As the library writes it, whose own writer brings printf along: 6 KB of the module.
void append_double(std::string* out, double value) {
  if (!std::isfinite(value)) {
    out->append("null");
    return;
  }
  char digits[64];
  out->append(digits, nlohmann::detail::to_chars(std::begin(digits), std::end(digits), value));
}

// What is neither text nor list nor object.
void append_scalar(std::string* out, const Json& value) {
  if (const auto* const natural = value.get_ptr<const Json::number_unsigned_t*>()) {
    out->append(std::to_string(*natural));
  } else if (const auto* const integer = value.get_ptr<const Json::number_integer_t*>()) {
    out->append(std::to_string(*integer));
  } else if (const auto* const real = value.get_ptr<const Json::number_float_t*>()) {
    append_double(out, *real);
  } else if (const auto* const truth = value.get_ptr<const Json::boolean_t*>()) {
    out->append(*truth ? "true" : "false");
  } else {
    out->append("null");
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
