#include "users/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace parley {
namespace {

constexpr std::size_t kQuiet = 2;  // modules around it; the standard's four, less the screen's own

}  // namespace

std::vector<std::string> qr_code(std::string_view text) {
  const std::string copy(text);
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(copy.c_str(), 0, QR_ECLEVEL_L, QR_MODE_8, 1), QRcode_free);
  std::vector<std::string> rows;
  if (!code) return rows;
  const auto width = static_cast<std::size_t>(code->width);
  for (std::size_t y = 0; y < width; ++y) {
    std::string row;
    for (std::size_t x = 0; x < width; ++x) row += (code->data[y * width + x] & 1) != 0 ? '1' : '0';
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string qr_lines(std::string_view text) {
  const std::vector<std::string> rows = qr_code(text);
  if (rows.empty()) return {};
  const std::size_t size = rows.size() + 2 * kQuiet;
  const auto light = [&](std::size_t x, std::size_t y) {
    if (x < kQuiet || y < kQuiet || x >= size - kQuiet || y >= size - kQuiet) return y < size;
    return rows[y - kQuiet][x - kQuiet] == '0';
  };
  std::string lines;
  for (std::size_t y = 0; y < size; y += 2) {
    for (std::size_t x = 0; x < size; ++x) {
      const bool upper = light(x, y);
      const bool lower = light(x, y + 1);
      lines += upper && lower ? "\u2588" : upper ? "\u2580" : lower ? "\u2584" : " ";
    }
    lines += '\n';
  }
  return lines;
}

}  // namespace parley
