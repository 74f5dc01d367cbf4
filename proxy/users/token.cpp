#include "users/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdexcept>

#include "http/text.h"

namespace parley {
namespace {

constexpr std::string_view kPrefix = "parley_";
constexpr std::string_view kAlgorithm = "sha256:";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string random_token() {
  std::array<unsigned char, 33> bytes{};  // 264 bits: whole groups of six
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("this machine gives no random bytes");
  }
  std::string token(kPrefix);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const unsigned group = static_cast<unsigned>(bytes[at]) << 16 |
                           static_cast<unsigned>(bytes[at + 1]) << 8 | bytes[at + 2];
    for (int shift = 18; shift >= 0; shift -= 6) token += kBase64Url[group >> shift & 63];
  }
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return token;
}

TokenDigest token_digest(std::string_view token) {
  TokenDigest digest{};
  EVP_Digest(token.data(), token.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return digest;
}

bool same_digest(const TokenDigest& a, const TokenDigest& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string digest_text(const TokenDigest& digest) {
  return std::string(kAlgorithm) + hex(digest.data(), digest.size());
}

bool parse_digest(std::string_view text, TokenDigest* digest) {
  if (text.substr(0, kAlgorithm.size()) != kAlgorithm) return false;
  text.remove_prefix(kAlgorithm.size());
  if (text.size() != 2 * digest->size()) return false;
  for (std::size_t at = 0; at < digest->size(); ++at) {
    const std::size_t high = kHex.find(text[2 * at]);
    const std::size_t low = kHex.find(text[2 * at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return false;
    (*digest)[at] = static_cast<unsigned char>(high << 4 | low);
  }
  return true;
}

}  // namespace parley
