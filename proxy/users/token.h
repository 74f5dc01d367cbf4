// Access tokens: 256 random bits. What is kept of one is its SHA-256, of which nobody gets back to
// it: no salt and no slow hash would add anything to bits that nobody has chosen.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace parley {

using TokenDigest = std::array<unsigned char, 32>;

// With a prefix by which scanners of leaked secrets can tell what it is.
std::string random_token();

TokenDigest token_digest(std::string_view token);

// In constant time.
bool same_digest(const TokenDigest& a, const TokenDigest& b);

// As it stands in a users file: "sha256:" and 64 hex digits.
std::string digest_text(const TokenDigest& digest);
bool parse_digest(std::string_view text, TokenDigest* digest);

}  // namespace parley
