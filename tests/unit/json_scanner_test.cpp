#include "text/json_scanner.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

// The string that the text is; "none" when it is no string.
std::string read(std::string_view text) {
  JsonScanner scanner(text);
  std::string value = "left from before";
  return scanner.read_string(&value) && scanner.at_end() ? value : "none";
}

TEST_CASE("tokens come one after another, space between them does not count") {
  JsonScanner scanner(" {\t\"a\" :\r\n-1.5e3 ,\"b\":[true] } ");
  std::string_view key;
  CHECK(scanner.take('{'));
  CHECK_FALSE(scanner.take('}'));
  CHECK(scanner.read_plain_string(&key));
  CHECK(key == "a");
  CHECK(scanner.take(':'));
  CHECK(scanner.read_word() == "-1.5e3");
  CHECK(scanner.take(','));
  CHECK(scanner.read_plain_string(&key));
  CHECK(key == "b");
  CHECK(scanner.take(':'));
  CHECK(scanner.peek() == '[');
  CHECK(scanner.take('['));
  CHECK(scanner.read_word() == "true");
  CHECK(scanner.take(']'));
  CHECK_FALSE(scanner.at_end());
  CHECK(scanner.take('}'));
  CHECK(scanner.at_end());
  CHECK_FALSE(scanner.take('}'));
  CHECK_FALSE(scanner.take('\0'));
  CHECK(scanner.read_word() == "");
}

TEST_CASE("escapes are undone") {
  CHECK(read(R"("")") == "");
  CHECK(read(R"("a\"b\\c\/d\b\f\n\r\te")") == "a\"b\\c/d\b\f\n\r\te");
  CHECK(read(R"("\u0041\u00e4\u20AC\ud83d\ude00")") == "A\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(read(R"("\u0000")") == std::string(1, '\0'));
  CHECK(read("\"\xC3\xA4\x7F\"") == "\xC3\xA4\x7F");
}

TEST_CASE("half a surrogate pair is one U+FFFD, and nothing beside it is lost") {
  const std::string half = "\xEF\xBF\xBD";
  CHECK(read(R"("a\ud83db")") == "a" + half + "b");
  CHECK(read(R"("\ude00\ud83d")") == half + half);
  CHECK(read(R"("\ud83d\ud83d\ude00")") == half + "\xF0\x9F\x98\x80");
  CHECK(read(R"("\ud83d\u0041")") == half + "A");
  CHECK(read(R"("\ud83d\n\ude00")") == half + "\n" + half);
  CHECK(read(R"("\ud83d)") == "none");
}

TEST_CASE("what is no string is not read") {
  for (const std::string_view text :
       {R"()", R"(")", R"("a)", R"(a")", R"("\")", R"("\x")", R"("\u12")", R"("\u12g4")",
        R"("\ud83d\u12")", R"("\ud83d\u")", R"("\)", "\"\n\"", "\"\x1f\"", "'a'", "7"}) {
    CAPTURE(text);
    CHECK(read(text) == "none");
  }
  CHECK(read(std::string_view("\"\0\"", 3)) == "none");
}

TEST_CASE("a string is plain without escapes only") {
  for (const std::string_view text : {R"("\n")", R"("a)", R"(a)", "\"\n\""}) {
    CAPTURE(text);
    std::string_view value;
    CHECK_FALSE(JsonScanner(text).read_plain_string(&value));
  }
}

}  // namespace
}  // namespace parley
