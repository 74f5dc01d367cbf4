#include "rules/event_edge.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

TEST_CASE("an event is over with an empty line, however lines end and bytes are cut") {
  const struct {
    const char* text;
    bool between;
  } cases[] = {
      {"", true},
      {"data: 1", false},
      {"data: 1\n", false},
      {"data: 1\r\n", false},
      {"data: 1\n\n", true},
      {"data: 1\r\r", true},
      {"data: 1\r\n\r\n", true},
      {"data: 1\n\r\n", true},
      {"data: 1\n\ndata", false},
      {"\n", true},
      {"\r\n", true},
      {"x", false},
      {": alive\n\n", true},
  };
  for (const auto& each : cases) {
    CAPTURE(each.text);
    const std::string_view text = each.text;
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      CAPTURE(cut);
      EventEdge edge;
      edge.feed(text.substr(0, cut));
      edge.feed(text.substr(cut));
      CHECK(edge.between_events() == each.between);
    }
  }
}

}  // namespace
}  // namespace parley
