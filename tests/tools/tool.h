// What the tools that read a stream share: their option, and bytes in and out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace parley {

// How the tool was called: `name [--chunk N]`.
struct ToolOptions {
  std::size_t chunk = 0;  // bytes to hand over at a time; 0: as they come
  int exit_code = -1;     // >= 0: there is nothing to do but to leave with it
};
ToolOptions read_options(int argc, char** argv, std::string_view purpose);

// Hands over standard input, binary, until it ends or `take` returns false. Every chunk but the
// last has `chunk` bytes, where that is not 0. False when reading fails.
[[nodiscard]] bool read_input(std::size_t chunk, const std::function<bool(std::string_view)>& take);

// False when standard output does not take it.
[[nodiscard]] bool write_output(std::string_view bytes);

// On standard error, with the tool's name. Returns 1.
int fail(const char* name, const char* message);

}  // namespace parley
