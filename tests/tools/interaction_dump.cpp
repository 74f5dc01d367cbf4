// A recorded stream on standard input, the interaction that it adds up to on standard output.
#include <vector>

#include "answer/event_decoder.h"
#include "answer/interaction.h"
#include "text/json_text.h"
#include "tool.h"

namespace {

const char* end_name(parley::Interaction::End end) {
  switch (end) {
    case parley::Interaction::End::kCompleted:
      return "completed";
    case parley::Interaction::End::kError:
      return "error";
    case parley::Interaction::End::kNone:
      break;
  }
  return "cut";
}

std::string to_json(const parley::Interaction& interaction,
                    const std::vector<std::string>& notices) {
  std::string out = "{\"interaction\":" + interaction.json() + ",\"output_text\":";
  parley::append_json_string(&out, interaction.output_text());
  out += ",\"end\":\"";
  out += end_name(interaction.end());
  out += "\",\"notices\":[";
  bool first = true;
  for (const std::string& notice : notices) {
    if (!first) out += ',';
    first = false;
    parley::append_json_string(&out, notice);
  }
  return out + "]}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const parley::ToolOptions options =
      parley::read_options(argc, argv,
                           "Prints what a recorded stream adds up to, as "
                           "{\"interaction\",\"output_text\",\"end\",\"notices\"}.");
  if (options.exit_code >= 0) return options.exit_code;
  parley::SseParser parser;
  parley::Interaction interaction;
  std::vector<parley::SseMessage> messages;
  bool within_limit = true;
  const bool read = parley::read_input(options.chunk, [&](std::string_view bytes) {
    within_limit = parser.feed(bytes, &messages);
    for (const parley::SseMessage& each : messages) {
      if (each.retry >= 0) continue;
      parley::Event event = parley::decode_event(each);
      if (interaction.is_new(event)) interaction.apply(std::move(event), nullptr);
    }
    messages.clear();
    return within_limit;
  });
  if (!read) return parley::fail(argv[0], "cannot read standard input");
  interaction.finish(parser.stray_text(), parser.message_pending());
  std::vector<std::string> notices = interaction.notices();
  if (!within_limit) notices.push_back("An event is larger than 64 MiB; the rest is left out.");
  if (interaction.end() == parley::Interaction::End::kError) {
    const parley::ApiError& error = interaction.error();
    notices.push_back("The stream ends with an error: " + error.code +
                      (error.code.empty() || error.message.empty() ? "" : ": ") + error.message);
  }
  if (!parley::write_output(to_json(interaction, notices))) {
    return parley::fail(argv[0], "cannot write standard output");
  }
  return 0;
}
