#include "edge/boundary.h"

#include <emscripten.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "edge/transport.h"
#include "turns/journal.h"
#include "turns/request_text.h"
#include "turns/session.h"

namespace {

using parley::Effect;
using parley::EffectKind;
using parley::Input;

// clang-format off
// For what only the page can carry out: it cannot wait for a frame where there are none.
EM_JS(void, want_page, (std::uint32_t conversation), {
  if (Module["wanted"]) Module["wanted"](conversation);
});
// clang-format on

constexpr std::size_t kAlignment = 8;
constexpr std::size_t kRoom = 1024;  // beyond a string's own room, so that malloc aligns it
constexpr std::size_t kBlock = 64 * 1024;

#define X(name, text) +1
constexpr std::uint32_t kInputKinds = 0 PARLEY_INPUTS(X);
#undef X

// What one drain takes.
struct Block {
  std::string records;  // a string is copied at once where a vector goes byte by byte
  std::uint32_t count = 0;
};

struct Conversation {
  Conversation(std::uint32_t number, parley::Transport::Deliver deliver)
      : handle(number), transport(number, deliver) {}
  std::uint32_t handle;
  parley::Session session;
  parley::Transport transport;
  double newest = 0;  // of the times of live inputs: a clock that is set back does not show
  std::deque<Block> blocks;
};

// Handle h is at h - 1; null when destroyed.
std::vector<std::unique_ptr<Conversation>> conversations;
std::unique_ptr<std::uint8_t[]> buffer;
std::uint32_t buffer_size = 0;
std::string drained;

Conversation* find(std::uint32_t handle) {
  return handle == 0 || handle > conversations.size() ? nullptr : conversations[handle - 1].get();
}

// Room for the two counts in front of the records.
void begin_records(std::string* out) {
  out->reserve(kRoom);
  out->append(2 * sizeof(std::uint32_t), '\0');
}

void append_record(std::deque<Block>* blocks, const Effect& effect) {
  if (blocks->empty() || blocks->back().records.size() >= kBlock) {
    begin_records(&blocks->emplace_back().records);
  }
  ++blocks->back().count;
  std::string* const out = &blocks->back().records;
  struct Head {
    std::uint32_t kind, id, arg, length;
    double time;
  };
  static_assert(sizeof(Head) == 24, "as boundary.h and core.js have it");
  std::string line;  // what the page shows of a request
  if (effect.kind == EffectKind::kHttpStart) {
    const parley::RequestText request = parley::read_request(effect.text);
    line = parley::kRequestRoleNames[static_cast<std::size_t>(role_of(request))];
    const std::string size = std::to_string(request.body.size());
    for (const std::string_view each : {request.method, request.target, std::string_view(size)}) {
      (line += '\n') += each;
    }
    line += '\n';
  }
  const Head head{static_cast<std::uint32_t>(effect.kind), effect.id, effect.arg,
                  static_cast<std::uint32_t>(line.size() + effect.text.size()), effect.time};
  out->append(reinterpret_cast<const char*>(&head), sizeof head);
  out->append(line);
  out->append(effect.text);
  out->append((kAlignment - out->size() % kAlignment) % kAlignment, '\0');
}

bool is_for_page(EffectKind kind) {
  return kind == EffectKind::kKeep || kind == EffectKind::kRoom || kind == EffectKind::kRoomLeft;
}

void step(Conversation* conversation, Input input, bool host) {
  if (host) input.time = conversation->newest = std::max(conversation->newest, input.time);
  bool wanted = false;
  for (const Effect& effect : conversation->session.step(input)) {
    wanted = wanted || is_for_page(effect.kind);
    append_record(&conversation->blocks, effect);
    // Delivers nothing before it returns, so the effects stay valid.
    if (host) conversation->transport.run(effect);
  }
  if (host && wanted) want_page(conversation->handle);
}

void deliver(std::uint32_t handle, const Input& input) {
  if (Conversation* conversation = find(handle)) step(conversation, input, true);
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* parley_protocol() {
  static const std::string json = parley::protocol_json();
  return json.c_str();
}

EMSCRIPTEN_KEEPALIVE std::uint32_t parley_create() {
  const auto handle = static_cast<std::uint32_t>(conversations.size() + 1);
  conversations.push_back(std::make_unique<Conversation>(handle, deliver));
  return handle;
}

EMSCRIPTEN_KEEPALIVE void parley_destroy(std::uint32_t conversation) {
  if (find(conversation)) conversations[conversation - 1].reset();
}

EMSCRIPTEN_KEEPALIVE std::uint8_t* parley_buffer(std::uint32_t length) {
  buffer.reset(new std::uint8_t[length]);
  buffer_size = length;
  return buffer.get();
}

EMSCRIPTEN_KEEPALIVE std::uint32_t parley_input(std::uint32_t conversation, std::uint32_t kind,
                                                std::uint32_t id, std::uint32_t arg, double time,
                                                std::uint32_t length, std::uint32_t host) {
  bool sound = true;
  Conversation* found = find(conversation);
  if (found && kind < kInputKinds && length <= buffer_size) {
    const std::string_view text(reinterpret_cast<const char*>(buffer.get()), length);
    const Input input{static_cast<parley::InputKind>(kind), id, arg, time, text};
    Input entry;
    sound = input.kind != parley::InputKind::kJournalEntry || parley::decode_entry(text, &entry);
    step(found, input, host != 0);
  }
  // A long text is not kept for the life of the module.
  buffer.reset();
  buffer_size = 0;
  return sound ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* parley_drain(std::uint32_t conversation) {
  std::string().swap(drained);
  Conversation* const found = find(conversation);
  if (found && !found->blocks.empty()) {
    drained.swap(found->blocks.front().records);
    const std::uint32_t head[2] = {found->blocks.front().count, found->blocks.size() > 1 ? 1U : 0U};
    std::memcpy(drained.data(), head, sizeof head);
    found->blocks.pop_front();
  } else {
    begin_records(&drained);
  }
  return reinterpret_cast<const std::uint8_t*>(drained.data());
}

}  // extern "C"
