// How fast an answer is taken in, from its bytes to what the view is told: the parts one by one,
// and a whole session with its journal. Text events of some 300 bytes, as the service sends them.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "answer/event_decoder.h"
#include "answer/interaction.h"
#include "answer/sse_parser.h"
#include "turns/session.h"

namespace {

constexpr int kRounds = 9;
constexpr std::size_t kChunk = 16 * 1024;

std::string event(const std::string& type, const std::string& members) {
  return "event: " + type + "\ndata: {" + members + ",\"event_type\":\"" + type + "\"}\n\n";
}

std::string answer(const std::vector<std::string>& deltas) {
  std::string bytes =
      event("interaction.created", R"("interaction":{"id":"v1_a","status":"in_progress"})") +
      event("step.start", R"("index":0,"step":{"type":"model_output"})");
  for (const std::string& each : deltas) {
    bytes += event("step.delta", R"("index":0,"delta":)" + each);
  }
  return bytes + event("step.stop", R"("index":0)") +
         event("interaction.completed", R"("interaction":{"id":"v1_a","status":"completed"})") +
         "event: done\ndata: [DONE]\n\n";
}

std::vector<std::string> texts(std::size_t count, std::string_view sentence) {
  std::string text;
  while (text.size() < 200) text += sentence;
  return std::vector<std::string>(count, R"({"text":")" + text + R"(","type":"text"})");
}

// Each of these gives a number, so that nothing is left out as unused.
std::size_t parse(std::string_view bytes) {
  parley::SseParser parser;
  std::vector<parley::SseMessage> messages;
  std::size_t count = 0;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kChunk))) {
    if (!parser.feed(bytes.substr(0, kChunk), &messages)) return 0;
    count += messages.size();
    messages.clear();
  }
  return count;
}

std::size_t decode(const std::vector<parley::SseMessage>& messages) {
  std::size_t size = 0;
  for (const parley::SseMessage& each : messages) size += parley::decode_event(each).text.size();
  return size;
}

std::size_t assemble(std::string_view bytes) {
  parley::SseParser parser;
  parley::Interaction interaction;
  std::vector<parley::SseMessage> messages;
  std::vector<parley::Change> changes;
  std::size_t size = 0;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kChunk))) {
    if (!parser.feed(bytes.substr(0, kChunk), &messages)) return 0;
    for (const parley::SseMessage& each : messages) {
      interaction.apply(parley::decode_event(each), &changes);
    }
    for (const parley::Change& each : changes) size += each.text.size();
    messages.clear();
    changes.clear();
  }
  return size;
}

std::size_t converse(std::string_view bytes) {
  using parley::InputKind;
  parley::Session session;
  std::size_t size = 0;
  const auto step = [&](InputKind kind, std::uint32_t id, std::uint32_t arg,
                        std::string_view text) {
    for (const parley::Effect& each : session.step({kind, id, arg, 1000, text})) {
      size += each.text.size();
    }
  };
  step(InputKind::kKept, 0, ~0U, "");
  step(InputKind::kOpen, 0, 1, "AAAAAAAAAAAAAAAAAAAAAA");
  step(InputKind::kSettings, 0, 0, R"({"model":"m"})");
  step(InputKind::kSubmit, 0, 0, "one");
  step(InputKind::kRoom, 1, 0, "");
  step(InputKind::kHttpHead, 1, 200, "text/event-stream");
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kChunk))) {
    step(InputKind::kHttpChunk, 1, 0, bytes.substr(0, kChunk));
  }
  step(InputKind::kHttpEnd, 1, 0, {});
  return size;
}

// The best of several rounds, in processor time: the machine may be busy with other things.
template <typename Run>
void measure(const char* what, std::size_t size, Run run) {
  double best = 1e9;
  std::size_t result = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::clock_t begin = std::clock();
    result = run();
    best = std::min(best, static_cast<double>(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC);
  }
  std::printf("  %-12s %9.2f ms %8.1f MB/s  (%zu)\n", what, best,
              static_cast<double>(size) / 1e3 / best, result);
}

void report(const char* what, const std::string& bytes) {
  std::printf("%s, %.1f MB\n", what, static_cast<double>(bytes.size()) / 1e6);
  std::vector<parley::SseMessage> messages;
  parley::SseParser parser;
  if (!parser.feed(bytes, &messages)) return;
  measure("parser", bytes.size(), [&] { return parse(bytes); });
  measure("decoder", bytes.size(), [&] { return decode(messages); });
  measure("answer side", bytes.size(), [&] { return assemble(bytes); });
  measure("session", bytes.size(), [&] { return converse(bytes); });
}

}  // namespace

int main() {
  report("English",
         answer(texts(20'000, "The quick brown fox jumps over the lazy dog, they say.\\n")));
  report("Chinese", answer(texts(20'000, "\xE6\x95\x8F\xE6\x8D\xB7\xE7\x9A\x84\xE6\xA3\x95 ")));
  report(
      "code",
      answer(texts(20'000, R"(  if (at < 0) {\n\t\treturn \"none\\n\"; // \u003cb\u003e\n  }\n)")));
  report("one image", answer({R"({"type":"image","mime_type":"image/png","data":")" +
                              std::string(5'300'000, 'A') + "\"}"}));
  return 0;
}
