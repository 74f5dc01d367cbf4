#include "archive/redact.h"

#include <algorithm>
#include <vector>

#include "text/json_scanner.h"
#include "text/text.h"
#include "text/utf8.h"

namespace parley {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
bool is_url_word(char c) { return is_word(c) || c == '-'; }  // base64url
bool is_token(char c) { return is_url_word(c) || c == '.' || c == '~' || c == '+' || c == '/'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
// Ends a parameter of a query that stands in a text.
bool ends_value(char c) { return c == '&' || is_space(c) || c == '"' || c == '\'' || c == '\\'; }

template <typename Is>
std::size_t span(std::string_view text, std::size_t from, Is is) {
  std::size_t at = from;
  while (at < text.size() && is(text[at])) ++at;
  return at - from;
}

bool starts_at(std::string_view text, std::size_t at, std::string_view word) {
  return text.compare(at, word.size(), word) == 0;
}

// A secret and what leads up to it.
struct Found {
  std::size_t lead = 0;    // bytes that stay
  std::size_t secret = 0;  // bytes that go; 0: none begins here
};

// Whether an escape of JSON ends before this place: a word may begin behind its letter or digits.
bool ends_escape(std::string_view text, std::size_t end) {
  constexpr std::string_view kLetters = "bfnrt";
  if (end >= 2 && text[end - 2] == '\\') return kLetters.find(text[end - 1]) != kLetters.npos;
  return end >= 6 && starts_at(text, end - 6, "\\u");
}

// boundary: no word goes on here.
Found secret_at(std::string_view text, std::size_t at, bool boundary) {
  constexpr std::size_t kKey = 35, kToken = 30, kBearer = 8;
  const char c = text[at];
  if (c == 'A' && boundary) {
    if (starts_at(text, at, "AIza")) {
      const std::size_t size = span(text.substr(0, at + 4 + kKey), at + 4, is_url_word);
      if (size == kKey) return {0, 4 + kKey};
    }
    if (starts_at(text, at, "AQ.")) {
      const std::size_t size = span(text, at + 3, is_url_word);
      if (size >= kToken) return {0, 3 + size};
    }
  }
  if ((c == '?' || c == '&') && starts_at(text, at + 1, "key=")) {
    constexpr std::size_t kLead = 5;
    return {kLead, span(text, at + kLead, [](char each) { return !ends_value(each); })};
  }
  if (c == 'B' && boundary && starts_at(text, at, "Bearer")) {
    const std::size_t space = span(text, at + 6, is_space);
    const std::size_t lead = 6 + space;
    const std::size_t size = space == 0 ? 0 : span(text, at + lead, is_token);
    if (size >= kBearer) {
      return {lead, size + span(text, at + lead + size, [](char each) { return each == '='; })};
    }
  }
  return {};
}

bool is_secret_name(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), lower);
  for (const char* const each : {"authorization", "proxy-authorization", "cookie", "set-cookie",
                                 "x-goog-api-key", "key", "password", "secret"}) {
    if (name == each) return true;
  }
  // api_key, apiKey, x-api-key: how its words are joined does not matter.
  std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
  for (const std::string_view each : {"apikey", "accesstoken", "clientsecret", "signingsecret"}) {
    if (name.size() >= each.size() && name.substr(name.size() - each.size()) == each) return true;
  }
  return false;
}

}  // namespace

std::string without_keys(std::string_view text) {
  std::string out;
  std::size_t kept = 0;  // up to here all is in `out`
  bool boundary = true;
  for (std::size_t at = 0; at < text.size();) {
    const Found found = secret_at(text, at, boundary);
    if (found.secret == 0) {
      ++at;
      boundary = !is_word(text[at - 1]) || ends_escape(text, at);
      continue;
    }
    out.append(text.substr(kept, at + found.lead - kept));
    out.append(kRemoved);
    at = kept = at + found.lead + found.secret;
    boundary = true;  // a second one may follow at once
  }
  out.append(text.substr(kept));
  return out;
}

std::string redact_json(std::string_view json) {
  const std::string text = decode_utf8(std::string(json));
  struct Level {
    bool object;
    bool headers;  // all that is in it is secret
  };
  std::vector<Level> levels;
  std::string out;
  std::size_t kept = 0;
  std::string name;
  bool named = false;  // the value that comes has this name
  JsonScanner scanner(text);
  while (!scanner.at_end()) {
    const char c = scanner.peek();
    const bool in_object = !levels.empty() && levels.back().object;
    const bool in_headers = !levels.empty() && levels.back().headers;
    if (c == '{' || c == '[') {
      levels.push_back({c == '{', in_headers || (named && name == "headers")});
      named = false;
    } else if (c == '}' || c == ']') {
      if (!levels.empty()) levels.pop_back();
    } else if (c == '"') {
      const std::size_t begin = text.size() - scanner.left();
      std::string value;
      if (!scanner.read_string(&value)) break;
      if (in_object && !named) {
        name = std::move(value);
        named = scanner.take(':');
        if (!named) break;
        continue;
      }
      if ((in_headers || (named && is_secret_name(name))) && value != kRemoved) {
        out.append(text, kept, begin - kept);
        out.append("\"").append(kRemoved).append("\"");
        kept = text.size() - scanner.left();
      }
      named = false;
      continue;
    } else if (c != ',') {
      if (scanner.read_word().empty()) break;
      named = false;
      continue;
    }
    if (!scanner.take(c)) break;
  }
  out.append(text, kept, std::string::npos);
  return without_keys(out);
}

bool is_secret_header(std::string_view name) {
  // What names a stream, and the run of the proxy that has it.
  return name == "parley-stream" || name == "parley-instance" || is_secret_name(std::string(name));
}

std::string redact(const Input& input) {
  switch (input.kind) {
    // The names of streams are made from these words: who knows them can read and stop.
    case InputKind::kOpen:
    case InputKind::kInstance:
      return std::string(input.text.empty() ? std::string_view() : kRemoved);
    case InputKind::kSettings:
      return redact_json(input.text);
    default:
      return without_keys(input.text);
  }
}

}  // namespace parley
