#include "rules/route.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>
#include <vector>

namespace parley {
namespace {

constexpr std::size_t kMaxId = 256;
constexpr std::size_t kMaxQueryValue = 1024;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      result += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    result += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return result;
}

std::string percent_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
    } else {
      result += '%';
      result += kHex[static_cast<unsigned char>(c) >> 4];
      result += kHex[static_cast<unsigned char>(c) & 15];
    }
  }
  return result;
}

// An id as it is forwarded: nothing in it can mean anything in a path.
std::optional<std::string> safe_id(std::string_view segment) {
  std::optional<std::string> id = percent_decode(segment);
  if (!id || id->empty() || id->size() > kMaxId || id->front() == '.' ||
      !std::all_of(id->begin(), id->end(), is_unreserved)) {
    return std::nullopt;
  }
  return id;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool is_boolean(std::string_view value) { return value == "true" || value == "false"; }
bool is_alt(std::string_view value) { return value == "sse" || value == "json"; }
bool is_number(std::string_view value) {
  return !value.empty() && value.size() <= 18 &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}
// Opaque to the client, so anything that is printable; it goes on percent-encoded.
bool is_opaque(std::string_view value) {
  return value.size() <= kMaxQueryValue &&
         std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

struct Parameter {
  std::string_view name;
  bool (*valid)(std::string_view);
};
using Parameters = std::vector<Parameter>;

const Parameters kCreateParameters = {{"alt", is_alt}};
const Parameters kGetParameters = {{"stream", is_boolean},
                                   {"last_event_id", is_opaque},
                                   {"include_input", is_boolean},
                                   {"alt", is_alt}};
const Parameters kListParameters = {{"pageSize", is_number}, {"pageToken", is_opaque}};
const Parameters kReadParameters = {{"offset", is_number}};
const Parameters kNoParameters = {};

// The parameters that are known, in the order they came, each once. Others stay behind: `key`
// because the key is ours to add, the rest because nobody has said what they may do. False: a
// known one is there twice or with a value that it cannot have.
bool pick_parameters(std::string_view query, const Parameters& known,
                     std::vector<std::pair<std::string_view, std::string>>* picked) {
  for (const std::string_view part : split(query, '&')) {
    const std::size_t equals = part.find('=');
    const std::string_view name = part.substr(0, equals);
    const auto entry = std::find_if(known.begin(), known.end(),
                                    [&](const Parameter& each) { return each.name == name; });
    if (entry == known.end()) continue;
    std::optional<std::string> value =
        percent_decode(equals == std::string_view::npos ? "" : part.substr(equals + 1));
    if (!value || !entry->valid(*value)) return false;
    for (const auto& other : *picked) {
      if (other.first == name) return false;
    }
    picked->emplace_back(name, std::move(*value));
  }
  return true;
}

Route refused(int status, const char* message) {
  Route route;
  route.status = status;
  route.message = message;
  return route;
}

Route not_found() { return refused(404, "There is nothing here. See the README for the paths."); }

Route bad_query() {
  return refused(400, "A query parameter has a value that it cannot have, or is there twice.");
}

Route wrong_method(const char* allow) {
  Route route = refused(405, "This method is not for this path.");
  route.allow = allow;
  return route;
}

Route forward(RouteKind kind, std::string target, std::string_view query, const Parameters& known) {
  std::vector<std::pair<std::string_view, std::string>> picked;
  if (!pick_parameters(query, known, &picked)) return bad_query();
  char separator = '?';
  for (const auto& [name, value] : picked) {
    target += separator;
    target.append(name).append("=").append(percent_encode(value));
    separator = '&';
  }
  Route route;
  route.kind = kind;
  route.upstream_target = std::move(target);
  return route;
}

Route with_id(Route route, const std::string& interaction) {
  route.interaction_id = interaction;
  return route;
}

// parts: "", version, collection, [id, [verb]]
Route match_api(std::string_view method, const std::vector<std::string_view>& parts,
                std::string_view query) {
  const std::string base = '/' + std::string(parts[1]) + '/' + std::string(parts[2]);
  const bool interactions = parts[2] == "interactions";
  if (!interactions && parts[2] != "models") return not_found();
  if (parts.size() == 3) {
    if (interactions) {
      if (method != "POST") return wrong_method("POST");
      return forward(RouteKind::kCreateInteraction, base, query, kCreateParameters);
    }
    if (method != "GET") return wrong_method("GET");
    return forward(RouteKind::kListModels, base, query, kListParameters);
  }
  const std::optional<std::string> id = safe_id(parts[3]);
  if (!id) return not_found();
  const std::string target = base + '/' + *id;
  if (parts.size() == 5) {
    if (!interactions || parts[4] != "cancel") return not_found();
    if (method != "POST") return wrong_method("POST");
    return with_id(
        forward(RouteKind::kCancelInteraction, target + "/cancel", query, kCreateParameters), *id);
  }
  if (parts.size() != 4) return not_found();
  if (!interactions) {
    if (method != "GET") return wrong_method("GET");
    return forward(RouteKind::kGetModel, target, query, kNoParameters);
  }
  if (method == "GET") {
    return with_id(forward(RouteKind::kGetInteraction, target, query, kGetParameters), *id);
  }
  if (method == "DELETE") {
    return with_id(forward(RouteKind::kDeleteInteraction, target, query, kCreateParameters), *id);
  }
  return wrong_method("GET, DELETE");
}

Route match_own(std::string_view method, const std::vector<std::string_view>& parts,
                std::string_view query) {
  Route route;
  if (parts.size() == 3 && parts[2] == "config") {
    if (method != "GET") return wrong_method("GET");
    route.kind = RouteKind::kConfig;
    return route;
  }
  if (parts.size() == 3 && parts[2] == "usage") {
    if (method != "GET") return wrong_method("GET");
    route.kind = RouteKind::kUsage;
    return route;
  }
  if ((parts.size() == 3 || parts.size() == 4) && parts[2] == "session") {
    const bool invite = parts.size() == 4;
    if (invite && parts[3] != "invite") return not_found();
    if (method == "POST") {
      route.kind = invite ? RouteKind::kInvite : RouteKind::kSignIn;
      return route;
    }
    if (invite || method != "DELETE") return wrong_method(invite ? "POST" : "POST, DELETE");
    route.kind = RouteKind::kSignOut;
    return route;
  }
  if (parts.size() != 4 || parts[2] != "streams" || !is_stream_id(parts[3])) return not_found();
  route.stream_id = std::string(parts[3]);
  if (method == "DELETE") {
    route.kind = RouteKind::kStopStream;
    return route;
  }
  if (method != "GET") return wrong_method("GET, DELETE");
  std::vector<std::pair<std::string_view, std::string>> picked;
  if (!pick_parameters(query, kReadParameters, &picked)) return bad_query();
  if (!picked.empty()) route.offset = std::stoull(picked[0].second);
  route.kind = RouteKind::kReadStream;
  return route;
}

}  // namespace

Route match_route(std::string_view method, std::string_view path, std::string_view query) {
  const std::vector<std::string_view> parts = split(path, '/');
  const std::string_view first = parts.size() > 1 ? parts[1] : std::string_view();
  if (first == "v1beta" || first == "v1") {
    return parts.size() > 2 ? match_api(method, parts, query) : not_found();
  }
  if (first == "parley") return match_own(method, parts, query);
  Route route;
  if (path == "/healthz" || path == "/health" || path == "/metrics") {
    if (method != "GET" && method != "HEAD") return wrong_method("GET, HEAD");
    route.kind = path == "/metrics" ? RouteKind::kMetrics : RouteKind::kHealth;
    return route;
  }
  route.kind = RouteKind::kPage;
  return route;
}

const char* route_name(RouteKind kind) {
  switch (kind) {
    case RouteKind::kPage:
      return "page";
    case RouteKind::kCreateInteraction:
      return "interactions.create";
    case RouteKind::kGetInteraction:
      return "interactions.get";
    case RouteKind::kDeleteInteraction:
      return "interactions.delete";
    case RouteKind::kCancelInteraction:
      return "interactions.cancel";
    case RouteKind::kListModels:
      return "models.list";
    case RouteKind::kGetModel:
      return "models.get";
    case RouteKind::kReadStream:
      return "streams.read";
    case RouteKind::kStopStream:
      return "streams.stop";
    case RouteKind::kSignIn:
      return "session.begin";
    case RouteKind::kSignOut:
      return "session.end";
    case RouteKind::kInvite:
      return "session.invite";
    case RouteKind::kUsage:
      return "usage";
    case RouteKind::kConfig:
      return "config";
    case RouteKind::kHealth:
      return "healthz";
    case RouteKind::kMetrics:
      return "metrics";
    case RouteKind::kRefused:
      return "none";
  }
  return "none";
}

bool is_stream_id(std::string_view text) {
  return text.size() >= 22 && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_unreserved(c) && c != '.' && c != '~'; });
}

}  // namespace parley
