#include "text/duration.h"

#include <cmath>
#include <cstddef>

#include "text/text.h"

namespace parley {
namespace {

struct Unit {
  std::string_view name;
  double milliseconds;
};
// "ms" comes before "m".
constexpr Unit kUnits[] = {{"ms", 1},   {"us", 1e-3}, {"ns", 1e-6},
                           {"s", 1000}, {"m", 60e3},  {"h", 3600e3}};

// A decimal number at the beginning of *text, which is consumed. from_chars for double is missing
// in the oldest toolchain.
double read_decimal(std::string_view* text) {
  double value = 0;
  std::size_t pos = 0;
  for (; pos < text->size() && is_digit((*text)[pos]); ++pos)
    value = value * 10 + ((*text)[pos] - '0');
  if (pos + 1 < text->size() && (*text)[pos] == '.' && is_digit((*text)[pos + 1])) {
    double place = 0.1;
    for (++pos; pos < text->size() && is_digit((*text)[pos]); ++pos, place /= 10) {
      value += ((*text)[pos] - '0') * place;
    }
  }
  text->remove_prefix(pos);
  return value;
}

const Unit* read_unit(std::string_view* text) {
  for (const Unit& unit : kUnits) {
    if (text->substr(0, unit.name.size()) != unit.name) continue;
    text->remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

}  // namespace

std::int64_t read_duration_ms(std::string_view text) {
  double total = 0;
  bool found = false;
  while (!text.empty() && is_digit(text[0])) {
    const double value = read_decimal(&text);
    const Unit* unit = read_unit(&text);
    if (unit == nullptr) break;
    total += value * unit->milliseconds;
    found = true;
  }
  if (!found) return -1;
  if (!(total < static_cast<double>(kLongestDurationMs))) return kLongestDurationMs;
  // A nanosecond of slack: 34.4 s are 34400 ms, whatever binary fractions make of it.
  return static_cast<std::int64_t>(std::ceil(total - 1e-6));
}

}  // namespace parley
