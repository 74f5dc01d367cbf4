// Requests that go on to the API, within limits, and their answers, also those that clients come
// back to.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "command/options.h"
#include "http/budget.h"
#include "http/http_message.h"
#include "replay/relay.h"
#include "replay/streams.h"
#include "rules/rate_limit.h"
#include "rules/route.h"
#include "upstream/upstream.h"
#include "users/ledger.h"
#include "users/user.h"

namespace parley {

class Exchanges {
 public:
  // `memory`: what all together may keep of answers; `descriptors`: what exchanges are taken from,
  // beside `idle` connections that are kept. `key` empty: none. `ledger`: of interactions; null:
  // there is nobody to keep them from.
  Exchanges(const Options& options, std::string upstream_url, std::string key, Budget& memory,
            Budget& descriptors, std::size_t idle, Ledger* ledger);

  // Empty, or why nothing can be forwarded, for people.
  std::string error() const { return upstream_.error(); }

  // For `user`, who has been let in. In the order of what it costs: a place in the rate, a slot,
  // memory for the body, the body, the API.
  void forward(HttpRequest& request, const Route& route, User& user, HttpResponse& response);
  void read_stream(const Route& route, User& user, HttpResponse& response);
  HttpReply stop_stream(const Route& route, const User& user);

  // Forgets streams whose time is over; to be called now and then.
  void tidy() { streams_.drop_expired(); }
  // For good: none begins any more; streams that are kept go on.
  void close() { streams_.close(); }
  // And all that still runs is broken off, but for answers that go straight through: those end with
  // their user's Closing.
  void stop() { streams_.stop_all(); }
  // All that this one has running, likewise.
  void stop_all_of(const User& user) { streams_.stop_all_of(user.name()); }

  std::size_t running() const { return slots_.taken(); }
  std::uint64_t forwarded() const { return forwarded_; }  // since the start
  const Streams& streams() const { return streams_; }

 private:
  // What an exchange with upstream holds.
  struct Place {
    Share slot_of_user;
    Share slot;
    Share descriptors;
  };

  // Status 200: go ahead.
  HttpReply enter(const Route& route, User& user, Place* place);
  HttpReply check_tokens(const User& user) const;
  HttpReply take_rate(User& user);
  bool owns(const User& user, std::string_view interaction) const;
  HttpReply check_body(const HttpRequest& request, const Route& route, const User& user) const;
  void record(HttpRequest& request, UpstreamRequest asked, const Route& route, User& user,
              Place place, HttpResponse& response);

  const Options options_;
  const std::string key_;
  Upstream upstream_;
  Streams streams_;
  std::mutex rate_mutex_;
  RateLimit rate_;  // with rate_mutex_
  Budget slots_;    // exchanges with upstream
  Budget& descriptors_;
  Ledger* const ledger_;
  std::atomic<std::uint64_t> forwarded_{0};
};

// What a client is told when its body could not be read: as HttpResponse::read_body() says.
HttpReply body_refusal(int status, std::uint64_t max_body);

}  // namespace parley
