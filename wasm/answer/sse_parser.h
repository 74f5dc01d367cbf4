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
  std::string type;  // "message" where the stream named none
  std::string data;  // valid UTF-8; lines joined by LF
  std::string id;    // last event id, which persists over messages
  // A fresh parser that is reset() to this offset (and id) finds exactly the messages that follow.
  // It is the number of bytes up to and including the line end that dispatched the message; of a
  // CR LF the CR counts as that end, whether or not the LF has arrived. For a retry field: the end
  // of its line, or the beginning of the message that it stands within (then the retry field is
  // found again, and nothing of the message is lost).
  std::uint64_t offset = 0;
  std::int64_t retry = -1;  // >= 0: this is a retry field of that many ms; type, data, id are empty
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

  // True when bytes came after the last dispatched message that belong to another: at the end of a
  // stream the standard discards them, and a client may want to say so.
  bool message_pending() const;

  // Since the last data line: lines that no field of the standard explains, and the unfinished
  // line, at most kStrayLimit bytes, raw. The standard ignores them; but a service that breaks a
  // stream off may have written there why.
  std::string stray_text() const;
  static constexpr std::size_t kStrayLimit = 4096;

  // Starts anew at this offset of a stream, where the last event id was `id`. A byte order mark is
  // skipped at offset 0 only.
  void reset(std::uint64_t offset = 0, std::string_view id = {});

 private:
  bool fits(std::size_t more) const;
  void keep_partial(std::string_view bytes);
  void end_line(std::string_view rest, std::vector<SseMessage>* out);
  void process_line(std::string_view line, std::vector<SseMessage>* out);
  void process_retry(std::string_view value, std::vector<SseMessage>* out);
  void begin_data(std::string_view value);
  void end_data();
  void dispatch(std::vector<SseMessage>* out);
  void keep_stray(std::string_view line);

  std::size_t limit_;
  std::uint64_t offset_ = 0;         // bytes consumed, up to the end of the line being processed
  std::uint64_t message_begin_ = 0;  // where the message begins that is being received
  std::string line_;                 // unfinished line, raw, unless it is a data line
  std::string data_;                 // data buffer, raw, without its final LF
  std::string event_;                // event type buffer, raw
  std::string id_;                   // last event id buffer, decoded
  std::string stray_;
  std::size_t line_size_ = 0;  // bytes of the unfinished line
  std::size_t held_ = 0;       // bytes of data_ that finished lines brought
  bool in_data_ = false;       // the unfinished line is a data line and grows in data_
  bool has_data_ = false;      // the data buffer of the standard is not empty
  bool has_field_ = false;     // a field of the message being received was seen
  bool first_line_ = true;     // a byte order mark may stand here
  bool after_cr_ = false;      // the last byte was a CR that ended a line: a LF belongs to it
  bool over_limit_ = false;
};

}  // namespace parley
