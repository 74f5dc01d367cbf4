#include "access.h"

#include "encoding.h"
#include "gate_control.h"
#include "memory.h"

namespace parley::demo {
namespace {

std::string key_of(const HttpRequest& request) {
  std::string key(request.header("x-goog-api-key"));
  if (key.empty()) key = query_value(request.query, "key");
  if (key.empty()) {
    const std::string value(request.header("authorization"));
    if (lower_case(value.substr(0, 7)) == "bearer ") key = value.substr(7);
  }
  return key;
}

bool is_allowed_header(const std::string& name) {
  return name.empty() || name == "content-type" || name == "x-goog-api-key" ||
         name == "x-goog-api-client" || name == "authorization";
}

}  // namespace

ApiError check_key(const HttpRequest& request) {
  const std::string key = key_of(request);
  if (key.empty()) {
    return rpc_error(403,
                     "Method doesn't allow unregistered callers (callers without established "
                     "identity). Please use API Key or other form of API consumer identity to call "
                     "this API.");
  }
  if (key == "invalid") {
    return rpc_error(400, "API key not valid. Please pass a valid API key.",
                     R"([{"@type":"type.googleapis.com/google.rpc.ErrorInfo",)"
                     R"("reason":"API_KEY_INVALID","domain":"googleapis.com",)"
                     R"("metadata":{"service":"generativelanguage.googleapis.com"}}])");
  }
  if (key == "invalid-401") return api_error("authentication", "The API key is not valid.");
  if (key == "forbidden") {
    return api_error("permission_denied", "The project may not use this resource.");
  }
  return {};
}

bool is_free_tier(const HttpRequest& request) { return key_of(request) == "free-tier"; }

bool is_from_proxy(const HttpRequest& request, const std::string& host, const std::string& key) {
  if (request.count("host") != 1 || request.header("host") != host) return false;
  if (request.count("origin") != 0 || request.count("sec-fetch-site") != 0) return false;
  return request.path.rfind(kGatesPath, 0) == 0 || request.header("x-goog-api-key") == key;
}

HttpReply preflight_reply(const HttpRequest& request) {
  const std::string asked = lower_case(request.header("access-control-request-headers"));
  std::string name;
  for (const char c : asked + ",") {
    if (c == ',') {
      if (!is_allowed_header(name)) return {403, {}, "", false};
      name.clear();
    } else if (c != ' ') {
      name += c;
    }
  }
  HttpReply reply{200, cors_headers(request), "", false};
  reply.headers.emplace_back("access-control-allow-methods",
                             "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT");
  if (!asked.empty()) reply.headers.emplace_back("access-control-allow-headers", asked);
  reply.headers.emplace_back("access-control-max-age", "3600");
  return reply;
}

HeaderList cors_headers(const HttpRequest& request) {
  const std::string origin(request.header("origin"));
  if (origin.empty()) return {};
  return {{"access-control-allow-origin", origin}, {"vary", "Origin"}};
}

}  // namespace parley::demo
