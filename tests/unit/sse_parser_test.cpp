// The standard is WHATWG HTML, section "Server-sent events": 9.2.5 is the grammar, 9.2.6 what
// each line does. Test cases name the rule that they check.
#include "answer/sse_parser.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/chunking.h"
#include "support/cost.h"

namespace parley {
namespace {

using Messages = std::vector<SseMessage>;

std::string to_text(const Messages& messages) {
  std::string text;
  for (const SseMessage& each : messages) {
    if (each.retry >= 0) {
      text += "retry " + std::to_string(each.retry) + '\n';
    } else {
      text += '[' + each.type + '|' + each.data + '|' + each.id + "]\n";
    }
  }
  return text;
}

Messages parse(const Chunks& chunks, std::size_t limit = SseParser::kDefaultLimit) {
  SseParser parser(limit);
  Messages messages;
  for (const std::string_view chunk : chunks) {
    if (!parser.feed(chunk, &messages)) break;
  }
  return messages;
}

// The same in every chunking, offsets included; and whoever goes on at the offset of a message
// finds those that follow it.
void check(std::string_view bytes, const std::string& expected) {
  const Messages whole = parse({bytes});
  CHECK(to_text(whole) == expected);
  for_each_chunking(bytes, [&](const Chunks& chunks) {
    const Messages messages = parse(chunks);
    CHECK(to_text(messages) == expected);
    if (messages.size() != whole.size()) return;
    for (std::size_t i = 0; i < whole.size(); ++i) CHECK(messages[i].offset == whole[i].offset);
  });
  std::string id;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].retry >= 0) continue;
    SseParser parser;
    parser.reset(whole[i].offset, whole[i].id);
    Messages rest;
    CHECK(parser.feed(bytes.substr(static_cast<std::size_t>(whole[i].offset)), &rest));
    CHECK(to_text(rest) ==
          to_text(Messages(whole.begin() + static_cast<long>(i) + 1, whole.end())));
    for (std::size_t j = 0; j < rest.size() && i + 1 + j < whole.size(); ++j) {
      CHECK(rest[j].offset == whole[i + 1 + j].offset);
    }
  }
}

TEST_CASE("9.2.5: lines end in CR LF, LF or CR, in any mixture") {
  check("data:a\n\ndata:b\n\n", "[message|a|]\n[message|b|]\n");
  check("data:a\r\rdata:b\r\r", "[message|a|]\n[message|b|]\n");
  check("data:a\r\n\r\ndata:b\r\n\r\n", "[message|a|]\n[message|b|]\n");
  check("data:a\r\n\ndata:b\n\r\ndata:c\r\n\rdata:d\r\r\n",
        "[message|a|]\n[message|b|]\n[message|c|]\n[message|d|]\n");
  // LF CR is two line ends, CR LF one.
  check("data:a\n\rdata:b\r\ndata:c\n\n", "[message|a|]\n[message|b\nc|]\n");
  check("\n\r\n\r\n\n\r\r", "");
}

TEST_CASE("a CR ends the line at once, also as the last byte there is") {
  SseParser parser;
  Messages messages;
  CHECK(parser.feed("data:a\r\n\r", &messages));
  CHECK(to_text(messages) == "[message|a|]\n");
  CHECK(messages[0].offset == 9);
  CHECK(parser.feed("\ndata:b\r\n\r\n", &messages));
  CHECK(to_text(messages) == "[message|a|]\n[message|b|]\n");
  CHECK(messages[1].offset == 19);
}

TEST_CASE("9.2.5: one byte order mark is skipped at the beginning only") {
  check(
      "\xEF\xBB\xBF"
      "data:a\n\n",
      "[message|a|]\n");
  check("\xEF\xBB\xBF\n\ndata:a\n\n", "[message|a|]\n");
  check(
      "\xEF\xBB\xBF\xEF\xBB\xBF"
      "data:a\n\ndata:b\n\n",
      "[message|b|]\n");
  check(
      "\n\xEF\xBB\xBF"
      "data:a\n\n",
      "");
  check(
      "\xEF\xBB"
      "data:a\n\n",
      "");
  check(
      "data:\xEF\xBB\xBF"
      "a\n\n",
      "[message|\xEF\xBB\xBF"
      "a|]\n");
  SseParser parser;
  parser.reset(7);
  Messages messages;
  CHECK(
      parser.feed("\xEF\xBB\xBF"
                  "data:a\n\n",
                  &messages));
  CHECK(messages.empty());
}

TEST_CASE("9.2.5: bytes are UTF-8, and what is not becomes U+FFFD") {
  check("data:\xE2\x82\xAC\xF0\x9F\x98\x80\n\n", "[message|\xE2\x82\xAC\xF0\x9F\x98\x80|]\n");
  check("data:\xE2\x82\ndata:\x82\xAC\n\n", "[message|\xEF\xBF\xBD\n\xEF\xBF\xBD\xEF\xBF\xBD|]\n");
  check("event:\xFF\nid:\xC3\ndata:x\xED\xA0\x80\n\n",
        "[\xEF\xBF\xBD|x\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD]\n");
}

TEST_CASE("9.2.6: data lines are joined by LF, without one at the end") {
  check("data:a\ndata:b\ndata:\ndata:c\n\n", "[message|a\nb\n\nc|]\n");
  check("data:\ndata:\n\n", "[message|\n|]\n");
  check("data\n\n", "[message||]\n");
  check("data:\n\n", "[message||]\n");
  check(std::string_view("data:a\0b\n\n", 10), std::string("[message|a\0b|]\n", 15));
}

TEST_CASE("9.2.6: one space after the colon is not part of the value") {
  check("data: a\n\n", "[message|a|]\n");
  check("data:  a \n\n", "[message| a |]\n");
  check("data:\ta\n\n", "[message|\ta|]\n");
  check("data: \n\n", "[message||]\n");
  check("data:a:b: c\n\n", "[message|a:b: c|]\n");
}

TEST_CASE("9.2.6: field names are taken as they are") {
  check("Data:a\n data:b\ndata :c\nxdata:d\nevent :e\ndat\n\n", "");
  check("data:a\nfoo:bar\nfoo\n\n", "[message|a|]\n");
}

TEST_CASE("9.2.6: a line that starts with a colon is a comment") {
  check(": hello\n:\n:data:x\n\ndata:a\n:b\ndata:c\n:\n\n", "[message|a\nc|]\n");
}

TEST_CASE("9.2.6: event names the type of one message, message without it") {
  check("event:a\ndata:1\n\ndata:2\n\n", "[a|1|]\n[message|2|]\n");
  check("event:a\nevent: b\ndata:1\n\n", "[b|1|]\n");
  check("event:a\nevent:\ndata:1\n\n", "[message|1|]\n");
  check("event\ndata:1\n\n", "[message|1|]\n");
}

TEST_CASE("9.2.6: without data there is no message, and the type is forgotten") {
  check("event:a\n\ndata:1\n\n", "[message|1|]\n");
  check("event:a\nid:1\n\n\n", "");
}

TEST_CASE("9.2.6: id persists, is set by blocks without data too, and can be emptied") {
  check("id:1\ndata:a\n\ndata:b\n\nid\ndata:c\n\n", "[message|a|1]\n[message|b|1]\n[message|c|]\n");
  check("id: 2\n\ndata:a\n\n", "[message|a|2]\n");
  check("data:a\nid:3\n\n", "[message|a|3]\n");
  check("id:1\nid:2\ndata:a\n\n", "[message|a|2]\n");
}

TEST_CASE("9.2.6: an id with NUL is ignored") {
  check(std::string_view("id:1\nid:a\0b\ndata:x\n\nid:\0\ndata:y\n\n", 33),
        "[message|x|1]\n[message|y|1]\n");
}

TEST_CASE("9.2.6: retry is ASCII digits only, and stands where it stands") {
  check("retry:10\n", "retry 10\n");
  check("retry: 0\n\nretry:007\n", "retry 0\nretry 7\n");
  check("retry:1x\nretry:-1\nretry:+1\nretry:1.5\nretry:\nretry\nretry:  1\nretry:1 \nretry:0x1\n",
        "");
  check("data:a\n\nretry:5\ndata:b\n\n", "[message|a|]\nretry 5\n[message|b|]\n");
  check("data:a\nretry:5\nevent:e\n\n", "retry 5\n[e|a|]\n");
  check("data:a\n\r\nevent:e\nretry:5\ndata:b\n\n", "[message|a|]\nretry 5\n[e|b|]\n");
  check("retry:9223372036854775807\n", "retry 9223372036854775807\n");
  check("retry:9223372036854775808\n", "retry 9223372036854775807\n");
  check("retry:99999999999999999999999999\n", "retry 9223372036854775807\n");
}

TEST_CASE("9.2.6: what the end of the stream cuts off is discarded") {
  check("data:a\n\ndata:b", "[message|a|]\n");
  check("data:a\n\ndata:b\n", "[message|a|]\n");
  check("data:a\n\ndata:b\nid:7", "[message|a|]\n");
  check("retry:5", "");
}

TEST_CASE("the parser says when something has come that no message is made of yet") {
  SseParser parser;
  Messages messages;
  const auto pending_after = [&](const char* bytes) {
    CHECK(parser.feed(bytes, &messages));
    return parser.message_pending();
  };
  CHECK_FALSE(parser.message_pending());
  CHECK(pending_after("data:a\n"));
  CHECK_FALSE(pending_after("\n"));
  CHECK(pending_after("da"));
  CHECK(pending_after("ta:"));
  CHECK(pending_after("b"));
  CHECK(pending_after("\n"));
  CHECK_FALSE(pending_after("\r"));
  CHECK_FALSE(pending_after("\n: comment\n"));
  CHECK(to_text(messages) == "[message|a|]\n[message|b|]\n");
}

TEST_CASE("stray text is what no field explains since the last data line") {
  for_each_chunking("data:a\n\n[{\n:c\n\"b\":1\n\n}", [](const Chunks& chunks) {
    SseParser parser;
    Messages messages;
    for (const std::string_view chunk : chunks) CHECK(parser.feed(chunk, &messages));
    CHECK(parser.stray_text() == "[{\n\"b\":1\n}");
    CHECK(parser.feed("\ndata:x\n", &messages));
    CHECK(parser.stray_text().empty());
  });
  SseParser parser;
  Messages messages;
  for (int i = 0; i < 1000; ++i) CHECK(parser.feed("abcdefgh\nx", &messages));
  CHECK(parser.stray_text().size() == SseParser::kStrayLimit);
}

TEST_CASE("a retry field inside a message resumes at the beginning of the message") {
  const std::string bytes = "data:a\n\nid:1\ndata:b\nretry:5\ndata:c\n\nretry:6\ndata:d\n\n";
  const Messages messages = parse({bytes});
  REQUIRE(messages.size() == 5);
  CHECK(messages[1].offset == messages[0].offset);
  CHECK(bytes.substr(static_cast<std::size_t>(messages[3].offset)) == "data:d\n\n");
}

TEST_CASE("a message over the limit breaks the stream off, at the same place in any chunking") {
  // 8 bytes of data are held when the line of 8 comes.
  const std::string bytes = "data:1\n\ndata:12345678\ndata:123\n\ndata:2\n\n";
  for (std::size_t limit = 0; limit < 24; ++limit) {
    const std::string whole = to_text(parse({bytes}, limit));
    for_each_chunking(bytes,
                      [&](const Chunks& chunks) { CHECK(to_text(parse(chunks, limit)) == whole); });
    CHECK((whole.find("[message|2|]") != whole.npos) == (limit >= 16));
  }
  SseParser parser(10);
  Messages messages;
  CHECK_FALSE(parser.feed("data:1\n\n:0123456789", &messages));
  CHECK(messages.size() == 1);
  CHECK_FALSE(parser.feed("\n\ndata:2\n\n", &messages));
  CHECK_FALSE(parser.feed("", &messages));
  CHECK(messages.size() == 1);
  parser.reset();
  CHECK(parser.feed("data:2\n\n", &messages));
  CHECK(messages.size() == 2);
}

TEST_CASE("offsets count from where the parser was reset to") {
  SseParser parser;
  Messages messages;
  CHECK(parser.feed("data:zzz", &messages));
  parser.reset(1000);
  CHECK(parser.feed("data:a\n\n", &messages));
  CHECK(to_text(messages) == "[message|a|]\n");
  CHECK(messages[0].offset == 1008);
}

TEST_CASE("many short lines in one chunk, with any line end, take linear time") {
  for (const char* const end : {"\n", "\r", "\r\n"}) {
    CAPTURE(end);
    CHECK(cost_is_linear(
        [&](int count) {
          std::string bytes;
          for (int i = 0; i < count; ++i) bytes += std::string("data:x") + end + end;
          CHECK(parse({bytes}).size() == static_cast<std::size_t>(count));
        },
        50000));
  }
}

TEST_CASE("a long line in small chunks takes linear time") {
  CHECK(cost_is_linear(
      [](int size) {
        const std::string line =
            "data:" + std::string(static_cast<std::size_t>(size), 'x') + "\n\n";
        CHECK(parse(in_chunks(line, 100))[0].data.size() == static_cast<std::size_t>(size));
      },
      1000000));
}

}  // namespace
}  // namespace parley
