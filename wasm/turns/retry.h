// How long to wait before trying again.
#pragma once

#include <cstdint>

namespace parley {

// Exponential back-off with full jitter over its upper half: for attempt 0, 1, 2... the result lies
// in [cap/2, cap] ms, cap = min(10 000, 500 * 2^attempt). random: any number, all its bits random.
std::uint32_t backoff_ms(std::uint32_t attempt, std::uint64_t random);

// 64 well mixed bits from a seed and a counter: randomness as a value, the same in every replay.
std::uint64_t mix(std::uint64_t seed, std::uint64_t counter);

}  // namespace parley
