#include "rules/guard.h"

#include <algorithm>

#include "http/text.h"

namespace parley {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// In a URL and in Host an IPv6 address stands in brackets.
std::string as_authority(const std::string& host) {
  return host.find(':') != std::string::npos && host.front() != '[' ? '[' + host + ']' : host;
}

bool has_port(const std::string& authority) {
  const std::size_t colon = authority.rfind(':');
  return colon != std::string::npos && authority.find(']', colon) == std::string::npos;
}

bool is_json(std::string_view content_type) {
  std::string type = lower(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  return type == "application/json";
}

}  // namespace

GuardRules guard_rules(const std::string& listened_host, int port,
                       const std::vector<std::string>& allowed_hosts, bool secure) {
  GuardRules rules;
  rules.secure = secure;
  const std::string suffix = rules.suffix = ':' + std::to_string(port);
  rules.is_default_port = port == (secure ? 443 : 80);
  rules.any_address = listened_host == "0.0.0.0" || listened_host == "::";
  for (const std::string& name : {std::string("localhost"), std::string("127.0.0.1"),
                                  std::string("[::1]"), as_authority(lower(listened_host))}) {
    rules.hosts.push_back(name + suffix);
    if (rules.is_default_port) rules.hosts.push_back(name);
  }
  for (const std::string& entry : allowed_hosts) {
    const bool bare_ipv6 = std::count(entry.begin(), entry.end(), ':') > 1 && entry[0] != '[';
    const std::string name = lower(bare_ipv6 ? as_authority(entry) : entry);
    rules.fronted_hosts.push_back(name);
    if (!has_port(name)) rules.fronted_hosts.push_back(name + suffix);
  }
  rules.hosts.insert(rules.hosts.end(), rules.fronted_hosts.begin(), rules.fronted_hosts.end());
  return rules;
}

Verdict check_host(const GuardRules& rules, const HttpRequest& request) {
  const std::string host = lower(request.header("host"));
  const std::string called = as_authority(request.local);
  const bool by_address =
      rules.any_address && !request.local.empty() &&
      (host == called + rules.suffix || (rules.is_default_port && host == called));
  if (request.count("host") == 1 && (by_address || contains(rules.hosts, host))) return {};
  return {403, "host_not_allowed",
          "This Host is not one of Parley's own. Open it by the address it printed when it "
          "started, or start it with --allow-host NAME."};
}

Verdict check_caller(const GuardRules& rules, const HttpRequest& request) {
  const Verdict foreign = {403, "origin_not_allowed",
                           "Requests from other web sites are refused. Use the page that Parley "
                           "itself serves, or a program."};
  if (request.count("origin") > 1 || request.count("sec-fetch-site") > 1) return foreign;
  if (request.count("origin") == 1) {
    const std::string host = lower(request.header("host"));
    const std::string origin = lower(request.header("origin"));
    const bool may_be_https = rules.secure || contains(rules.fronted_hosts, host);
    const bool own = (!rules.secure && origin == "http://" + host) ||
                     (may_be_https && origin == "https://" + host);
    if (!own) return foreign;
  }
  if (request.count("sec-fetch-site") == 1) {
    const std::string site = lower(request.header("sec-fetch-site"));
    if (site != "same-origin" && site != "none") return foreign;
  }
  const std::string_view length = request.header("content-length");
  if (length.find_first_not_of('0') == std::string_view::npos) return {};
  if (request.method != "POST") {
    return {400, "invalid_request", "A body may be sent with POST only."};
  }
  if (request.count("content-type") != 1 || !is_json(request.header("content-type"))) {
    return {415, "unsupported_media_type", "Send the body as content-type: application/json."};
  }
  if (request.count("content-encoding") != 0) {
    return {415, "unsupported_media_type", "Send the body without content-encoding."};
  }
  return {};
}

}  // namespace parley
