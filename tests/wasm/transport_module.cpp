// Transport alone as a module for transport.test.mjs: effects go in one by one, and the inputs
// that come back are kept as records laid out as in boundary.h.
#include <emscripten.h>

#include <cstring>
#include <memory>
#include <string>

#include "edge/transport.h"

namespace {

std::string buffer;
std::string records;
std::unique_ptr<parley::Transport> transport;

template <typename T>
void append(T value) {
  records.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void record(std::uint32_t conversation, const parley::Input& input) {
  append(static_cast<std::uint32_t>(input.kind));
  append(input.id);
  append(input.arg);
  append(static_cast<std::uint32_t>(input.text.size()));
  append(input.time);
  records.append(input.text);
  records.resize((records.size() + 7) / 8 * 8);
  // An abort from within the delivery of a chunk, as a session that has seen enough does it.
  if (input.text == "abort me" && conversation == 1) {
    transport->run({parley::EffectKind::kHttpAbort, input.id, 0, {}, 0});
  }
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE void test_create() {
  transport = std::make_unique<parley::Transport>(1, record);
}

EMSCRIPTEN_KEEPALIVE void test_destroy() { transport.reset(); }

EMSCRIPTEN_KEEPALIVE char* test_buffer(std::uint32_t length) {
  buffer.resize(length);
  return buffer.data();
}

EMSCRIPTEN_KEEPALIVE void test_run(std::uint32_t kind, std::uint32_t id, std::uint32_t arg) {
  transport->run({static_cast<parley::EffectKind>(kind), id, arg, buffer, 0});
}

EMSCRIPTEN_KEEPALIVE std::uint32_t test_size() {
  return static_cast<std::uint32_t>(records.size());
}

// What came since the last call; valid until the next input.
EMSCRIPTEN_KEEPALIVE const char* test_take() {
  static std::string taken;
  taken.swap(records);
  records.clear();
  return taken.data();
}

EMSCRIPTEN_KEEPALIVE const char* test_protocol() {
  static const std::string json = parley::protocol_json();
  return json.c_str();
}

}  // extern "C"
