#include "schema_value.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <vector>

#include "dump.h"
#include "memory.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 12;       // a schema may refer to itself
constexpr int kMostValues = 5000;  // and more than once

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0;
}

std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && is_letter(text[i - 1]))) continue;
    const bool negative = i > 0 && text[i - 1] == '-' && (i == 1 || text[i - 2] == ' ');
    const std::string rest(text.substr(i, 30));
    char* end = nullptr;
    const double value = std::strtod(rest.c_str(), &end);
    out.push_back(negative ? -value : value);
    i += static_cast<std::size_t>(end - rest.c_str());
  }
  return out;
}

std::vector<std::string> phrases_in(std::string_view text) {
  std::vector<std::string> out;
  for (const char mark : {'"', '`'}) {
    std::size_t from = 0;
    while ((from = text.find(mark, from)) != std::string_view::npos) {
      const std::size_t end = text.find(mark, from + 1);
      if (end == std::string_view::npos) break;
      if (end > from + 1) out.emplace_back(text.substr(from + 1, end - from - 1));
      from = end + 1;
    }
  }
  return out;
}

// Runs of capitalised words, but not the one that opens the sentence: "San Francisco".
std::vector<std::string> places_in(std::string_view text) {
  std::vector<std::string> out;
  std::size_t i = 0;
  bool opening = true;
  std::string run;
  while (i <= text.size()) {
    std::size_t end = i;
    while (end < text.size() && is_letter(text[end])) ++end;
    const std::string_view word = text.substr(i, end - i);
    const bool capital = word.size() > 1 && is_upper(word[0]) && !opening;
    if (capital) run += (run.empty() ? "" : " ") + std::string(word);
    const bool joined = capital && end < text.size() && text[end] == ' ';
    if (!joined && !run.empty()) {
      out.push_back(run);
      run.clear();
    }
    if (!word.empty()) opening = false;
    if (end < text.size() && (text[end] == '.' || text[end] == '?' || text[end] == '!')) {
      opening = true;
    }
    i = end + 1;
  }
  return out;
}

// The longest stretch that looks like arithmetic: "2 * (3 + 4)".
std::string arithmetic_in(std::string_view text) {
  std::string best;
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t end = i;
    bool digit = false;
    bool sign = false;
    while (end < text.size() &&
           (is_digit(text[end]) ||
            std::string_view(" +-*/().^%").find(text[end]) != std::string_view::npos)) {
      digit = digit || is_digit(text[end]);
      sign =
          sign || (digit && std::string_view("+-*/^%").find(text[end]) != std::string_view::npos);
      ++end;
    }
    std::string found(text.substr(i, end - i));
    while (!found.empty() &&
           std::string_view(" .+-*/").find(found.back()) != std::string_view::npos) {
      found.pop_back();
    }
    while (!found.empty() && found.front() == ' ') found.erase(0, 1);
    if (digit && sign && found.size() > best.size()) best = found;
    i = end + 1;
  }
  return best;
}

class Generator {
 public:
  Generator(const Json& root, std::string_view prompt, int number)
      : root_(root),
        prompt_(prompt),
        numbers_(numbers_in(prompt)),
        phrases_(phrases_in(prompt)),
        places_(places_in(prompt)),
        next_place_(static_cast<std::size_t>(number)),
        variant_(static_cast<std::size_t>(number)) {}

  Json value(const Json& schema, const std::string& name, int depth) {
    if (!schema.is_object() || depth > kDeepest || ++made_ > kMostValues) return Json::object();
    if (schema.contains("const")) return schema["const"];
    if (schema.contains("enum") && schema["enum"].is_array() && !schema["enum"].empty()) {
      return choose(schema["enum"]);
    }
    if (schema.contains("$ref") && schema["$ref"].is_string()) {
      return value(resolve(schema["$ref"].get<std::string>()), name, depth + 1);
    }
    for (const char* choice : {"anyOf", "oneOf", "allOf"}) {
      const auto found = schema.find(choice);
      if (found != schema.end() && found->is_array() && !found->empty()) {
        return value(found->front(), name, depth + 1);
      }
    }
    const std::string type = type_of(schema);
    if (type == "object") return object(schema, depth);
    if (type == "array") return array(schema, name, depth);
    if (type == "integer") return static_cast<std::int64_t>(std::llround(number(schema, true)));
    if (type == "number") {
      const double found = number(schema, false);
      if (found == std::floor(found) && std::abs(found) < 1e15) {
        return static_cast<std::int64_t>(found);
      }
      return found;
    }
    if (type == "boolean") return true;
    if (type == "null") return nullptr;
    return text(schema, name);
  }

 private:
  static std::string type_of(const Json& schema) {
    const auto type = schema.find("type");
    if (type != schema.end() && type->is_string()) return lower_case(type->get<std::string>());
    if (type != schema.end() && type->is_array() && !type->empty() && type->front().is_string()) {
      return lower_case(type->front().get<std::string>());
    }
    if (schema.contains("properties")) return "object";
    return schema.contains("items") ? "array" : "string";
  }

  // "#/$defs/name"
  Json resolve(const std::string& pointer) const {
    const Json* here = &root_;
    std::size_t from = pointer.find('/');
    while (from != std::string::npos) {
      const std::size_t end = pointer.find('/', from + 1);
      const std::string key =
          pointer.substr(from + 1, end == std::string::npos ? end : end - from - 1);
      if (!here->is_object() || !here->contains(key)) return Json::object();
      here = &(*here)[key];
      from = end;
    }
    return *here;
  }

  Json choose(const Json& values) const {
    const std::string prompt = lower_case(prompt_);
    for (const Json& item : values) {
      if (item.is_string() && !item.get<std::string>().empty() &&
          prompt.find(lower_case(item.get<std::string>())) != std::string::npos) {
        return item;
      }
    }
    return values.front();
  }

  Json object(const Json& schema, int depth) {
    Json out = Json::object();
    const auto properties = schema.find("properties");
    if (properties == schema.end() || !properties->is_object() || depth == kDeepest) return out;
    for (const auto& property : properties->items()) {
      out[property.key()] = value(property.value(), property.key(), depth + 1);
    }
    return out;
  }

  Json array(const Json& schema, const std::string& name, int depth) {
    Json out = Json::array();
    const auto length = [&schema](const char* key, std::size_t otherwise) {
      const auto found = schema.find(key);
      const bool usable = found != schema.end() && found->is_number_unsigned();
      return usable ? std::min<std::size_t>(found->get<std::size_t>(), 100) : otherwise;
    };
    const std::size_t count =
        depth >= kDeepest - 1
            ? 0
            : std::max(length("minItems", 0), std::min<std::size_t>(2, length("maxItems", 2)));
    const auto items = schema.find("items");
    for (std::size_t i = 0; i < count; ++i) {
      out.push_back(value(items == schema.end() ? Json::object() : *items, name, depth + 1));
    }
    return out;
  }

  double number(const Json& schema, bool whole) {
    double found = next_number_ < numbers_.size() ? numbers_[next_number_] : 42;
    ++next_number_;
    if (whole) found = std::round(found);
    const auto bound = [&schema](const char* key, double* limit) {
      const auto at = schema.find(key);
      if (at == schema.end() || !at->is_number()) return false;
      *limit = at->get<double>();
      return true;
    };
    double limit = 0;
    const double step = whole ? 1 : 0.5;
    if (bound("minimum", &limit)) found = std::max(found, limit);
    if (bound("maximum", &limit)) found = std::min(found, limit);
    if (bound("exclusiveMinimum", &limit) && found <= limit) found = limit + step;
    if (bound("exclusiveMaximum", &limit) && found >= limit) found = limit - step;
    return found;
  }

  std::string text(const Json& schema, const std::string& name) {
    constexpr const char* kCities[] = {"San Francisco", "Paris", "Tokyo", "Nairobi"};
    const std::string key = lower_case(name);
    const auto format = schema.find("format");
    const std::string form =
        format != schema.end() && format->is_string() ? format->get<std::string>() : "";
    if (form == "date-time") return "2026-11-22T12:00:00Z";
    if (form == "date" || key == "date") return "2026-11-22";
    if (form == "time") return "12:00:00Z";
    if (form == "email" || key == "email") return "ada@example.com";
    if (form == "uri" || form == "url" || key == "url") return "https://example.com/";
    if (form == "uuid") return "00000000-0000-4000-8000-000000000000";
    if (contains_any(key, {"expression", "formula", "equation", "calc"})) {
      const std::string found = arithmetic_in(prompt_);
      return found.empty() ? "6 * 7" : found;
    }
    if (contains_any(key, {"location", "city", "place", "where", "address", "destination"})) {
      if (next_place_ < places_.size()) return places_[next_place_++];
      return kCities[variant_ % std::size(kCities)];
    }
    if (next_phrase_ < phrases_.size()) return phrases_[next_phrase_++];
    if (contains_any(key, {"timezone", "time_zone", "tz"})) return "UTC";
    if (contains_any(key, {"unit"})) return "celsius";
    if (contains_any(key, {"query", "prompt", "question", "message", "text", "input"})) {
      return std::string(prompt_);
    }
    if (key.find("name") != std::string::npos) return "Ada Lovelace";
    return "demo " + name;
  }

  const Json& root_;
  std::string_view prompt_;
  std::vector<double> numbers_;
  std::vector<std::string> phrases_;
  std::vector<std::string> places_;
  int made_ = 0;
  std::size_t next_number_ = 0;
  std::size_t next_phrase_ = 0;
  std::size_t next_place_;
  std::size_t variant_;
};

}  // namespace

std::string schema_value(std::string_view schema_text, std::string_view prompt, int number) {
  const Json schema = Json::parse(schema_text, nullptr, false);
  if (!schema.is_object()) return "{}";
  Generator generator(schema, prompt, number);
  return dump(generator.value(schema, "value", 0));
}

}  // namespace parley::demo
