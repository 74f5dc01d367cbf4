#include "interaction_id.h"

#include <mutex>
#include <random>

#include "encoding.h"

namespace parley::demo {
namespace {

std::string random_bytes(std::size_t count) {
  static std::mutex mutex;
  static std::random_device device;
  const std::lock_guard lock(mutex);
  std::string bytes;
  while (bytes.size() < count) bytes += static_cast<char>(device() & 255);
  return bytes;
}

std::string bytes_field(int number, std::string_view value) {
  std::string out;
  out += static_cast<char>(number << 3 | 2);  // wire type 2: length-delimited
  out += static_cast<char>(value.size());     // one-byte varint: tokens are far below 128
  out += value;
  return out;
}

constexpr std::string_view kSignatureStart = "CnkKBWRlbW8x";  // base64 of the first nine bytes
constexpr std::size_t kSignatureBytes = 123;
constexpr std::size_t kChecksumChars = 8;

std::string checksum(std::string_view text) {
  return base64(scramble(hash_of(text), 6));  // six bytes, eight characters, no padding
}

}  // namespace

std::string new_token() { return base64url(random_bytes(17)); }

std::string new_uuid() {
  std::string bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

std::string interaction_id(std::string_view root_token, std::string_view own_token) {
  return "v1_" + base64url(bytes_field(1, root_token) + bytes_field(2, own_token));
}

std::string call_id(std::uint64_t seed, int number) {
  std::string out;
  for (const char c : scramble(seed + static_cast<std::uint64_t>(number) * 7919u, 8)) {
    out += "abcdefghijklmnopqrstuvwxyz0123456789"[static_cast<unsigned char>(c) % 36];
  }
  return out;
}

std::string event_id(int index, std::string_view kind, std::size_t sequence) {
  return "v1_" + base64url(std::to_string(index) + "_" + std::string(kind) + "_" +
                           std::to_string(sequence));
}

std::string thought_signature(std::uint64_t seed) {
  const std::size_t middle = kSignatureBytes - 9 - 6;
  const std::string text = std::string(kSignatureStart) + base64(scramble(seed, middle));
  return text + checksum(text);
}

bool is_altered_signature(std::string_view signature) {
  if (signature.substr(0, kSignatureStart.size()) != kSignatureStart) return false;
  if (signature.size() != kSignatureBytes / 3 * 4) return true;
  const std::size_t body = signature.size() - kChecksumChars;
  return checksum(signature.substr(0, body)) != signature.substr(body);
}

}  // namespace parley::demo
