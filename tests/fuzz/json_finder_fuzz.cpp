// What is found in JSON is the same however it is cut, and is what a whole reader finds there.
// Input: how long the pieces are, and a text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "rules/json_finder.h"

namespace {

using nlohmann::json;
using parley::JsonFinder;

const JsonFinder::Paths kPaths = {"id", "a.id", "a.b.n"};

void require(bool holds) {
  if (!holds) std::abort();
}

// The last value of each path, as it stands there; a blank: none.
std::vector<std::string> found_in(std::string_view text, std::size_t piece) {
  std::vector<std::string> values(kPaths.size(), " ");
  JsonFinder finder(kPaths);
  const auto note = [&](std::size_t path, std::string_view value) { values[path] = value; };
  for (std::size_t at = 0; at < text.size(); at += piece) {
    finder.feed(text.substr(at, piece), note);
  }
  finder.reset(note);
  return values;
}

// A string or number at a path in which every name stands once; null: there is none.
const json* value_at(const json& text, std::string_view path) {
  const json* at = &text;
  while (true) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const auto found = at->is_object() ? at->find(std::string(path.substr(0, dot))) : at->end();
    if (!at->is_object() || found == at->end()) return nullptr;
    at = &*found;
    if (dot == path.size()) return at->is_string() ? at : nullptr;
    path.remove_prefix(dot + 1);
  }
}

bool has_name_twice(std::string_view text) {
  std::vector<std::vector<std::string>> open;
  bool twice = false;
  const json::parser_callback_t look = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key) {
      auto& names = open.back();
      twice =
          twice || std::find(names.begin(), names.end(), parsed.get<std::string>()) != names.end();
      names.push_back(parsed.get<std::string>());
    }
    return true;
  };
  static_cast<void>(json::parse(text, look, false));
  return twice;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = found_in(text, std::max<std::size_t>(text.size(), 1));
  require(found_in(text, 1 + data[0] % 16) == whole);
  if (text.find('\\') != std::string_view::npos) return 0;  // told as it stands there
  const json parsed = json::parse(text, nullptr, false);
  if (!parsed.is_object() || has_name_twice(text)) return 0;
  for (std::size_t path = 0; path < kPaths.size(); ++path) {
    const json* value = value_at(parsed, kPaths[path]);
    if (value != nullptr && value->get_ref<const std::string&>().size() <= 512) {
      require(whole[path] == value->get_ref<const std::string&>());
    }
  }
  return 0;
}
