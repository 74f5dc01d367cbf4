#include "archive/export.h"

#include <cstdint>
#include <string>

#include "archive/redact.h"
#include "io.h"
#include "text/json_text.h"
#include "turns/journal.h"
#include "turns/request_text.h"
#include "turns/session.h"

namespace parley {
namespace {

std::string whole(double time) { return std::to_string(static_cast<std::int64_t>(time)); }

void append_head(std::string* out, std::string_view format, std::string_view title) {
  if (!format.empty()) {
    out->append("{\"format\":");
    append_json_string(out, format);
    out->append(",\"version\":");
  } else {
    out->append("{\"version\":");
  }
  out->append(std::to_string(kFormatVersion)).append(",\"title\":");
  append_json_string(out, title);
  out->append("}\n");
}

// The line that tells of a request, without the name of its stream.
std::string line_of(const RequestText& request) {
  std::string line(request.method);
  line += ' ';
  std::string_view target = request.target;
  if (target.starts_with(kStreamsPath)) {
    line.append(kStreamsPath).append(kRemoved);
    const std::size_t query = target.find('?');
    target = query == std::string_view::npos ? std::string_view() : target.substr(query);
  }
  return line.append(target);
}

// Tells what was done and the requests that came of it, in order.
template <typename Writer>
void tell(const std::vector<std::string>& entries, Writer* writer) {
  Session session;
  for (const std::string& entry : entries) {
    Input input;
    if (!decode_entry(entry, &input)) continue;
    const std::string text = redact(input);
    input.text = text;
    writer->input(input);
    const std::string shown = encode_entry(input);
    for (const Effect& effect : session.step({.kind = InputKind::kJournalEntry, .text = shown})) {
      if (effect.kind == EffectKind::kHttpStart) {
        writer->request(effect, read_request(effect.text));
      }
    }
  }
}

class LineWriter {
 public:
  explicit LineWriter(std::string* out) : out_(*out) {}

  void input(const Input& input) {
    out_.append("{\"time\":").append(whole(input.time)).append(",\"input\":\"");
    out_.append(name(input.kind)).append("\",\"id\":").append(std::to_string(input.id));
    SseMessage message;
    if (input.kind == InputKind::kMessage && decode_message(input.text, &message)) {
      out_.append(",\"offset\":").append(std::to_string(message.offset));
      member("type", message.type);
      if (!message.id.empty()) member("last_id", message.id);
      member("data", message.data);
    } else {
      out_.append(",\"arg\":").append(std::to_string(input.arg));
      member("text", input.text);
    }
    out_.append("}\n");
  }

  void request(const Effect& effect, const RequestText& request) {
    out_.append("{\"time\":").append(whole(effect.time));
    out_.append(",\"turn\":").append(std::to_string(effect.arg));
    member("request", line_of(request));
    // The core makes no body but JSON in one line.
    if (!request.body.empty()) out_.append(",\"body\":").append(request.body);
    out_.append("}\n");
  }

 private:
  void member(std::string_view key, std::string_view text) {
    out_.append(",\"").append(key).append("\":");
    append_json_string(&out_, text);
  }

  std::string& out_;
};

class StreamWriter {
 public:
  explicit StreamWriter(std::string* out) : out_(*out) {}

  void input(const Input& input) {
    SseMessage message;
    const bool event = input.kind == InputKind::kMessage && decode_message(input.text, &message);
    out_.append(": [").append(whole(input.time)).append(",\"").append(name(input.kind));
    out_.append("\",").append(std::to_string(input.id));
    if (!event) {
      out_.append(",").append(std::to_string(input.arg)).append(",");
      append_json_string(&out_, input.text);
      out_.append("]\n");
      return;
    }
    out_.append("]\n");
    append_frame(&out_, message, message.id != last_id_);
    last_id_ = message.id;
  }

  void request(const Effect& effect, const RequestText& request) {
    out_.append(": request of turn ").append(std::to_string(effect.arg)).append(": ");
    out_.append(line_of(request)).append(" ");
    out_.append(request.body.empty() ? std::string_view("\"\"") : request.body).append("\n");
  }

 private:
  std::string& out_;
  std::string last_id_;
};

}  // namespace

void append_frame(std::string* out, const SseMessage& message, bool with_id) {
  if (message.type != "message") out->append("event: ").append(message.type).append("\n");
  if (with_id) out->append("id: ").append(message.id).append("\n");
  std::string_view data = message.data;
  for (std::size_t end = data.find('\n'); end != data.npos; end = data.find('\n')) {
    out->append("data: ").append(data.substr(0, end + 1));
    data.remove_prefix(end + 1);
  }
  out->append("data: ").append(data).append("\n\n");
}

std::string to_conversation_file(std::string_view title, const std::vector<std::string>& entries) {
  std::string out;
  append_head(&out, kConversationFormat, title);
  for (const std::string& entry : entries) {
    append_json_string(&out, entry);
    out += '\n';
  }
  return out;
}

std::string to_json_lines(std::string_view title, const std::vector<std::string>& entries) {
  std::string out;
  append_head(&out, kRecordingFormat, without_keys(title));
  LineWriter writer(&out);
  tell(entries, &writer);
  return out;
}

std::string to_event_stream(std::string_view title, const std::vector<std::string>& entries) {
  std::string out = ": " + std::string(kRecordingFormat) + " ";
  append_head(&out, {}, without_keys(title));
  StreamWriter writer(&out);
  tell(entries, &writer);
  return out;
}

}  // namespace parley
