// Any bytes, cut anywhere, give the same messages; whoever resumes at one finds the next.
// The first byte says how long the chunks are, the second how long a message may be.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "answer/sse_parser.h"
#include "text/utf8.h"

namespace {

using Messages = std::vector<parley::SseMessage>;

void require(bool holds) {
  if (!holds) std::abort();
}

bool same(const parley::SseMessage& a, const parley::SseMessage& b) {
  return a.type == b.type && a.data == b.data && a.id == b.id && a.offset == b.offset &&
         a.retry == b.retry;
}

bool feed_all(parley::SseParser* parser, std::string_view bytes, std::size_t chunk,
              Messages* messages) {
  for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < chunk ? bytes.size() : chunk)) {
    if (!parser->feed(bytes.substr(0, chunk), messages)) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t chunk = 1 + data[0] % 16;
  const std::size_t limit = data[1] < 128 ? data[1] : parley::SseParser::kDefaultLimit;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);

  parley::SseParser whole(limit);
  Messages expected;
  const bool fits = feed_all(&whole, bytes, size, &expected);
  parley::SseParser cut(limit);
  Messages messages;
  require(feed_all(&cut, bytes, chunk, &messages) == fits);
  require(messages.size() == expected.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    require(same(messages[i], expected[i]));
    require(parley::valid_utf8_prefix(messages[i].data) == messages[i].data.size());
    require(parley::valid_utf8_prefix(messages[i].type) == messages[i].type.size());
    require(parley::valid_utf8_prefix(messages[i].id) == messages[i].id.size());
  }
  if (!fits) return 0;
  require(whole.message_pending() == cut.message_pending());
  require(whole.stray_text() == cut.stray_text());

  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].retry >= 0) continue;
    parley::SseParser resumed(limit);
    resumed.reset(expected[i].offset, expected[i].id);
    Messages rest;
    require(resumed.feed(bytes.substr(static_cast<std::size_t>(expected[i].offset)), &rest));
    require(rest.size() == expected.size() - i - 1);
    for (std::size_t j = 0; j < rest.size(); ++j) require(same(rest[j], expected[i + 1 + j]));
  }
  return 0;
}
