// What is forwarded is one of a few shapes, built from parts that cannot mean anything else, and
// is left as it is when it is matched again. Input: METHOD SP PATH ? QUERY, of any bytes.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "rules/route.h"

namespace {

using parley::Route;
using parley::RouteKind;

// An id of 256, and two opaque values of 1024 with each character encoded as three.
constexpr std::size_t kLongestTarget = 8 * 1024;

void require(bool holds) {
  if (!holds) std::abort();
}

// Takes the text up to the separator, and the separator, off the front.
std::string_view take(std::string_view* text, char separator) {
  const std::size_t at = std::min(text->find(separator), text->size());
  const std::string_view taken = text->substr(0, at);
  text->remove_prefix(std::min(at + 1, text->size()));
  return taken;
}

bool is_unreserved(char c) {
  static constexpr std::string_view kAll =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  return kAll.find(c) != std::string_view::npos;
}

void check_path(std::string_view path) {
  require(take(&path, '/').empty());
  const std::string_view version = take(&path, '/');
  require(version == "v1" || version == "v1beta");
  const std::string_view collection = take(&path, '/');
  require(collection == "interactions" || collection == "models");
  if (path.empty()) return;
  const std::string_view id = take(&path, '/');
  require(!id.empty() && id.size() <= 256 && id.front() != '.');
  require(std::all_of(id.begin(), id.end(), is_unreserved));
  require(path.empty() || (path == "cancel" && collection == "interactions"));
}

void check_query(std::string_view query) {
  static const std::set<std::string_view> kNames = {"alt",           "stream",   "last_event_id",
                                                    "include_input", "pageSize", "pageToken"};
  std::set<std::string_view> seen;
  while (!query.empty()) {
    std::string_view value = take(&query, '&');
    const std::string_view name = take(&value, '=');
    require(kNames.count(name) == 1 && seen.insert(name).second);
    for (std::size_t at = 0; at < value.size(); ++at) {
      if (is_unreserved(value[at])) continue;
      require(value[at] == '%' && at + 2 < value.size());
      const int code = std::stoi(std::string(value.substr(at + 1, 2)), nullptr, 16);
      require(code > 0x20 && code < 0x7f);
      at += 2;
    }
  }
}

void check_forwarded(std::string_view method, const Route& route) {
  const std::string_view target = route.upstream_target;
  require(target.size() <= kLongestTarget);
  require(target.find_first_of(std::string_view("\r\n\0#\\ @:;", 9)) == std::string_view::npos);
  std::string_view query = target;
  const std::string_view path = take(&query, '?');
  require(path.size() == target.size() || !query.empty());
  check_path(path);
  check_query(query);
  const Route again = parley::match_route(method, path, query);
  require(again.kind == route.kind && again.upstream_target == target);
}

void check_refused(std::string_view path, std::string_view query, const Route& route) {
  require(route.status == 400 || route.status == 404 || route.status == 405);
  require(!route.message.empty());
  require((route.status == 405) != route.allow.empty());
  for (std::string_view rest = route.allow; !rest.empty();) {
    std::string_view method = take(&rest, ',');
    if (method.front() == ' ') method.remove_prefix(1);
    require(parley::match_route(method, path, query).status != 405);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view query(reinterpret_cast<const char*>(data), size);
  const std::string_view method = take(&query, ' ');
  const std::string_view path = take(&query, '?');
  const Route route = parley::match_route(method, path, query);

  static constexpr std::array kForwarded = {
      RouteKind::kCreateInteraction, RouteKind::kGetInteraction, RouteKind::kDeleteInteraction,
      RouteKind::kCancelInteraction, RouteKind::kListModels,     RouteKind::kGetModel};
  const bool forwarded =
      std::find(kForwarded.begin(), kForwarded.end(), route.kind) != kForwarded.end();
  require(route.forwarded() == forwarded);
  if (forwarded) check_forwarded(method, route);

  const bool refused = route.kind == RouteKind::kRefused;
  require(refused || (route.status == 0 && route.message.empty() && route.allow.empty()));
  if (refused) check_refused(path, query, route);

  const bool stream = route.kind == RouteKind::kReadStream || route.kind == RouteKind::kStopStream;
  require(!stream || parley::is_stream_id(route.stream_id));
  require(route.offset == 0 || route.kind == RouteKind::kReadStream);
  return 0;
}
