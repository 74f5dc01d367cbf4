// How others find the page of this machine, and get in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley {

// All addresses, or all of IPv6 and of IPv4.
bool is_any_address(const std::string& host);

// Where the page is for others: `host`, or, where that means any address, each of `addresses`; for
// this machine alone if there are none. With scheme and port, without a slash at the end. Pure.
std::vector<std::string> page_urls(const std::string& scheme, const std::string& host, int port,
                                   const std::vector<std::string>& addresses);

// The link that takes a page in, and below it its QR code, for a terminal.
std::string link_text(const std::string& base, std::string_view token);

}  // namespace parley
