#include "text/duration.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

TEST_CASE("durations of protobuf JSON and of Go, rounded up to a millisecond") {
  CHECK(read_duration_ms("34.4s") == 34400);
  CHECK(read_duration_ms("45.837906927s") == 45838);
  CHECK(read_duration_ms("373.8ms") == 374);
  CHECK(read_duration_ms("28.13s.") == 28130);
  CHECK(read_duration_ms("0s") == 0);
  CHECK(read_duration_ms("0.000000001s") == 1);
  CHECK(read_duration_ms("1h2m3.5s") == 3723500);
  CHECK(read_duration_ms("13h") == 46800000);
  CHECK(read_duration_ms("5m0.25s, or later") == 300250);
  CHECK(read_duration_ms("1500us") == 2);
  CHECK(read_duration_ms("2000000ns") == 2);
  // Every decimal of a second is a whole number of milliseconds.
  for (int ms = 0; ms < 100000; ms += 7) {
    const std::string fraction = std::to_string(1000 + ms % 1000).substr(1);
    CHECK(read_duration_ms(std::to_string(ms / 1000) + '.' + fraction + 's') == ms);
  }
}

TEST_CASE("anything else is none, and too much is the most") {
  for (const char* const none : {"", "s", "-1s", "1", "1.5", " 1s", "1x", ".5s", "1.s"}) {
    CHECK(read_duration_ms(none) == -1);
  }
  CHECK(read_duration_ms("99999999999999999999999s") == kLongestDurationMs);
  CHECK(read_duration_ms(std::string(500, '9') + "h") == kLongestDurationMs);
}

}  // namespace
}  // namespace parley
