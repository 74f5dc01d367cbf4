// Where effects go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "io.h"

namespace parley {

// The effects of one input, in order, each with that input's time.
struct Emitter {
  std::vector<Effect> effects;
  double time = 0;
  std::uint64_t entry = 0;     // number of the input's journal entry, as kEvent has it (io.h)
  std::size_t entry_size = 0;  // its bytes

  void emit(EffectKind kind, std::uint32_t id, std::uint32_t arg = 0, std::string text = {}) {
    effects.push_back({kind, id, arg, std::move(text), time});
  }
};

}  // namespace parley
