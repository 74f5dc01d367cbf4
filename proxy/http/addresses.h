// Addresses of this machine and of those that connect to it, as text.
#pragma once

#include <string>
#include <vector>

struct ifaddrs;
struct sockaddr;

namespace parley {

// A literal, without a port. What comes by IPv4 is shown as IPv4, also to a socket of IPv6. Empty:
// neither of the two.
std::string address_text(const sockaddr& address);

// Of a connected socket: who is at its other end, and which address of ours was called. Empty:
// neither IPv4 nor IPv6, or it is gone.
std::string peer_address(int fd);
std::string local_address(int fd);

// By which others may reach this machine: those of interfaces that are up, but for loopback and
// what means something on one link only. IPv4 first.
std::vector<std::string> local_addresses();
std::vector<std::string> reachable_addresses(const ifaddrs* interfaces);

}  // namespace parley
