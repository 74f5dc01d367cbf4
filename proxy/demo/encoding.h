// Small encodings that the demo's ids, signatures, images and URLs are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::demo {

// RFC 4648 section 4, padded; and section 5 (URL-safe), unpadded.
std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);
// False on any character outside the URL-safe alphabet; takes no padding.
bool decode_base64url(std::string_view text, std::string* bytes);

// RFC 3986 section 2.1; a stray '%' stays as it is.
std::string percent_decode(std::string_view text);
// The first value of `name` in a query string, decoded; "" when absent.
std::string query_value(std::string_view query, std::string_view name);

// At most `most` bytes of it, no character cut in two.
std::string utf8_prefix(std::string_view text, std::size_t most);

// FNV-1a, 64 bits: the demo's source of variety that is the same on every run.
std::uint64_t hash_of(std::string_view bytes);
// `count` bytes that look random and depend on `seed` only.
std::string scramble(std::uint64_t seed, std::size_t count);

}  // namespace parley::demo
