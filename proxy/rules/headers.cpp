#include "rules/headers.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "http/text.h"
#include "rules/api_reply.h"
#include "rules/scrubber.h"

namespace parley {
namespace {

// Hop-by-hop (RFC 9110, 7.6.1), then what only an origin may say about itself.
constexpr std::string_view kDropped[] = {"connection",
                                         "keep-alive",
                                         "proxy-authenticate",
                                         "proxy-authorization",
                                         "proxy-connection",
                                         "te",
                                         "trailer",
                                         "transfer-encoding",
                                         "upgrade",
                                         "alt-svc",
                                         "clear-site-data",
                                         "content-security-policy",
                                         "content-security-policy-report-only",
                                         "document-policy",
                                         "expect-ct",
                                         "link",
                                         "nel",
                                         "origin-agent-cluster",
                                         "p3p",
                                         "permissions-policy",
                                         "public-key-pins",
                                         "refresh",
                                         "referrer-policy",
                                         "report-to",
                                         "reporting-endpoints",
                                         "server",
                                         "service-worker-allowed",
                                         "set-cookie",
                                         "set-cookie2",
                                         "sourcemap",
                                         "strict-transport-security",
                                         "timing-allow-origin",
                                         "via",
                                         "x-content-type-options",
                                         "x-frame-options",
                                         "x-powered-by",
                                         "x-xss-protection"};

constexpr std::string_view kDroppedPrefixes[] = {"access-control-", "cross-origin-", "parley-",
                                                 "proxy-"};

bool travels(std::string_view name) {
  if (std::find(std::begin(kDropped), std::end(kDropped), name) != std::end(kDropped)) {
    return false;
  }
  return std::none_of(
      std::begin(kDroppedPrefixes), std::end(kDroppedPrefixes),
      [&](std::string_view prefix) { return name.substr(0, prefix.size()) == prefix; });
}

// Names that a Connection header makes hop-by-hop.
std::vector<std::string> connection_options(const HeaderList& headers) {
  std::vector<std::string> names;
  for (const auto& [name, value] : headers) {
    if (name != "connection") continue;
    std::string token;
    for (const char c : value + ',') {
      if (c == ',') {
        names.push_back(lower(token));
        token.clear();
      } else if (c != ' ' && c != '\t') {
        token += c;
      }
    }
  }
  return names;
}

bool is_printable(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

const char* accept_of(const HttpRequest& request) {
  const std::string accept = lower(request.header("accept"));
  if (accept.find("text/event-stream") != std::string::npos) return "text/event-stream";
  if (accept.find("application/json") != std::string::npos) return "application/json";
  return "*/*";
}

}  // namespace

HeaderList upstream_request_headers(const HttpRequest& request, const std::string& key) {
  HeaderList headers = {{"accept", accept_of(request)},
                        {"accept-encoding", "identity"},
                        {"user-agent", "parley/" PARLEY_VERSION}};
  if (!key.empty()) headers.emplace_back("x-goog-api-key", key);
  if (!request.body.empty()) headers.emplace_back("content-type", "application/json");
  return headers;
}

HeaderList client_response_headers(const HeaderList& upstream, const std::string& key) {
  std::vector<std::string> options = connection_options(upstream);
  // RFC 9112, 6.3: beside a transfer coding a length means nothing.
  const bool coded = std::any_of(upstream.begin(), upstream.end(), [](const auto& entry) {
    return entry.first == "transfer-encoding";
  });
  if (coded) options.push_back("content-length");
  HeaderList headers;
  for (const auto& [name, value] : upstream) {
    const bool hop = std::find(options.begin(), options.end(), name) != options.end();
    if (hop || !travels(name) || !is_printable(value)) continue;
    if (!key.empty() && name.find(lower(key)) != std::string::npos) continue;
    headers.emplace_back(name, scrubbed(value, key));
  }
  add_missing(security_headers(), &headers);
  // A conversation belongs in no cache, and a server in front must not hold events back.
  add_missing({{"cache-control", "no-store"}, {"x-accel-buffering", "no"}}, &headers);
  return headers;
}

}  // namespace parley
