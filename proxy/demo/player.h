// Plays a timeline to a client, word by word.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "http/http_server.h"
#include "interaction.h"

namespace parley::demo {

enum class Played {
  kWhole,   // to the end, or to where a fault ends the body
  kBroken,  // a fault breaks the connection
  kLeft,    // the client has gone, or the server stops
};

class Player {
 public:
  // `headers` go with the stream's own.
  Player(HttpResponse& response, HeaderList headers, std::chrono::milliseconds pace,
         const std::atomic<bool>& stopping)
      : response_(response), headers_(std::move(headers)), pace_(pace), stopping_(stopping) {}

  // Foreground: from the first beat, at the timeline's pace. Calls interaction.finish() right
  // before the last event goes out, so that whoever has read it can chain at once.
  Played play(Interaction& interaction);
  // Background: from `position`, as the run's clock has it. `first`: with the faults that only the
  // first connection sees.
  Played follow(Interaction& interaction, std::size_t position, bool first);

  // False when the client went away or the server stops meanwhile.
  bool wait(std::chrono::milliseconds time);
  bool hold(Gate& gate);  // comes to it, and waits until it is open
  // Waits until so many have come to the gate, but for `time` at most.
  void await(const Gate& gate, std::size_t answers, std::chrono::milliseconds time);

 private:
  bool is_heard();  // false: as of wait()
  bool begin();
  bool flush();
  bool add(std::string_view bytes, std::size_t piece);
  Played finish(Played played);

  HttpResponse& response_;
  HeaderList headers_;
  const std::chrono::milliseconds pace_;
  const std::atomic<bool>& stopping_;
  std::string pending_;
};

std::int64_t unix_now();

}  // namespace parley::demo
