// What to do, read from a fuzzer's bytes: each choice takes as few as it needs, so that a changed
// byte is another choice and seldom another meaning of all that follows. Choices are made in
// statements of their own: compilers differ in the order of a call's arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  bool over() const { return rest_.empty(); }

  // 0 once the bytes are used up: the first of several choices should be a quiet one.
  std::size_t below(std::size_t limit) {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_[0]);
    rest_.remove_prefix(1);
    return byte % limit;
  }

  template <typename T, std::size_t N>
  const T& of(const T (&all)[N]) {
    return all[below(N)];
  }

  // Any bytes, at most `limit` (255 or less), as many as the first of them says.
  std::string bytes(std::size_t limit) {
    const std::size_t wanted = below(limit + 1);
    const std::string taken(rest_.substr(0, wanted));
    rest_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view rest_;
};

// A property that does not hold is a crash, which is what a fuzzer looks for.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace parley
