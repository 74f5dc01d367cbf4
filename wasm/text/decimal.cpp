#include "text/decimal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "text/text.h"

namespace parley {
namespace {

// A natural number of any size; the least significant word first, none at the end that is 0.
class Natural {
 public:
  explicit Natural(std::uint64_t value) {
    for (; value > 0; value >>= 32) words_.push_back(static_cast<std::uint32_t>(value));
  }

  void multiply_add(std::uint32_t factor, std::uint32_t summand) {
    std::uint64_t carry = summand;
    for (std::uint32_t& word : words_) {
      carry += std::uint64_t{word} * factor;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry > 0) words_.push_back(static_cast<std::uint32_t>(carry));
  }

  void multiply_by_power_of_ten(int exponent) {
    for (; exponent >= 9; exponent -= 9) multiply_add(1'000'000'000, 0);
    for (; exponent > 0; --exponent) multiply_add(10, 0);
  }

  void shift_left(int bits) {
    for (; bits >= 31; bits -= 31) multiply_add(1U << 31, 0);
    multiply_add(1U << bits, 0);
  }

  // The quotient, which must be less than 2^64; the remainder stays. Knuth, TAOCP volume 2,
  // algorithm 4.3.1 D, for its two digits.
  std::uint64_t divide_by(Natural divisor) {
    const int up = std::countl_zero(divisor.words_.back());
    divisor.shift_left(up);
    shift_left(up);
    words_.resize(divisor.words_.size() + 2);
    const std::uint64_t high = take_multiple(divisor, 1);
    return high << 32 | take_multiple(divisor, 0);
  }

  bool is_zero() const {
    return std::all_of(words_.begin(), words_.end(), [](std::uint32_t word) { return word == 0; });
  }

  int bits() const {
    return static_cast<int>(words_.size()) * 32 - std::countl_zero(words_.back());
  }

 private:
  // Subtracts `divisor` as often as it can be, `at` words up; says how often.
  std::uint64_t take_multiple(const Natural& divisor, std::size_t at) {
    const std::size_t size = divisor.words_.size();
    std::uint32_t* const words = words_.data() + at;
    const std::uint64_t top = std::uint64_t{words[size]} << 32 | words[size - 1];
    // Two more at most.
    std::uint64_t times = std::min<std::uint64_t>(top / divisor.words_.back(), 0xFFFFFFFF);
    std::uint64_t product = 0;
    std::int64_t difference = 0;
    for (std::size_t i = 0; i <= size; ++i) {
      product += i < size ? times * divisor.words_[i] : 0;
      difference += std::int64_t{words[i]} - static_cast<std::uint32_t>(product);
      words[i] = static_cast<std::uint32_t>(difference);
      difference >>= 32;
      product >>= 32;
    }
    while (difference < 0) {
      --times;
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i <= size; ++i) {
        sum += std::uint64_t{words[i]} + (i < size ? divisor.words_[i] : 0);
        words[i] = static_cast<std::uint32_t>(sum);
        sum >>= 32;
      }
      difference += static_cast<std::int64_t>(sum);
    }
    return times;
  }

  std::vector<std::uint32_t> words_;
};

// digits x 10^exponent, with how many digits there are; the first one is not 0.
struct Decimal {
  std::uint64_t first = 0;  // the digits, where there are at most kFirst
  Natural digits{0};        // else
  int count = 0;
  std::int64_t exponent = 0;
};

constexpr int kMostDigits = 800;  // of a double at most 767 count, and then whether others follow
constexpr int kFirst = 19;
constexpr std::int64_t kFar = std::int64_t{1} << 40;  // no number has as many digits

Decimal read_digits(std::string_view number) {
  Decimal decimal;
  bool fraction = false;
  bool more = false;  // digits than are kept, and not all 0
  std::size_t at = 0;
  for (; at < number.size() && number[at] != 'e' && number[at] != 'E'; ++at) {
    const char c = number[at];
    if (c == '.') fraction = true;
    if (!is_digit(c)) continue;
    const bool kept = decimal.count < kMostDigits;
    if (kept && (decimal.count > 0 || c != '0')) {
      const auto digit = static_cast<std::uint32_t>(c - '0');
      if (decimal.count < kFirst) {
        decimal.first = decimal.first * 10 + digit;
      } else {
        if (decimal.count == kFirst) decimal.digits = Natural(decimal.first);
        decimal.digits.multiply_add(10, digit);
      }
      ++decimal.count;
    }
    more = more || (!kept && c != '0');
    decimal.exponent += (kept ? 0 : 1) - (fraction ? 1 : 0);
  }
  if (more) decimal.digits.multiply_add(1, 1);
  bool negative = false;
  std::int64_t exponent = 0;
  for (; at < number.size(); ++at) {
    if (number[at] == '-') negative = true;
    if (!is_digit(number[at])) continue;
    exponent = std::min(exponent * 10 + (number[at] - '0'), kFar);
  }
  decimal.exponent += negative ? -exponent : exponent;
  return decimal;
}

// numerator / denominator, both greater than 0.
double nearest_quotient(Natural numerator, Natural denominator) {
  // Shifted so that the quotient has 63 or 64 bits.
  const int shift = 63 - (numerator.bits() - denominator.bits());
  (shift > 0 ? numerator : denominator).shift_left(std::abs(shift));
  const std::uint64_t quotient = numerator.divide_by(std::move(denominator));
  const int exponent = 63 - std::countl_zero(quotient) - shift;  // of its first bit
  constexpr int kLeast = std::numeric_limits<double>::min_exponent - 1;
  const int precision = 53 - std::max(0, kLeast - exponent);  // bits that a double has there
  if (precision < 0) return 0;
  const int dropped = 64 - std::countl_zero(quotient) - precision;
  std::uint64_t kept = dropped > 63 ? 0 : quotient >> dropped;
  const std::uint64_t rest =
      dropped > 63 ? quotient : quotient & ((std::uint64_t{1} << dropped) - 1);
  const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
  const bool above = rest > half || (rest == half && !numerator.is_zero());
  if (above || (rest == half && (kept & 1) == 1)) ++kept;
  return std::ldexp(static_cast<double>(kept), dropped - shift);
}

// Where both are doubles and the result is rounded once. Clinger, "How to read floating point
// numbers accurately".
bool read_short(const Decimal& decimal, double* value) {
  constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (decimal.count > 15 || std::abs(decimal.exponent) >= static_cast<int>(std::size(kPowers))) {
    return false;
  }
  *value = static_cast<double>(decimal.first);
  if (decimal.exponent < 0) {
    *value /= kPowers[-decimal.exponent];
  } else {
    *value *= kPowers[decimal.exponent];
  }
  return true;
}

double nearest(Decimal decimal) {
  if (decimal.count == 0 || decimal.count + decimal.exponent < -400) return 0;
  if (decimal.count + decimal.exponent > 400) return std::numeric_limits<double>::infinity();
  double value = 0;
  if (read_short(decimal, &value)) return value;
  if (decimal.count <= kFirst) decimal.digits = Natural(decimal.first);
  Natural denominator(1);
  const int exponent = static_cast<int>(decimal.exponent);
  decimal.digits.multiply_by_power_of_ten(exponent);
  denominator.multiply_by_power_of_ten(-exponent);
  return nearest_quotient(std::move(decimal.digits), std::move(denominator));
}

}  // namespace

double nearest_double(std::string_view number) {
  const bool negative = !number.empty() && number.front() == '-';
  const double value = nearest(read_digits(number.substr(negative ? 1 : 0)));
  return negative ? -value : value;
}

}  // namespace parley
