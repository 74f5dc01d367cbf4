#include "users/qr_code.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace parley {
namespace {

// ISO/IEC 18004, 6.3.3: at three of its corners.
bool is_finder(const std::vector<std::string>& rows, std::size_t x, std::size_t y) {
  const std::vector<std::string> finder = {"1111111", "1000001", "1011101", "1011101",
                                           "1011101", "1000001", "1111111"};
  for (std::size_t row = 0; row < finder.size(); ++row) {
    if (rows[y + row].compare(x, 7, finder[row]) != 0) return false;
  }
  return true;
}

TEST_CASE("a code is a square with its three finders") {
  const auto rows = qr_code("http://192.168.1.5:8080/#token=abc");
  REQUIRE(rows.size() >= 21);
  CHECK(rows.size() % 4 == 1);
  CHECK(std::all_of(rows.begin(), rows.end(),
                    [&](const std::string& row) { return row.size() == rows.size(); }));
  CHECK(is_finder(rows, 0, 0));
  CHECK(is_finder(rows, rows.size() - 7, 0));
  CHECK(is_finder(rows, 0, rows.size() - 7));
  CHECK(qr_code("http://192.168.1.5:8080/#token=abd") != rows);
  CHECK(qr_code(std::string(4000, 'x')).empty());
}

TEST_CASE("in a terminal: two rows a line, all of one width, light around it") {
  const std::string text = "http://192.168.1.5:8080/#token=abc";
  const auto rows = qr_code(text);
  const std::string lines = qr_lines(text);
  const std::size_t width = rows.size() + 4;
  CHECK(static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) == (width + 1) / 2);
  std::string first;
  for (std::size_t x = 0; x < width; ++x) first += "\u2588";
  CHECK(lines.substr(0, lines.find('\n')) == first);
  // Below the quiet zone: the finder's dark row above its first light one.
  const std::size_t second = lines.find('\n') + 1;
  CHECK(lines.compare(second, 13, "\u2588\u2588 \u2584\u2584") == 0);
  CHECK(qr_lines(std::string(4000, 'x')) == "");
}

}  // namespace
}  // namespace parley
