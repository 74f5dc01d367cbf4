#include "edge/archive.h"

#include <emscripten.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/exchanges.h"
#include "archive/export.h"
#include "archive/fork.h"
#include "archive/import.h"
#include "archive/redact.h"
#include "text/json_text.h"
#include "turns/journal.h"
#include "turns/request_encoder.h"
#include "turns/request_text.h"
#include "turns/session.h"

namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kAlignment = 4;
constexpr std::size_t kRoom = 1024;  // beyond a string's own room, so that malloc aligns it

std::string buffer;
Texts given;
std::string result;

// Those given, which count for one call.
Texts take() { return std::exchange(given, {}); }

// The first of them, taken out; "" where there is none.
std::string shift(Texts* texts) {
  if (texts->empty()) return {};
  std::string first = std::move(texts->front());
  texts->erase(texts->begin());
  return first;
}

void append_number(std::string* out, std::uint32_t number) {
  out->append(reinterpret_cast<const char*>(&number), sizeof number);
}

const std::uint8_t* give(const Texts& texts) {
  std::string().swap(result);
  std::size_t size = kRoom;
  for (const std::string& each : texts) size += each.size() + 2 * kAlignment;
  result.reserve(size);
  append_number(&result, static_cast<std::uint32_t>(texts.size()));
  append_number(&result, 0);
  for (const std::string& each : texts) {
    append_number(&result, static_cast<std::uint32_t>(each.size()));
    result.append(each);
    result.append((kAlignment - result.size() % kAlignment) % kAlignment, '\0');
  }
  return reinterpret_cast<const std::uint8_t*>(result.data());
}

std::string json_string(std::string_view text) {
  std::string json;
  parley::append_json_string(&json, text);
  return json;
}

std::string time_text(double time) { return std::to_string(static_cast<std::int64_t>(time)); }

std::string head_of(const parley::Imported& imported) {
  std::string json = "{\"title\":" + json_string(imported.title) + ",\"problems\":[";
  for (const parley::Problem& each : imported.problems) {
    if (json.back() == '}') json += ',';
    json += "{\"kind\":" + json_string(parley::kProblemNames[static_cast<std::size_t>(each.kind)]) +
            ",\"line\":" + std::to_string(each.line) + ",\"about\":" + json_string(each.about) +
            '}';
  }
  return json + "],\"more\":" + std::to_string(imported.more) + '}';
}

std::string json_of(const parley::Exchange& exchange, bool steps) {
  std::string json =
      "{\"request\":" + std::to_string(exchange.request) +
      ",\"turn\":" + std::to_string(exchange.turn) + ",\"time\":" + time_text(exchange.time) +
      ",\"sent\":" + std::to_string(exchange.sent) +
      ",\"saved\":" + std::to_string(exchange.saved) +
      ",\"interaction\":" + (exchange.interaction.empty() ? "null" : exchange.interaction);
  if (!steps) return json + '}';
  json += ",\"steps\":[";
  std::string places;
  for (const auto& [index, step] : exchange.steps) {
    if (json.back() != '[') json += ',', places += ',';
    json += step;
    places += std::to_string(index);
  }
  return json + "],\"places\":[" + places + "]}";
}

const char* who_of(parley::InputKind kind) {
  switch (kind) {
    case parley::InputKind::kMessage:
      return "event";
    case parley::InputKind::kHttpHead:
    case parley::InputKind::kBody:
    case parley::InputKind::kHttpEnd:
      return "network";
    default:
      return "host";
  }
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE std::uint8_t* archive_buffer(std::uint32_t length) {
  buffer.assign(length, '\0');
  return reinterpret_cast<std::uint8_t*>(buffer.data());
}

EMSCRIPTEN_KEEPALIVE void archive_give(std::uint32_t length) {
  buffer.resize(std::min<std::size_t>(length, buffer.size()));
  given.push_back(std::exchange(buffer, {}));
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_import(double time) {
  Texts texts = take();
  const std::string name = shift(&texts);
  parley::Imported imported = parley::import_file(name, shift(&texts), time);
  imported.entries.insert(imported.entries.begin(), head_of(imported));
  return give(imported.entries);
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_export(std::uint32_t format) {
  Texts texts = take();
  const std::string title = shift(&texts);
  if (format == 0) return give({parley::to_conversation_file(title, texts)});
  return give(
      {format == 1 ? parley::to_json_lines(title, texts) : parley::to_event_stream(title, texts)});
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_fork(std::uint32_t turn) {
  return give(parley::fork_journal(take(), turn));
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_index() {
  Texts index;
  for (const std::string& entry : take()) {
    parley::Input input;
    const bool known = parley::decode_entry(entry, &input);
    index.push_back('[' + time_text(known ? input.time : 0) + ',' +
                    json_string(known ? who_of(input.kind) : "") + ']');
  }
  return give(index);
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_exchanges(std::uint32_t request) {
  Texts told;
  for (const parley::Exchange& each : parley::exchanges_of(take())) {
    if (request == 0 || each.request == request) told.push_back(json_of(each, request != 0));
  }
  return give(told);
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_request(std::uint32_t request) {
  const std::string text = parley::request_of(take(), request);
  if (text.empty()) return give({});
  parley::RequestText parts = parley::read_request(text);
  Texts texts = {std::string(parts.method), std::string(parts.target), std::string(parts.body)};
  for (std::string_view header, value; parley::take_header(&parts.headers, &header, &value);) {
    texts.emplace_back(header);
    texts.emplace_back(parley::is_secret_header(header) ? std::string_view() : value);
  }
  return give(texts);
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_preview(std::uint32_t mode) {
  Texts texts = take();
  const std::string settings = shift(&texts);
  const std::string message = shift(&texts);
  parley::Session session;
  for (const std::string& entry : texts) {
    session.step({.kind = parley::InputKind::kJournalEntry, .text = entry});
  }
  return give({session.preview(static_cast<parley::SubmitMode>(mode), settings, message)});
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_frames() {
  Texts frames = take();
  std::size_t count = 0;
  for (std::size_t at = 0; at + 2 < frames.size(); at += 3) {
    parley::SseMessage message;
    message.type = std::move(frames[at]);
    message.id = std::move(frames[at + 1]);
    message.data = std::move(frames[at + 2]);
    std::string frame;
    parley::append_frame(&frame, message, !message.id.empty());
    frames[count++] = std::move(frame);
  }
  frames.resize(count);
  return give(frames);
}

EMSCRIPTEN_KEEPALIVE const std::uint8_t* archive_own_members() {
  return give(Texts(std::begin(parley::kOwnMembers), std::end(parley::kOwnMembers)));
}

}  // extern "C"
