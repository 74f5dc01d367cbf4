#include "users/credentials.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>

#include "http/text.h"

namespace parley {
namespace {

constexpr std::string_view kBearer = "bearer ";
constexpr std::string_view kHostPrefix = "__Host-";  // RFC 6265bis, 4.1.3.2
constexpr int kLongest = 400 * 24 * 60 * 60;         // seconds, as long as browsers allow

std::string cookie_name(int port) { return "parley-" + std::to_string(port); }

std::string_view bearer_token(std::string_view value) {
  if (lower(value.substr(0, kBearer.size())) != kBearer) return {};
  return trim(value.substr(kBearer.size()));
}

// Where a cookie is there twice, somebody has put one under ours: neither counts.
std::string_view cookie(const HttpRequest& request, const std::string& name) {
  std::string_view found;
  int count = 0;
  for (const auto& [header, value] : request.headers) {
    if (header != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      found = pair.substr(equals + 1);
      ++count;
    }
  }
  return count == 1 ? found : std::string_view();
}

}  // namespace

std::string_view presented_token(const HttpRequest& request, int port) {
  if (const std::size_t count = request.count("authorization"); count != 0) {
    return count == 1 ? bearer_token(request.header("authorization")) : std::string_view();
  }
  if (const std::size_t count = request.count("x-goog-api-key"); count != 0) {
    return count == 1 ? trim(request.header("x-goog-api-key")) : std::string_view();
  }
  const std::string_view secure = cookie(request, std::string(kHostPrefix) + cookie_name(port));
  return secure.empty() ? cookie(request, cookie_name(port)) : secure;
}

std::string session_cookie(std::string_view token, int port, bool secure) {
  std::string text(secure ? kHostPrefix : "");
  text += cookie_name(port) + '=';
  text += token;
  text += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
  text += std::to_string(token.empty() ? 0 : kLongest);
  if (secure) text += "; Secure";
  return text;
}

std::string address_block(const std::string& address) {
  in6_addr raw{};
  if (::inet_pton(AF_INET6, address.c_str(), &raw) != 1) return address;
  for (std::size_t at = 8; at < sizeof raw.s6_addr; ++at) raw.s6_addr[at] = 0;
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, &raw, text.data(), text.size());
  return std::string(text.data()) + "/64";
}

}  // namespace parley
