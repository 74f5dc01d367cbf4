// In a body that is JSON the filter finds the one name that a JSON library finds, and lets it
// through only where the pattern matches. Input: a pattern, LF, the body.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model_filter.h"

namespace {

using nlohmann::json;
using parley::ModelVerdict;

constexpr std::size_t kDepthThatIsRead = 512;
constexpr std::size_t kLongestGlob = 64;  // the table costs a glob's length times a text's

void require(bool holds) {
  if (!holds) std::abort();
}

// Members "model" and "agent" of the outermost object, as the library reads them.
class Names : public json::json_sax_t {
 public:
  std::vector<std::string> found;
  bool is_object = false;
  bool all_are_strings = true;
  std::size_t deepest = 0;

  bool null() override { return other(); }
  bool boolean(bool) override { return other(); }
  bool number_integer(number_integer_t) override { return other(); }
  bool number_unsigned(number_unsigned_t) override { return other(); }
  bool number_float(number_float_t, const string_t&) override { return other(); }
  bool binary(binary_t&) override { return other(); }
  bool string(string_t& value) override {
    if (depth_ == 1 && asked_) found.push_back(value);
    return true;
  }
  bool start_object(std::size_t) override {
    is_object = is_object || depth_ == 0;
    return open();
  }
  bool start_array(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    asked_ = name == "model" || name == "agent";
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    return false;
  }

 private:
  bool other() {
    if (depth_ == 1 && asked_) all_are_strings = false;
    return true;
  }
  bool open() {
    other();
    deepest = std::max(deepest, ++depth_);
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  std::size_t depth_ = 0;
  bool asked_ = false;
};

// By the table of all prefixes against all prefixes.
bool matches(std::string_view glob, std::string_view text) {
  std::vector<bool> row(text.size() + 1, false);
  row[0] = true;
  for (const char g : glob) {
    std::vector<bool> next(row.size(), false);
    next[0] = g == '*' && row[0];
    for (std::size_t i = 1; i < row.size(); ++i) {
      next[i] = g == '*' ? row[i] || next[i - 1] : row[i - 1] && (g == '?' || g == text[i - 1]);
    }
    row = next;
  }
  return row.back();
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(bytes.find('\n'), size);
  const std::string glob(bytes.substr(0, std::min(line_end, kLongestGlob)));
  const std::string_view body = bytes.substr(std::min(line_end + 1, size));

  const ModelVerdict verdict = parley::check_model(body, {glob});
  require(parley::check_model(body, {}) == ModelVerdict::kAllowed);
  require(parley::glob_matches(glob, body) == matches(glob, body));

  Names names;
  const bool is_json = json::sax_parse(body.begin(), body.end(), &names);
  // What the filter takes for an object may still be broken inside: upstream refuses that. Where
  // the library takes NUL for the end, skips a byte order mark, or goes deeper, the filter is the
  // stricter one.
  if (!is_json || body.find('\0') != std::string_view::npos) return 0;
  const bool readable = names.is_object && names.all_are_strings && names.found.size() == 1 &&
                        !names.found.front().empty();
  if (!readable) {
    require(verdict == ModelVerdict::kNotReadable);
    return 0;
  }
  if (body.front() == '\xef' || names.deepest > kDepthThatIsRead) return 0;
  require(verdict != ModelVerdict::kNotReadable);
  // An escaped letter beyond ASCII is any other letter to the filter: it may match a '?' or a '*'.
  const std::string& name = names.found.front();
  if (!is_ascii(name)) return 0;
  const bool allowed = matches(glob, name);
  require(verdict == (allowed ? ModelVerdict::kAllowed : ModelVerdict::kNotAllowed));
  return 0;
}
