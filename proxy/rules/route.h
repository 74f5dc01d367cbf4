// Which requests there are. A target is matched as it was received and a new one is built from its
// parts, so that what is forwarded is what was checked. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

enum class RouteKind {
  kPage,  // GET or HEAD of a file of the page, which may not exist
  kCreateInteraction,
  kGetInteraction,
  kDeleteInteraction,
  kCancelInteraction,
  kListModels,
  kGetModel,
  kReadStream,
  kStopStream,
  kSignIn,
  kSignOut,
  kInvite,
  kUsage,
  kConfig,
  kHealth,
  kMetrics,
  kRefused,
};

struct Route {
  RouteKind kind = RouteKind::kRefused;
  int status = 0;               // kRefused: 400, 404 or 405
  std::string message;          // kRefused: why, for people
  std::string allow;            // with 405: the methods there are
  std::string upstream_target;  // what is forwarded: path and query
  std::string interaction_id;   // kGetInteraction, kDeleteInteraction, kCancelInteraction
  std::string stream_id;        // kReadStream, kStopStream
  std::uint64_t offset = 0;     // kReadStream, bytes
  bool forwarded() const { return !upstream_target.empty(); }
};

Route match_route(std::string_view method, std::string_view path, std::string_view query);

// For logs and counters: names no id.
const char* route_name(RouteKind kind);

// 128 random bits as base64url, 22 characters; longer ones up to 64 will do.
bool is_stream_id(std::string_view text);

}  // namespace parley
