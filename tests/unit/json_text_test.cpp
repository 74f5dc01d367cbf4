#include "json_text.h"

#include <doctest/doctest.h>

#include <cfloat>
#include <cstdint>
#include <string>

namespace parley {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(&out, text);
  return out;
}

TEST_CASE("strings are escaped as little as RFC 8259 section 7 allows") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("a\"b\\c/d\x7f\xC3\xA4\xE2\x80\xA8") ==
        "\"a\\\"b\\\\c/d\x7f\xC3\xA4\xE2\x80\xA8\"");
  CHECK(json_string("\b\f\n\r\t\x01\x1f") == R"("\b\f\n\r\t\u0001\u001f")");
  CHECK(json_string(std::string_view("\0", 1)) == R"("\u0000")");
}

// The string that this JSON string says, or "error".
std::string read_string(std::string_view json) {
  JsonScanner scanner(json);
  std::string text;
  return scanner.take_string(&text) && scanner.at_end() ? text : "error";
}

TEST_CASE("every escape of RFC 8259 section 7 is read") {
  CHECK(read_string(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(read_string(R"("\u0041\u00e4\u20AC\ud83d\uDE00")") ==
        "A\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(read_string(R"("\u0000")") == std::string(1, '\0'));
  for (const char* const bad : {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\)", R"("a)", R"(")",
                                "\"\n\"", "\"\x1f\"", "a", ""}) {
    CAPTURE(bad);
    CHECK(read_string(bad) == "error");
  }
}

TEST_CASE("a surrogate without a partner is read as U+FFFD") {
  CHECK(read_string(R"("\ud83d")") == "\xEF\xBF\xBD");
  CHECK(read_string(R"("\ude00\ud83d")") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(read_string(R"("\ud83d\ud83d\ude00")") == "\xEF\xBF\xBD\xF0\x9F\x98\x80");
  CHECK(read_string(R"("\ud83d\u0041")") ==
        "\xEF\xBF\xBD"
        "A");
  CHECK(read_string(R"("\ud83dx\ude00")") == "\xEF\xBF\xBDx\xEF\xBF\xBD");
  CHECK(read_string(R"("\ud83d\n")") == "\xEF\xBF\xBD\n");
  CHECK(read_string(R"("\\ud83d")") == "\\ud83d");
  CHECK(read_string(R"("\ud83d\u12")") == "error");
}

TEST_CASE("what is written is what is read") {
  std::string text;
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  CHECK(read_string(json_string(text)) == text);
}

TEST_CASE("numbers are whole as long as 64 bits hold them, and finite") {
  using Kind = JsonScanner::Number::Kind;
  const auto read = [](std::string_view json) {
    JsonScanner scanner(json);
    const JsonScanner::Number number = scanner.take_number();
    return scanner.at_end() ? number : JsonScanner::Number();
  };
  CHECK(read("0").kind == Kind::kInteger);
  CHECK(read("-9223372036854775808").integer == INT64_MIN);
  CHECK(read("18446744073709551615").natural == UINT64_MAX);
  CHECK(read("18446744073709551616").real == 18446744073709551616.0);
  CHECK(read("-9223372036854775809").kind == Kind::kFloat);
  CHECK(read("1.5e-3").real == 1.5e-3);
  CHECK(read("1E2").real == 100);
  CHECK(read("1e999").real == DBL_MAX);
  CHECK(read("-1e999").real == -DBL_MAX);
  CHECK(read("1e-999").real == 0);
  for (const char* const bad :
       {"", "-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1.e1", "NaN", "Infinity"}) {
    CAPTURE(bad);
    CHECK(read(bad).kind == Kind::kNone);
  }
}

}  // namespace
}  // namespace parley
