// What parsing costs: one line of 5.3 MB whole and in chunks, and a stream of small events.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "answer/event_decoder.h"
#include "answer/interaction.h"
#include "answer/sse_parser.h"

namespace {

constexpr int kRounds = 15;

// The best of several rounds, in milliseconds.
template <typename Fn>
double measure(Fn fn) {
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    fn();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

std::size_t parse(std::string_view bytes, std::size_t chunk, bool assemble) {
  parley::SseParser parser;
  parley::Interaction interaction;
  std::vector<parley::SseMessage> messages;
  std::size_t count = 0;
  for (std::size_t pos = 0; pos < bytes.size(); pos += chunk) {
    if (!parser.feed(bytes.substr(pos, chunk), &messages)) return 0;
    if (assemble) {
      for (const auto& each : messages) interaction.apply(parley::decode_event(each), nullptr);
    }
    count += messages.size();
    messages.clear();
  }
  return count;
}

void report(const char* what, std::string_view bytes, bool assemble) {
  const double megabytes = static_cast<double>(bytes.size()) / 1e6;
  double whole = 0;
  for (const std::size_t chunk : {bytes.size(), std::size_t{16384}, std::size_t{1024}}) {
    std::size_t count = 0;
    const double ms = measure([&] { count = parse(bytes, chunk, assemble); });
    if (chunk == bytes.size()) whole = ms;
    std::printf("%-28s chunks of %8zu: %8.2f ms, %8.1f MB/s, %4.2f of whole, %zu messages\n", what,
                chunk, ms, megabytes / ms * 1000, ms / whole, count);
  }
}

}  // namespace

int main() {
  std::string line =
      "event: step.delta\ndata: {\"event_type\":\"step.delta\",\"index\":0,"
      "\"delta\":{\"type\":\"image\",\"mime_type\":\"image/jpeg\",\"data\":\"";
  line.append(5'300'000, 'A');
  line += "\"}}\n\n";
  std::string events;
  for (int i = 0; i < 20'000; ++i) {
    events +=
        "event: step.delta\ndata: {\"event_type\":\"step.delta\",\"index\":0,"
        "\"delta\":{\"type\":\"text\",\"text\":\"twenty to three hundred\"}}\n\n";
  }
  report("one line, messages", line, false);
  report("one line, interaction", line, true);
  report("20000 events, messages", events, false);
  report("20000 events, interaction", events, true);
  return 0;
}
