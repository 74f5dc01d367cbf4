#include "io.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

TEST_CASE("every input kind is found by its name") {
#define X(kind, text)                                    \
  {                                                      \
    InputKind parsed = InputKind::kOpen;                 \
    CHECK(parse_input_kind((text), &parsed));            \
    CHECK(parsed == InputKind::kind);                    \
    CHECK(std::string(name(InputKind::kind)) == (text)); \
  }
  PARLEY_INPUTS(X)
#undef X
  InputKind parsed = InputKind::kStop;
  CHECK_FALSE(parse_input_kind("", &parsed));
  CHECK_FALSE(parse_input_kind("sub", &parsed));
  CHECK(parsed == InputKind::kStop);
}

TEST_CASE("the protocol names what the enums number") {
  const std::string json = protocol_json();
  CHECK(json.find("\"open\":0,") != std::string::npos);
  CHECK(json.find("\"http_start\":0,") != std::string::npos);
  CHECK(json.find("\"turn_state\":[\"queued\",\"sending\",\"streaming\",\"done\",\"failed\","
                  "\"stopped\",\"waiting\"]") != std::string::npos);
  CHECK(json.front() == '{');
  CHECK(json.back() == '}');
}

}  // namespace
}  // namespace parley
