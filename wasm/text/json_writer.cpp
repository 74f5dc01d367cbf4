#include "text/json_writer.h"

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
    out->append(write_scalar(value));
  }
}

}  // namespace

std::string write_json(const Json& value) {
  std::string out;
  append_value(&out, value);
  return out;
}

}  // namespace parley
