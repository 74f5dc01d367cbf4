#include "turns/journal.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

TEST_CASE("an entry comes back as the input it was") {
  for (const std::string text : {"", "Hello", "two\nlines\n", "\n", " leading and trailing "}) {
    const Input input{InputKind::kSubmit, 7, 2, 1763820000123.0, text};
    const std::string entry = encode_entry(input);
    Input decoded{};
    CHECK(decode_entry(entry, &decoded));
    CHECK(decoded.kind == input.kind);
    CHECK(decoded.id == input.id);
    CHECK(decoded.arg == input.arg);
    CHECK(decoded.time == input.time);
    CHECK(decoded.text == input.text);
  }
  CHECK(encode_entry({InputKind::kStop, 3, 0, 12.0, {}}) == "12 stop 3 0\n");
}

TEST_CASE("a message comes back as it was; in a damaged one what is no UTF-8 is replaced") {
  const SseMessage message{.type = "step.delta", .data = "{\"a\":\n1}", .id = "7", .offset = 42};
  std::string entry = encode_message_entry(1000, 3, message);
  CHECK(entry == "1000 message 3 0\n42 step.delta\n7\n{\"a\":\n1}");
  Input input{};
  SseMessage read;
  REQUIRE(decode_entry(entry, &input));
  REQUIRE(decode_message(input.text, &read));
  CHECK(read.type == message.type);
  CHECK(read.data == message.data);
  CHECK(read.id == message.id);
  CHECK(read.offset == message.offset);

  entry.back() = '\xFF';
  REQUIRE(decode_entry(entry, &input));
  REQUIRE(decode_message(input.text, &read));
  CHECK(read.data == "{\"a\":\n1\xEF\xBF\xBD");
}

TEST_CASE("a damaged entry is refused, wherever it was cut") {
  const std::string entry = encode_entry({InputKind::kSubmit, 7, 2, 1763820000123.0, {}});
  Input decoded{};
  for (std::size_t length = 0; length < entry.size(); ++length) {
    CHECK_FALSE(decode_entry(entry.substr(0, length), &decoded));
  }
  for (const char* bad : {"x submit 0 0\n", "1 nothing 0 0\n", "1 submit -1 0\n", "1 submit 0 0",
                          "1 submit 0\n", "-1 submit 0 0\n", "1 submit 99999999999 0\n",
                          "9007199254740993 submit 0 0\n", "9223372036854775807 submit 0 0\n"}) {
    CHECK_FALSE(decode_entry(bad, &decoded));
  }
}

}  // namespace
}  // namespace parley
