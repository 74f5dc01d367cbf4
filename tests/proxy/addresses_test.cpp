#include "http/addresses.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <deque>

#include "http/http_server.h"
#include "support/tcp_client.h"

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

TEST_CASE("a request knows the address it came to, and from") {
  HttpServer server({}, [](HttpRequest& request, HttpResponse& response) {
    response.send({200, {}, request.local + ' ' + request.remote, false});
  });
  std::string error;
  REQUIRE(server.listen("127.0.0.1", 0, &error));
  CHECK(ask(server.port(), "GET", "/").body == "127.0.0.1 127.0.0.1");
  // a socket of IPv6 that takes IPv4 too
  HttpServer both({}, [](HttpRequest& request, HttpResponse& response) {
    response.send({200, {}, request.local + ' ' + request.remote, false});
  });
  REQUIRE(both.listen("::ffff:127.0.0.1", 0, &error));
  CHECK(ask(both.port(), "GET", "/").body == "127.0.0.1 127.0.0.1");
}

}  // namespace
}  // namespace parley
