// What recorded traffic becomes.
#include "answer/interaction.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/chunking.h"
#include "support/events.h"
#include "support/fixtures.h"

namespace parley {
namespace {

struct Assembled {
  std::string json;
  std::size_t notices;
  Interaction::End end;
};

// All that the assembly sees of a stream.
struct Parsed {
  std::vector<SseMessage> messages;
  std::string stray;
  bool pending;
};

Parsed parse_bytes(const Chunks& chunks) {
  SseParser parser;
  std::vector<SseMessage> messages;
  for (const std::string_view chunk : chunks) CHECK(parser.feed(chunk, &messages));
  return {messages, parser.stray_text(), parser.message_pending()};
}

bool same(const Parsed& a, const Parsed& b) {
  return a.stray == b.stray && a.pending == b.pending &&
         std::equal(a.messages.begin(), a.messages.end(), b.messages.begin(), b.messages.end(),
                    [](const SseMessage& one, const SseMessage& other) {
                      return one.type == other.type && one.data == other.data &&
                             one.id == other.id && one.offset == other.offset &&
                             one.retry == other.retry;
                    });
}

Assembled assemble_bytes(const Chunks& chunks) {
  const Parsed parsed = parse_bytes(chunks);
  Interaction interaction;
  for (const SseMessage& each : parsed.messages) interaction.apply(decode_event(each), nullptr);
  interaction.finish(parsed.stray, parsed.pending);
  return {interaction.json(), interaction.notices().size(), interaction.end()};
}

TEST_CASE("recorded streams are assembled without a notice, however they are cut") {
  for (const std::string& path : recordings(".sse")) {
    CAPTURE(path);
    const std::string bytes = read_file(path);
    const Assembled whole = assemble_bytes({bytes});
    CHECK(whole.notices == 0);
    CHECK(whole.end == Interaction::End::kCompleted);
    CHECK(whole.json.find("\"signature\":\"\"") == std::string::npos);
    CHECK(whole.json.find("\"role\"") == std::string::npos);
    const Parsed parsed = parse_bytes({bytes});
    for_each_chunking(bytes, [&](const Chunks& chunks) {
      if (!same(parse_bytes(chunks), parsed)) FAIL_CHECK("another result");
    });
  }
}

TEST_CASE("recorded replies of both schemas are loaded") {
  for (const std::string& path : recordings(".json")) {
    if (path.find("request") != path.npos || path.find("429") != path.npos ||
        path.find("invalid") != path.npos) {
      continue;
    }
    CAPTURE(path);
    Interaction interaction;
    CHECK(interaction.load(read_file(path)));
    CHECK(interaction.end() == Interaction::End::kCompleted);
    CHECK(interaction.has_pending_calls() == (interaction.status() == "requires_action"));
    CHECK((interaction.step_count() == 0) == (interaction.status() == "incomplete"));
  }
}

TEST_CASE("a stream cut after 600 s ends in a bare JSON array: cut, with a notice") {
  for (const std::string& path : recordings("sse-tail-after-600s.txt")) {
    const std::string tail = read_file(path);
    const std::string bytes =
        R"(data: {"event_type":"step.start","index":0,"step":{"type":"model_output"}})"
        "\n\n"
        R"(data: {"event_type":"step.delta","index":0,"delta":{"type":"text","text":"a"}})"
        "\n\n";
    for (const char* const end : {"", "\n", "\n\n", "\r\n\r\n"}) {
      for_each_chunking(bytes + tail + end, [](const Chunks& chunks) {
        const Assembled cut = assemble_bytes(chunks);
        CHECK(cut.end == Interaction::End::kNone);
        CHECK(cut.notices == 1);
        CHECK(cut.json ==
              R"({"steps":[{"content":[{"text":"a","type":"text"}],"type":"model_output"}]})");
      });
    }
  }
}

}  // namespace
}  // namespace parley
