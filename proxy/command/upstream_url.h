// Where the API is, as an operator says it. Pure.
#pragma once

#include <string>

namespace parley {

// https://HOST[:PORT][/PREFIX], or http:// on this machine, without a slash at its end. Returns
// nothing, or what it must be, for people.
std::string read_upstream_url(const std::string& text, std::string* url);

// Whether only this machine can reach the address: 127.0.0.0/8, ::1, localhost.
bool is_loopback(const std::string& host);

}  // namespace parley
