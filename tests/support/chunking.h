// The ways in which a network may cut bytes.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace parley {

using Chunks = std::vector<std::string_view>;

inline Chunks byte_by_byte(std::string_view bytes) {
  Chunks chunks;
  for (std::size_t i = 0; i < bytes.size(); ++i) chunks.push_back(bytes.substr(i, 1));
  return chunks;
}

inline Chunks in_chunks(std::string_view bytes, std::size_t size) {
  Chunks chunks;
  for (; !bytes.empty(); bytes.remove_prefix(chunks.back().size())) {
    chunks.push_back(bytes.substr(0, size));
  }
  return chunks;
}

// Calls fn(chunks) with the bytes whole, byte by byte, and cut in two at every place (also before
// the first byte and after the last: empty chunks).
template <typename Fn>
void for_each_chunking(std::string_view bytes, Fn fn) {
  fn(Chunks{bytes});
  fn(byte_by_byte(bytes));
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    fn(Chunks{bytes.substr(0, i), bytes.substr(i)});
  }
}

}  // namespace parley
