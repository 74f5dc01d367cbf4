#include "proxy.h"

#include <algorithm>
#include <utility>

#include "command/state_directory.h"
#include "random_word.h"
#include "rules/api_reply.h"
#include "served_response.h"
#include "users/usage.h"

namespace parley {
namespace {

// Connections beyond those that streams take: page files, commands, readers of streams.
constexpr std::size_t kSpareConnections = 256;
// Of a body that signs in.
constexpr std::size_t kMostCredentials = 4096;
// Enough for many people behind one router, each with six of a browser's.
constexpr std::size_t kConnectionsPerAddress = 128;

HttpLimits http_limits(const Options& options, std::size_t crowd, Budget& memory,
                       Budget& descriptors) {
  HttpLimits limits;
  limits.body_bytes = options.max_body;
  limits.connections = options.max_streams + kSpareConnections;
  // A page that sleeps, or runs a stream unread, takes nothing for minutes.
  limits.write_stall = std::chrono::minutes(10);
  limits.crowd = crowd;
  limits.memory = &memory;
  limits.descriptors = &descriptors;
  limits.connection_descriptors = kConnectionDescriptors;
  limits.connections_per_address = kConnectionsPerAddress;
  return limits;
}

const char* code_of(int status) {
  switch (status) {
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 408:
      return "request_timeout";
    case 500:
      return "internal_error";
    default:
      return "invalid_request";
  }
}

HttpReply not_allowed(std::string allow) {
  HttpReply reply = api_error(405, code_of(405), "This method is not for this path.");
  reply.headers.emplace_back("allow", std::move(allow));
  return reply;
}

// Of interactions and whose they are.
std::string state_file(const Options& options) {
  if (options.state_directory.empty() || !make_directory(options.state_directory).empty())
    return {};
  return options.state_directory + "/interactions";
}

// What frees others, or tells whether all is well, must be possible also when no connection is to
// spare; all of it is short.
bool is_for_crowds(RouteKind kind) {
  return kind == RouteKind::kStopStream || kind == RouteKind::kHealth;
}

}  // namespace

Proxy::Proxy(const Options& options, std::string upstream_url, std::string key, bool demo)
    : options_(options),
      demo_(demo),
      instance_(random_word()),
      log_(options.log_format, options.log_level),
      tls_(options_, [this](const std::string& text) { log_.say(text); }),
      assets_(options.web_root),
      memory_(options.max_memory),
      shares_(share_out_descriptors(descriptor_limit())),
      descriptors_(shares_.rest),
      ledger_(options.users.empty()
                  ? std::nullopt
                  : std::optional<Ledger>(std::in_place, state_file(options), ledger_day())),
      exchanges_(options, std::move(upstream_url), std::move(key), memory_, descriptors_,
                 shares_.idle, ledger_ ? &*ledger_ : nullptr),
      server_(
          http_limits(options, shares_.crowd, memory_, descriptors_),
          [this](HttpRequest& request, HttpResponse& response) { serve(request, response); },
          [this](int status, const std::string& message) {
            log_.access({"", route_name(RouteKind::kRefused), status, 0, {}});
            return secured(api_error(status, code_of(status), message));
          },
          tls_.certificate()) {}

bool Proxy::start(std::string* error) {
  *error = exchanges_.error();
  if (error->empty() && tls_.is_on()) *error = tls_.load();
  if (!error->empty() || !load_users(error)) return false;
  if (!server_.listen(options_.host, options_.port, error)) return false;
  begun_ = std::chrono::steady_clock::now();
  return true;
}

std::string Proxy::url() const {
  const bool ipv6 = options_.host.find(':') != std::string::npos && options_.host[0] != '[';
  const std::string host = ipv6 ? '[' + options_.host + ']' : options_.host;
  return (tls_.is_on() ? "https://" : "http://") + host + ':' + std::to_string(server_.port());
}

void Proxy::tidy() {
  exchanges_.tidy();
  tls_.tidy();
}

void Proxy::reload() {
  if (options_.users.empty() && !tls_.is_on()) {
    return say("SIGHUP: there is nothing to read anew; going on as before");
  }
  if (std::string error; !load_users(&error)) {
    say("SIGHUP: " + error + " Going on with the users of before.");
  } else if (!options_.users.empty()) {
    say("SIGHUP: from now on these are the users");
  }
  if (!tls_.is_on()) return;
  const std::string error = tls_.load();
  say(error.empty() ? "SIGHUP: new connections get the certificate as it is now"
                    : "SIGHUP: " + error + " Going on with the certificate of before.");
}

void Proxy::stop(std::chrono::milliseconds drain) {
  exchanges_.close();
  server_.stop(drain, [this] {
    exchanges_.stop();
    for (const auto& user : access_.users().all()) user->closing().close(Closing::Why::kStopped);
  });
}

bool Proxy::load_users(std::string* error) {
  if (options_.users.empty()) return true;
  const UsersFile file = read_users(options_.users);
  *error = file.error;
  if (!error->empty()) return false;
  if (!file.warning.empty()) say(file.warning);
  for (const auto& gone : access_.users().replace(file.entries, options_.max_streams_per_user)) {
    gone->closing().close(Closing::Why::kRevoked);
    exchanges_.stop_all_of(*gone);
  }
  return true;
}

void Proxy::share(std::string_view token) {
  UserEntry entry;
  entry.digest = token_digest(token);
  access_.users().replace({entry}, options_.max_streams);
}

void Proxy::serve(HttpRequest& request, HttpResponse& response) {
  std::call_once(rules_made_, [this] {
    rules_ = guard_rules(options_.host, server_.port(), options_.allow_hosts, tls_.is_on());
    access_.listens(server_.port(), tls_.is_on());
  });
  requests_.fetch_add(1);
  const Route route = match_route(request.method, request.path, request.query);
  ServedResponse served(response, log_, request.method, route_name(route.kind));
  std::shared_ptr<User> user;
  const HttpReply refused = refusal(request, route, &user);
  if (refused.status == 200) return answer(request, route, *user, served);
  served.send(refused);
}

// Nothing that a stranger asks for costs more than its head.
HttpReply Proxy::refusal(const HttpRequest& request, const Route& route,
                         std::shared_ptr<User>* user) {
  Verdict verdict = check_host(rules_, request);
  if (verdict.status == 0 && route.kind == RouteKind::kRefused) {
    if (route.status == 405) return not_allowed(route.allow);
    return api_error(route.status, code_of(route.status), route.message);
  }
  const bool open = route.kind == RouteKind::kPage || route.kind == RouteKind::kHealth;
  if (verdict.status == 0 && !open) verdict = check_caller(rules_, request);
  if (verdict.status != 0) return api_error(verdict.status, verdict.code, verdict.message);
  const bool signs = route.kind == RouteKind::kSignIn || route.kind == RouteKind::kSignOut;
  HttpReply unknown;
  *user = open || signs ? access_.users().everybody() : access_.identify(request, &unknown);
  if (!*user) return unknown;
  if (request.crowded && !is_for_crowds(route.kind)) {
    return retry_after(api_error(503, "overloaded",
                                 "All connections are in use. Close some, or try again shortly."),
                       kRetrySoon);
  }
  return {};
}

void Proxy::answer(HttpRequest& request, const Route& route, User& user, HttpResponse& response) {
  // "If you are the run that I spoke to before": only that one knows whether it has seen this POST.
  const bool other_run = route.forwarded() && request.count("parley-instance") != 0 &&
                         request.header("parley-instance") != instance_;
  if (route.forwarded() && !other_run) return exchanges_.forward(request, route, user, response);
  if (route.kind == RouteKind::kReadStream) return exchanges_.read_stream(route, user, response);
  if (route.kind == RouteKind::kSignIn) {
    if (const HttpReply reply = sign_in(request, response); reply.status != 0) response.send(reply);
    return;
  }
  response.send(other_run ? instance_changed() : own_answer(request, route, user));
}

// Status 0: the client has gone.
HttpReply Proxy::sign_in(HttpRequest& request, HttpResponse& response) {
  if (request.content_length > kMostCredentials) return body_refusal(413, kMostCredentials);
  if (request.content_length == 0) return access_.sign_in(request);
  const int status = response.read_body(&request);
  HttpReply reply;
  reply.status = 0;
  return status < 0   ? reply
         : status > 0 ? body_refusal(status, kMostCredentials)
                      : access_.sign_in(request);
}

HttpReply Proxy::own_answer(const HttpRequest& request, const Route& route, const User& user) {
  HttpReply reply;
  switch (route.kind) {
    case RouteKind::kStopStream:
      return exchanges_.stop_stream(route, user);
    case RouteKind::kSignOut:
      return access_.sign_out(request);
    case RouteKind::kInvite:
      if (!access_.users().required()) break;
      return access_.invite(request);
    case RouteKind::kUsage:
      if (!ledger_ || !user.limits().sees_usage) break;
      return json_reply(usage_json(usage_of(ledger_->entries(), ledger_day())));
    case RouteKind::kConfig:
      return json_reply(config(user));
    case RouteKind::kHealth:
      return {200, {{"content-type", "text/plain; charset=utf-8"}}, "ok\n", false};
    case RouteKind::kMetrics:
      if (!options_.metrics) break;
      return {200, {{"content-type", "text/plain; version=0.0.4"}}, metrics(), false};
    default:
      if (!assets_.serve(request, &reply)) break;
      return reply.status == 405 ? not_allowed("GET, HEAD") : reply;
  }
  return api_error(404, code_of(404), "There is nothing here.");
}

// With the age of this run its client can tell whether a POST went out to it or to an earlier one.
HttpReply Proxy::instance_changed() const {
  const auto now = std::chrono::steady_clock::now();
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(
      now - std::min<std::chrono::steady_clock::time_point>(begun_, now));
  const std::string message = "Parley was restarted in the meantime. Nothing was forwarded.";
  HttpReply reply = json_reply(R"({"error":{"code":"instance_changed","message":")" + message +
                               R"(","instance":")" + instance_ + R"(","age_ms":)" +
                               std::to_string(age.count()) + "}}\n");
  reply.status = 412;
  return reply;
}

}  // namespace parley
