// Server-sent events from bytes, as WHATWG HTML "9.2.5 Parsing an event stream" and
// "9.2.6 Interpreting an event stream" say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// One dispatched event, or one valid `retry` field.
struct SseMessage {
  std::string type;          // "message" where the stream named none
  std::string data;          // valid UTF-8; lines joined by LF
  std::string id;            // last event id, which persists over messages
  std::uint64_t offset = 0;  // bytes of the stream up to and including the line end that dispatched it
  std::int64_t retry = -1;   // >= 0: this is a retry field of that many ms; type, data, id are empty
};

// Feed any chunking of the bytes, get the same messages. Cost is linear in bytes.
class SseParser {
 public:
  static constexpr std::size_t kDefaultLimit = 64 * 1024 * 1024;

  // limit: how many bytes one message may hold (its unfinished line included).
  explicit SseParser(std::size_t limit = kDefaultLimit);

  // Appends the messages that these bytes complete. Returns false once a message grew over the
  // limit; that is sticky: nothing more is parsed until reset().
  [[nodiscard]] bool feed(std::string_view bytes, std::vector<SseMessage>* out);

  // What was received after the last line end, raw: at the end of a stream the standard discards
  // it, and a client may want to say so. Valid until the next call.
  std::string_view unfinished_line() const;

  // True when a message had begun (a data line) but no blank line ended it.
  bool message_pending() const;

  // Starts anew at this offset of a stream. A byte order mark is skipped at offset 0 only.
  void reset(std::uint64_t offset = 0);

 private:
