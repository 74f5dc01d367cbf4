// The random key of a conversation, and what follows from it: the same in every replay of its
// journal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io.h"

namespace parley {

class ConversationKey {
 public:
  // kOpen: text of 128 random bits.
  void open(OpenAs as, std::string_view text);
  // In journals of before keys each opening had another seed.
  bool fixed() const { return fixed_; }

  // The name of the stream of a POST, 22 base64url characters. posts: of the conversation so far,
  // in place of turn and attempt where the key is not fixed.
  std::string stream(TurnId turn, std::uint32_t attempt, std::uint64_t posts) const;
  // For back-off.
  std::uint64_t random(std::uint64_t counter) const;

 private:
  bool fixed_ = false;
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace parley
