// The proxy as a whole: guard, route, forwarding, replay, the page. Takes requests from an
// HttpServer and gives them to an Upstream.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "command/options.h"
#include "http/http_server.h"
#include "log.h"
#include "page/assets.h"
#include "replay/streams.h"
#include "rules/guard.h"
#include "rules/rate_limit.h"
#include "rules/route.h"
#include "upstream/upstream.h"

namespace parley {

class Proxy {
 public:
  // `upstream_url`: where requests go. `key`: put into them; empty: none. `demo`: what the page is
  // told.
  Proxy(const Options& options, std::string upstream_url, std::string key, bool demo);

  // Listens. On failure false and why, for people.
  [[nodiscard]] bool start(std::string* error);
  std::string url() const;
  // Forgets streams whose time is over; to be called now and then.
  void tidy() { streams_.drop_expired(); }
  // Answers under way may end until `drain` has passed; streams that are replayed are broken off.
  void stop(std::chrono::milliseconds drain);

 private:
  bool check(const HttpRequest& request, HttpReply* refusal);
  bool refuse(const HttpRequest& request, const Route& route, HttpReply reply, HttpReply* refusal);
  void serve(HttpRequest& request, HttpResponse& response);
  void answer(HttpRequest& request, const Route& route, HttpResponse& response);
  void forward(HttpRequest& request, const Route& route, HttpResponse& response);
  void record(HttpRequest& request, UpstreamRequest upstream_request, HttpResponse& response);
  void read_stream(const Route& route, HttpResponse& response);
  HttpReply instance_changed() const;
  HttpReply stop_stream(const Route& route);
  HttpReply check_limits(const HttpRequest& request, const Route& route);
  std::string config() const;
  std::string metrics() const;

  const Options options_;
  const std::string key_;
  const bool demo_;
  const std::string instance_;
  // When it listened: no other run could take a request any more. Until then it is later than now.
  std::atomic<std::chrono::steady_clock::time_point> begun_{
      std::chrono::steady_clock::time_point::max()};
  const Log log_;
  const Assets assets_;
  Upstream upstream_;
  Streams streams_;
  std::mutex rate_mutex_;
  RateLimit rate_;  // with rate_mutex_
  std::once_flag rules_made_;
  GuardRules rules_;                         // from the first request on, when the port is known
  std::atomic<std::uint64_t> active_{0};     // exchanges with upstream
  std::atomic<std::uint64_t> requests_{0};   // since the start
  std::atomic<std::uint64_t> forwarded_{0};  // since the start
  HttpServer server_;                        // last: stops before what its threads use is gone
};

}  // namespace parley
