#include "tool.h"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>

namespace parley {
namespace {

constexpr std::size_t kBlock = 64 * 1024;

// A pipe that its other end made non-blocking: node does so.
bool try_again() {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  usleep(1000);
  return true;
}

}  // namespace

ToolOptions read_options(int argc, char** argv, std::string_view purpose) {
  ToolOptions options;
  if (argc == 2 && std::string_view(argv[1]) == "--help") {
    std::printf("usage: %s [--chunk N] < STREAM\n%.*s\n", argv[0], static_cast<int>(purpose.size()),
                purpose.data());
    options.exit_code = 0;
  } else if (argc != 1) {
    const std::string_view number = argc == 3 ? argv[2] : "";
    const char* const last = number.data() + number.size();
    const auto parsed = std::from_chars(number.data(), last, options.chunk);
    if (argc != 3 || std::string_view(argv[1]) != "--chunk" || parsed.ec != std::errc() ||
        parsed.ptr != last || options.chunk == 0) {
      std::fprintf(stderr, "usage: %s [--chunk N] < STREAM, N a number of bytes from 1 on\n",
                   argv[0]);
      options.exit_code = 2;
    }
  }
  return options;
}

bool read_input(std::size_t chunk, const std::function<bool(std::string_view)>& take) {
  std::string block(kBlock, '\0');
  std::string pending;
  while (true) {
    const ssize_t count = read(STDIN_FILENO, block.data(), block.size());
    if (count < 0) {
      if (try_again()) continue;
      return false;
    }
    if (count == 0) break;
    const std::string_view bytes(block.data(), static_cast<std::size_t>(count));
    if (chunk == 0) {
      if (!take(bytes)) return true;
      continue;
    }
    pending.append(bytes);
    std::string_view rest = pending;
    for (; rest.size() >= chunk; rest.remove_prefix(chunk)) {
      if (!take(rest.substr(0, chunk))) return true;
    }
    pending.erase(0, pending.size() - rest.size());
  }
  if (!pending.empty()) take(pending);
  return true;
}

bool write_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (!try_again()) {
      return false;
    }
  }
  return true;
}

int fail(const char* name, const char* message) {
  std::fprintf(stderr, "%s: %s\n", name, message);
  return 1;
}

}  // namespace parley
