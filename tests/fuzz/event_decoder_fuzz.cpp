// No bytes, as a stream or as a body, break the decoder or the assembly; what is assembled is a
// resource that loads as itself.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "answer/event_decoder.h"
#include "answer/interaction.h"
#include "answer/sse_parser.h"
#include "turns/request_encoder.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void use(const parley::Interaction& interaction) {
  const std::string json = interaction.json();
  parley::Interaction again;
  require(again.load(json));
  require(again.json() == json);
  require(again.step_count() == interaction.step_count());
  require(again.output_text() == interaction.output_text());
  require(again.pending_calls_json() == interaction.pending_calls_json());
  require(interaction.has_pending_calls() == again.has_pending_calls());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  parley::SseParser parser;
  std::vector<parley::SseMessage> messages;
  require(parser.feed(bytes, &messages));
  parley::Interaction interaction;
  parley::Interaction unwatched;
  std::vector<parley::Change> changes;
  for (const parley::SseMessage& each : messages) {
    const parley::Event event = parley::decode_event(each);
    interaction.apply(event, &changes);
    unwatched.apply(event, nullptr);
  }
  interaction.finish(parser.stray_text(), parser.message_pending());
  require(unwatched.json() == interaction.json());
  use(interaction);

  parley::Interaction loaded;
  if (loaded.load(bytes)) use(loaded);
  parley::error_json(parley::decode_error(bytes, 500));
  parley::RequestParts parts;
  parts.settings = bytes;
  parts.message = bytes;
  parley::encode_request(parts);
  parley::read_settings(bytes);
  parts.settings = "{}";
  parts.input_json = bytes;
  parts.history = {std::string(bytes), "[]"};
  parley::encode_request(parts);
  return 0;
}
