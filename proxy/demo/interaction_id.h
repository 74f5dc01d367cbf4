// Ids as the API makes them: "v1_" and base64url of a protocol buffer message
// {1: token of the conversation's root, 2: token of this interaction}. wire.md 3.1.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::demo {

// Random, 23 characters. Thread-safe.
std::string new_token();
// A random UUID, version 4.
std::string new_uuid();

std::string interaction_id(std::string_view root_token, std::string_view own_token);

// Eight lower-case letters and digits that depend on the arguments only.
std::string call_id(std::uint64_t seed, int number);

// "v1_" and base64, unpadded, of "<index>_<kind>_<sequence>"
std::string event_id(int index, std::string_view kind, std::size_t sequence);

// Standard base64. A signature that starts as the demo's do but was shortened or altered is told
// from a foreign one, which is taken as it is.
std::string thought_signature(std::uint64_t seed);
bool is_altered_signature(std::string_view signature);

}  // namespace parley::demo
