#include "png.h"

#include <algorithm>
#include <string_view>

namespace parley::demo {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 255);
  return out;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
  }
  return ~crc;
}

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16) | a;
}

std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc32(body));
}

// zlib (RFC 1950) with stored blocks (RFC 1951 section 3.2.4) of at most 65535 bytes.
std::string stored(std::string_view bytes) {
  std::string out = "\x78\x01";
  std::size_t from = 0;
  do {
    const std::size_t length = std::min<std::size_t>(bytes.size() - from, 65535);
    out += static_cast<char>(from + length == bytes.size() ? 1 : 0);
    for (const std::size_t field : {length, 65535 - length}) {
      out += static_cast<char>(field & 255);
      out += static_cast<char>(field >> 8);
    }
    out += bytes.substr(from, length);
    from += length;
  } while (from < bytes.size());
  return out + big_endian(adler32(bytes));
}

}  // namespace

std::string png_picture(std::uint32_t width, std::uint32_t height, std::uint64_t seed) {
  width = std::clamp<std::uint32_t>(width, 1, 512);
  height = std::clamp<std::uint32_t>(height, 1, 512);
  std::string pixels;
  for (std::uint32_t y = 0; y < height; ++y) {
    pixels += '\0';  // filter: none
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::uint64_t dx = x > width / 2 ? x - width / 2 : width / 2 - x;
      const std::uint64_t dy = y > height / 2 ? y - height / 2 : height / 2 - y;
      const std::uint64_t ring = (dx * dx + dy * dy) / 64 + seed % 97;
      pixels += static_cast<char>((ring * 5 + seed) & 255);
      pixels += static_cast<char>((x * 255 / width + (seed >> 8)) & 255);
      pixels += static_cast<char>((y * 255 / height + (seed >> 16)) & 255);
    }
  }
  std::string header = big_endian(width) + big_endian(height);
  header +=
      std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, RGB, deflate, filter 0, not interlaced
  return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", header) +
         chunk("IDAT", stored(pixels)) + chunk("IEND", "");
}

}  // namespace parley::demo
