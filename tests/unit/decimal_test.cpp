#include "text/decimal.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

namespace parley {
namespace {

// std::bit_cast is not in every library that the tests are built with.
std::uint64_t bits_of(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double double_of(std::uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// As the C library reads it, to the bit.
void check(const std::string& number) {
  CAPTURE(number);
  CHECK(bits_of(nearest_double(number)) == bits_of(std::strtod(number.c_str(), nullptr)));
}

TEST_CASE("numbers at the edges of what a double is") {
  for (const char* const number : {"0",
                                   "-0",
                                   "0.0",
                                   "-0.000e7",
                                   "0.1",
                                   "0.30000000000000004",
                                   "1e22",
                                   "1e23",
                                   "8.5e22",
                                   "9007199254740993",
                                   "9007199254740992.5",
                                   "9007199254740993.00000000000000000000000000000000001",
                                   "18446744073709551616",
                                   "123456789012345678901234567890",
                                   "0.000000000000000000000000000000001e33",
                                   "5e-324",
                                   "2.4703282292062327e-324",
                                   "2.4703282292062328e-324",
                                   "2.2250738585072011e-308",
                                   "2.2250738585072014e-308",
                                   "1.7976931348623157e308",
                                   "1.7976931348623158e308",
                                   "1.7976931348623159e308",
                                   "1e400",
                                   "-1e400",
                                   "1e-400",
                                   "1e5000000000",
                                   "1e-5000000000",
                                   "0e99999999999"}) {
    check(number);
  }
  check("0." + std::string(5000, '0') + "1e5001");
  check("1" + std::string(5000, '0') + "e-5000");
  check("0." + std::string(200'000, '0') + "1e200001");
  check("1" + std::string(200'000, '0') + "e-200000");
  check("9007199254740992." + std::string(2000, '0') + "1");
  check("9007199254740993." + std::string(2000, '0') + "1");
}

TEST_CASE("numbers of any size, and those just between two doubles") {
  std::mt19937_64 random(7);
  char text[64];
  for (int i = 0; i < 3000; ++i) {
    const auto value = double_of(random());
    if (!(value - value == 0)) continue;
    std::snprintf(text, sizeof text, "%.*e", static_cast<int>(random() % 20), value);
    check(text);
  }
  for (int i = 0; i < 3000; ++i) {
    // One bit more than a double has, times a power of two that leaves it a number of few digits.
    const std::uint64_t odd = (random() >> 10 | std::uint64_t{1} << 53) | 1;
    std::string number = std::to_string(odd);
    check(number);
    check(number + ".0000000000000000000000000000000000000000000000001");
    number += "e-" + std::to_string(random() % 330);
    check(number);
  }
}

}  // namespace
}  // namespace parley
