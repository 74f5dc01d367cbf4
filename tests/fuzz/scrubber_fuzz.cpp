// The key never comes out, however the bytes are cut; all else comes out as it was, and as soon as
// it may. Input: how long the key is, how long the pieces are, the key, and a text in which a low
// byte stands for the key or for its beginning, which chance alone would not find.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rules/scrubber.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// What a key may hold: find_api_key() takes no other. Odd lengths have few letters, so that the
// key overlaps with itself.
std::string key_of(std::string_view bytes) {
  std::string key;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    key += static_cast<char>(bytes.size() % 2 == 1 ? 'a' + byte % 2 : '+' + byte % ('~' - '+' + 1));
  }
  return key;
}

std::string text_of(std::string_view bytes, const std::string& key) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 8) {
      text += key;
    } else if (byte < 32) {
      text.append(key, 0, key.size() * (byte - 8U) / 24);
    } else {
      text += c;
    }
  }
  return text;
}

std::string replaced(std::string text, const std::string& key) {
  if (key.empty()) return text;
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at)) {
    text.replace(at, key.size(), key.size(), '*');
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t key_size = std::min<std::size_t>(data[0] % 64, bytes.size());
  const std::size_t piece = 1 + data[1] % 64;
  const std::string key = key_of(bytes.substr(0, key_size));
  const std::string text = text_of(bytes.substr(key_size), key);

  const std::string expected = replaced(text, key);
  require(expected.size() == text.size());
  require(key.empty() || expected.find(key) == std::string::npos);
  require(parley::scrubbed(text, key) == expected);

  parley::Scrubber scrubber(key);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    scrubber.feed(std::string_view(text).substr(at, piece), &out);
    const std::size_t fed = std::min(at + piece, text.size());
    require(out.size() <= fed && fed - out.size() < std::max<std::size_t>(key.size(), 1));
    require(expected.compare(0, out.size(), out) == 0);
  }
  scrubber.finish(&out);
  require(out == expected);
  return 0;
}
