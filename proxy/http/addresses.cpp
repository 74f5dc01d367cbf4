#include "http/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace parley {
namespace {

constexpr std::size_t kIpv4InIpv6 = 12;  // where the address begins in ::ffff:a.b.c.d

// What it is depends on the link it came by, or on the machine.
bool is_local_only(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    const std::uint32_t number = ntohl(v4.sin_addr.s_addr);
    return number >> 24 == 127 || number >> 16 == 0xa9fe;  // 169.254.0.0/16
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return IN6_IS_ADDR_LINKLOCAL(&v6.sin6_addr) || IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
}

}  // namespace

std::string address_text(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const char* written = nullptr;
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    written = ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    const bool is_ipv4 = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    written =
        is_ipv4 ? ::inet_ntop(AF_INET, v6.sin6_addr.s6_addr + kIpv4InIpv6, text.data(), text.size())
                : ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return written == nullptr ? "" : written;
}

std::string peer_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  return ::getpeername(fd, plain, &size) == 0 ? address_text(*plain) : "";
}

std::string local_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  return ::getsockname(fd, plain, &size) == 0 ? address_text(*plain) : "";
}

std::uint64_t network_of(const sockaddr& address, bool* is_loopback) {
  constexpr std::uint64_t kIpv4 = std::uint64_t{1}
                                  << 32;  // a network of IPv6 that is not given out
  *is_loopback = false;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (address.sa_family == AF_INET) {
    std::memcpy(&v4, &address, sizeof v4);
  } else if (address.sa_family == AF_INET6) {
    std::memcpy(&v6, &address, sizeof v6);
    if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      *is_loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
      std::uint64_t network = 0;
      for (std::size_t at = 0; at < 8; ++at) network = network << 8 | v6.sin6_addr.s6_addr[at];
      return network;
    }
    std::memcpy(&v4.sin_addr, v6.sin6_addr.s6_addr + kIpv4InIpv6, sizeof v4.sin_addr);
  } else {
    return 0;
  }
  const std::uint32_t number = ntohl(v4.sin_addr.s_addr);
  *is_loopback = number >> 24 == 127;
  return kIpv4 | number;
}

std::uint64_t peer_network(int fd, bool* is_loopback) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  return ::getpeername(fd, plain, &size) == 0 ? network_of(*plain, is_loopback) : 0;
}

std::vector<std::string> reachable_addresses(const ifaddrs* interfaces) {
  std::vector<std::string> addresses;
  for (const int family : {AF_INET, AF_INET6}) {
    for (const ifaddrs* each = interfaces; each != nullptr; each = each->ifa_next) {
      if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != family) continue;
      if ((each->ifa_flags & IFF_UP) == 0 || (each->ifa_flags & IFF_LOOPBACK) != 0) continue;
      if (is_local_only(*each->ifa_addr)) continue;
      std::string text = address_text(*each->ifa_addr);
      if (std::find(addresses.begin(), addresses.end(), text) == addresses.end()) {
        addresses.push_back(std::move(text));
      }
    }
  }
  return addresses;
}

std::vector<std::string> local_addresses() {
  ifaddrs* interfaces = nullptr;
  if (::getifaddrs(&interfaces) != 0) return {};
  std::vector<std::string> addresses = reachable_addresses(interfaces);
  ::freeifaddrs(interfaces);
  return addresses;
}

}  // namespace parley
