#include "command/sharing.h"

#include "users/access.h"
#include "users/qr_code.h"

namespace parley {

bool is_any_address(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

std::vector<std::string> page_urls(const std::string& scheme, const std::string& host, int port,
                                   const std::vector<std::string>& addresses) {
  std::vector<std::string> hosts = {host};
  if (is_any_address(host))
    hosts = addresses.empty() ? std::vector<std::string>{"127.0.0.1"} : addresses;
  std::vector<std::string> urls;
  for (const std::string& each : hosts) {
    const bool ipv6 = each.find(':') != std::string::npos;
    urls.push_back(scheme + "://" + (ipv6 ? '[' + each + ']' : each) + ':' + std::to_string(port));
  }
  return urls;
}

std::string link_text(const std::string& base, std::string_view token) {
  const std::string link = token_link(base, token);
  return link + '\n' + qr_lines(link);
}

}  // namespace parley
