#include "command/upstream_url.h"

#include <algorithm>
#include <sstream>

namespace parley {
namespace {

bool is_number_to(const std::string& text, int most) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(text) <= most;
}

// HOST[:PORT] of a URL that has "://".
std::string authority_of(const std::string& url) {
  const std::size_t start = url.find("://") + 3;
  return url.substr(start, url.find('/', start) - start);
}

std::size_t port_colon(const std::string& authority) {
  const std::size_t colon = authority.rfind(':');
  return colon != std::string::npos && authority.find(']', colon) != std::string::npos
             ? std::string::npos
             : colon;
}

std::string host_of(const std::string& url) {
  const std::string authority = authority_of(url);
  return authority.substr(0, port_colon(authority));
}

bool has_good_port(const std::string& url) {
  const std::string authority = authority_of(url);
  const std::size_t colon = port_colon(authority);
  if (colon == std::string::npos) return true;
  const std::string port = authority.substr(colon + 1);
  return is_number_to(port, 65535) && std::stoi(port) != 0;
}

}  // namespace

std::string read_upstream_url(const std::string& text, std::string* url) {
  std::string value = text;
  while (!value.empty() && value.back() == '/') value.pop_back();
  const bool plain = value.compare(0, 7, "http://") == 0;
  if (!plain && value.compare(0, 8, "https://") != 0) return "must start with https://";
  const bool safe = has_good_port(value) && std::all_of(value.begin(), value.end(), [](char c) {
                      return c > 0x20 && c < 0x7f;
                    });
  if (!safe || value.find_first_of("?#@%\\") != std::string::npos || host_of(value).empty()) {
    return "must be https://HOST[:PORT][/PREFIX], without user, query or fragment";
  }
  if (plain && !is_loopback(host_of(value))) {
    return "may be http:// on this machine (127.0.0.1, localhost) only: the key would travel in "
           "the clear. Use https://";
  }
  *url = value;
  return {};
}

bool is_loopback(const std::string& host) {
  if (host == "localhost" || host == "::1" || host == "[::1]") return true;
  int parts = 0;
  std::istringstream text(host);
  for (std::string part; std::getline(text, part, '.'); ++parts) {
    if (part.size() > 3 || !is_number_to(part, 255)) return false;
    if (parts == 0 && std::stoi(part) != 127) return false;
  }
  return parts == 4 && host.back() != '.';
}

}  // namespace parley
