#include "turns/conversation_key.h"

#include "turns/retry.h"

namespace parley {
namespace {

std::uint64_t hash(std::string_view text, std::uint64_t state) {
  for (const char c : text) state = mix(state, static_cast<unsigned char>(c));
  return state;
}

// 128 bits as 22 base64url characters, the last of which carries two bits.
std::string base64url(std::uint64_t high, std::uint64_t low) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  for (int bit = 0; bit < 128; bit += 6) {
    std::size_t value = 0;
    for (int i = bit; i < bit + 6; ++i) {
      const std::uint64_t word = i < 64 ? high : low;
      value = value << 1 | (i < 128 ? (word >> (63 - i % 64)) & 1 : 0);
    }
    text += kAlphabet[value];
  }
  return text;
}

}  // namespace

void ConversationKey::open(OpenAs as, std::string_view text) {
  if (as == OpenAs::kOwn && fixed_) return;
  fixed_ = as != OpenAs::kBefore;
  high_ = hash(text, 1);
  low_ = hash(text, 2);
}

std::string ConversationKey::stream(TurnId turn, std::uint32_t attempt, std::uint64_t posts) const {
  const std::uint64_t name = fixed_ ? static_cast<std::uint64_t>(turn) << 32 | attempt : posts;
  return base64url(mix(high_, name), mix(low_, name));
}

std::uint64_t ConversationKey::random(std::uint64_t counter) const {
  return mix(high_, (1ULL << 32) + counter);
}

}  // namespace parley
