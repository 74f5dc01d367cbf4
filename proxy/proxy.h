// The proxy as a whole: takes requests from an HttpServer, and decides who may ask and which part
// answers.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "command/options.h"
#include "descriptors.h"
#include "exchanges.h"
#include "http/budget.h"
#include "http/http_server.h"
#include "log.h"
#include "page/assets.h"
#include "rules/guard.h"
#include "rules/route.h"
#include "tls.h"
#include "users/access.h"
#include "users/ledger.h"

namespace parley {

class Proxy {
 public:
  // `upstream_url`: where requests go. `key`: put into them; empty: none. `demo`: what the page is
  // told.
  Proxy(const Options& options, std::string upstream_url, std::string key, bool demo);

  // Listens. On failure false and why, for people.
  [[nodiscard]] bool start(std::string* error);
  std::string url() const;
  // Reads the users' file. False: it is broken, all stays as it was, and why, for people.
  [[nodiscard]] bool load_users(std::string* error);
  // One user and no other, who has this token.
  void share(std::string_view token);
  // Forgets streams whose time is over; to be called now and then.
  void tidy();
  // Reads files anew that may have changed. What cannot be read stays as it was, and is said.
  void reload();
  // For the operator, where the log goes.
  void say(std::string_view text) { log_.say(text); }
  // Nothing begins any more. Answers under way may end until `drain` has passed, also those that
  // nobody reads; then all is broken off.
  void stop(std::chrono::milliseconds drain);

 private:
  void serve(HttpRequest& request, HttpResponse& response);
  // Status 200: let in, and who it is.
  HttpReply refusal(const HttpRequest& request, const Route& route, std::shared_ptr<User>* user);
  void answer(HttpRequest& request, const Route& route, User& user, HttpResponse& response);
  HttpReply own_answer(const HttpRequest& request, const Route& route, const User& user);
  HttpReply sign_in(HttpRequest& request, HttpResponse& response);
  HttpReply instance_changed() const;
  std::string config(const User& user) const;
  std::string metrics() const;

  const Options options_;
  const bool demo_;
  const std::string instance_;  // which run of the program this is
  // When it listened: no other run could take a request any more. Until then it is later than now.
  std::atomic<std::chrono::steady_clock::time_point> begun_{
      std::chrono::steady_clock::time_point::max()};
  Log log_;
  Tls tls_;
  const Assets assets_;
  Budget memory_;
  const Descriptors shares_;
  Budget descriptors_;
  Access access_;
  std::optional<Ledger> ledger_;  // with a users file: who may see which interactions
  Exchanges exchanges_;
  std::once_flag rules_made_;
  GuardRules rules_;                        // from the first request on, when the port is known
  std::atomic<std::uint64_t> requests_{0};  // since the start
  HttpServer server_;                       // last: stops before what its threads use is gone
};

}  // namespace parley
