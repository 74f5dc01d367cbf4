#include "text/base64.h"

#include <cstddef>
#include <cstdint>

namespace parley {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int digit_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

std::string_view without_padding(std::string_view text) {
  if (text.size() % 4 != 0) return text;
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return text;
}

bool is_base64(std::string_view digits) {
  if (digits.size() % 4 == 1) return false;
  for (const char c : digits) {
    if (digit_value(c) < 0) return false;
  }
  return true;
}

// Bits that wait until there are six of them.
struct Encoder {
  std::string* out = nullptr;
  std::uint32_t bits = 0;
  int count = 0;

  void put(std::uint32_t value, int width) {
    bits = (bits << width | value) & 0xFFFFu;
    count += width;
    while (count >= 6) {
      count -= 6;
      out->push_back(kAlphabet[bits >> count & 63u]);
    }
  }
  void finish() {
    if (count == 0) return;
    out->push_back(kAlphabet[bits << (6 - count) & 63u]);
    while (out->size() % 4 != 0) out->push_back('=');
  }
};

// Whole bytes only: what the last digit holds beyond them is not data.
void put_bytes(Encoder* encoder, std::string_view digits) {
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : digits) {
    bits = (bits << 6 | static_cast<std::uint32_t>(digit_value(c))) & 0x3FFFu;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    encoder->put(bits >> count & 0xFFu, 8);
  }
}

}  // namespace

bool append_base64(std::string* base64, std::string_view chunk) {
  const std::string_view digits = without_padding(chunk);
  const std::string_view old_digits = without_padding(*base64);
  const std::size_t whole = old_digits.size() / 4 * 4;
  const std::string open_group(old_digits.substr(whole));
  if (!is_base64(digits) || !is_base64(open_group)) return false;
  base64->resize(whole);
  if (open_group.empty() && digits.size() % 4 == 0) {
    base64->append(digits);
    return true;
  }
  Encoder encoder{base64};
  put_bytes(&encoder, open_group);
  put_bytes(&encoder, digits);
  encoder.finish();
  return true;
}

}  // namespace parley
