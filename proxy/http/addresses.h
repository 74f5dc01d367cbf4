// Addresses of this machine and of those that connect to it, as text.
#pragma once

#include <cstdint>
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

// Who is at the other end of a connected socket, as far as that can be told: an address of IPv4, a
// network (/64) of IPv6, of which one machine has as many addresses as it likes. 0: cannot be told.
std::uint64_t peer_network(int fd, bool* is_loopback);
std::uint64_t network_of(const sockaddr& address, bool* is_loopback);

// By which others may reach this machine: those of interfaces that are up, but for loopback and
// what means something on one link only. IPv4 first.
std::vector<std::string> local_addresses();
std::vector<std::string> reachable_addresses(const ifaddrs* interfaces);

}  // namespace parley
