#include "http/addresses.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <deque>

namespace parley {
namespace {

sockaddr_storage address_of(const std::string& text) {
  sockaddr_storage storage{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    std::memcpy(&storage, &v4, sizeof v4);
  } else {
    REQUIRE(::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1);
    v6.sin6_family = AF_INET6;
    std::memcpy(&storage, &v6, sizeof v6);
  }
  return storage;
}

std::string shown(const std::string& text) {
  const sockaddr_storage storage = address_of(text);
  return address_text(reinterpret_cast<const sockaddr&>(storage));
}

TEST_CASE("an address as text; IPv4 is IPv4 by whatever socket it came") {
  CHECK(shown("192.0.2.1") == "192.0.2.1");
  CHECK(shown("2001:DB8:0:0::1") == "2001:db8::1");
  CHECK(shown("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(shown("::1") == "::1");
  const sockaddr_storage nothing{};
  CHECK(address_text(reinterpret_cast<const sockaddr&>(nothing)) == "");
  CHECK(peer_address(-1) == "");
  CHECK(local_address(-1) == "");
}

std::uint64_t network(const std::string& text, bool* is_loopback) {
  const sockaddr_storage storage = address_of(text);
  return network_of(reinterpret_cast<const sockaddr&>(storage), is_loopback);
}

TEST_CASE("whose address it is: one of IPv4, a network of IPv6") {
  const auto same = [](const std::string& one, const std::string& other) {
    bool ignored = false;
    return network(one, &ignored) == network(other, &ignored);
  };
  CHECK(same("192.0.2.1", "::ffff:192.0.2.1"));
  CHECK_FALSE(same("192.0.2.1", "192.0.2.2"));
  CHECK_FALSE(same("192.0.2.1", "::192.0.2.1"));
  CHECK(same("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"));
  CHECK_FALSE(same("2001:db8:1:2::1", "2001:db8:1:3::1"));
  const auto is_loopback = [](const std::string& text) {
    bool loopback = false;
    CHECK(network(text, &loopback) != (text == "::1" ? 1u : 0u));
    return loopback;
  };
  CHECK(is_loopback("127.0.0.1"));
  CHECK(is_loopback("127.9.9.9"));
  CHECK(is_loopback("::ffff:127.0.0.1"));
  CHECK(is_loopback("::1"));
  CHECK_FALSE(is_loopback("128.0.0.1"));
  CHECK_FALSE(is_loopback("fe80::1"));
  bool loopback = true;
  const sockaddr_storage nothing{};
  CHECK(network_of(reinterpret_cast<const sockaddr&>(nothing), &loopback) == 0);
  CHECK_FALSE(loopback);
  CHECK(peer_network(-1, &loopback) == 0);
}

// A list as the system gives it.
class Interfaces {
 public:
  Interfaces& add(const std::string& address, unsigned flags) {
    addresses_.push_back(address_of(address));
    add_entry(reinterpret_cast<sockaddr*>(&addresses_.back()), flags);
    return *this;
  }
  Interfaces& add_without_address() {
    add_entry(nullptr, IFF_UP);
    return *this;
  }
  const ifaddrs* list() const { return entries_.empty() ? nullptr : &entries_.front(); }

 private:
  void add_entry(sockaddr* address, unsigned flags) {
    ifaddrs entry{};
    entry.ifa_addr = address;
    entry.ifa_flags = flags;
    entries_.push_back(entry);
    if (entries_.size() > 1) entries_[entries_.size() - 2].ifa_next = &entries_.back();
  }
  std::deque<sockaddr_storage> addresses_;
  std::deque<ifaddrs> entries_;
};

TEST_CASE("by which others may reach this machine") {
  Interfaces machine;
  machine.add("127.0.0.1", IFF_UP | IFF_LOOPBACK)
      .add("::1", IFF_UP | IFF_LOOPBACK)
      .add("2001:db8::7", IFF_UP)
      .add_without_address()
      .add("192.0.2.7", IFF_UP)
      .add("192.0.2.8", 0)
      .add("169.254.3.4", IFF_UP)
      .add("fe80::1", IFF_UP)
      .add("10.1.2.3", IFF_UP)
      .add("192.0.2.7", IFF_UP);
  CHECK(reachable_addresses(machine.list()) ==
        std::vector<std::string>{"192.0.2.7", "10.1.2.3", "2001:db8::7"});
  CHECK(reachable_addresses(nullptr).empty());
}

}  // namespace
}  // namespace parley
