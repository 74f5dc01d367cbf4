#include "rules/headers.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "http/text.h"
#include "rules/api_reply.h"
#include "rules/scrubber.h"

namespace parley {
namespace {

// All others stay behind: what speaks of the hop, for this origin, or to a server in front.
constexpr std::string_view kTravel[] = {
    "content-length",    "content-type",          "date",         "retry-after", "server-timing",
    "x-goog-request-id", "x-gemini-service-tier", "x-request-id",
};

constexpr std::string_view kTypes[] = {"application/json", "text/event-stream", "text/plain"};
constexpr char kOtherType[] = "text/plain; charset=utf-8";

template <std::size_t kSize>
bool is_one_of(std::string_view text, const std::string_view (&list)[kSize]) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
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
  // RFC 9112, 6.3: beside a transfer coding a length means nothing.
  const bool coded = std::any_of(upstream.begin(), upstream.end(), [](const auto& entry) {
    return entry.first == "transfer-encoding";
  });
  HeaderList headers;
  for (const auto& [name, value] : upstream) {
    if (!is_one_of(name, kTravel) || !is_printable(value)) continue;
    if (coded && name == "content-length") continue;
    const std::string type = lower(trim(std::string_view(value).substr(0, value.find(';'))));
    const bool other = name == "content-type" && !is_one_of(type, kTypes);
    headers.emplace_back(name, other ? kOtherType : scrubbed(value, key));
  }
  add_missing(security_headers(), &headers);
  // A conversation belongs in no cache, and a server in front must not hold events back.
  add_missing({{"cache-control", "no-store"}, {"x-accel-buffering", "no"}}, &headers);
  return headers;
}

}  // namespace parley
