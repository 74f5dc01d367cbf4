// Server-sent events on standard input, one JSON line a message on standard output.
#include <vector>

#include "answer/sse_parser.h"
#include "text/json_text.h"
#include "tool.h"

namespace {

void append_line(const parley::SseMessage& message, std::string* out) {
  if (message.retry >= 0) {
    *out += "{\"retry\":" + std::to_string(message.retry) + "}\n";
    return;
  }
  *out += "{\"type\":";
  parley::append_json_string(out, message.type);
  *out += ",\"data\":";
  parley::append_json_string(out, message.data);
  *out += ",\"id\":";
  parley::append_json_string(out, message.id);
  *out += "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const parley::ToolOptions options = parley::read_options(
      argc, argv,
      "Prints each message of an event stream as {\"type\",\"data\",\"id\"}, and {\"retry\":N}.");
  if (options.exit_code >= 0) return options.exit_code;
  parley::SseParser parser;
  std::vector<parley::SseMessage> messages;
  std::string out;
  bool within_limit = true;
  bool written = true;
  const bool read = parley::read_input(options.chunk, [&](std::string_view bytes) {
    within_limit = parser.feed(bytes, &messages);
    for (const parley::SseMessage& each : messages) append_line(each, &out);
    messages.clear();
    if (!out.empty()) written = parley::write_output(out);
    out.clear();
    return within_limit && written;
  });
  if (!read) return parley::fail(argv[0], "cannot read standard input");
  if (!written) return parley::fail(argv[0], "cannot write standard output");
  if (!within_limit) return parley::fail(argv[0], "a message is larger than 64 MiB; stopped there");
  return 0;
}
