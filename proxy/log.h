// What is written about requests: that they were, never what they said. No target, id, header,
// body or key ever gets here. Thread-safe, and nothing here waits: whoever reads the log may stop
// reading.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "command/options.h"

namespace parley {

struct AccessEntry {
  std::string method;       // of the client; methods that are not known become "OTHER"
  const char* route = "";   // route_name()
  int status = 0;           // 0: the client left before an answer
  std::uint64_t bytes = 0;  // of the answer's body
  std::chrono::milliseconds duration{0};
};

// One line without its end; `time` in seconds since the epoch.
std::string format_entry(const AccessEntry& entry, LogFormat format, std::int64_t time);

class Log {
 public:
  // `out` stays the caller's.
  Log(LogFormat format, LogLevel level, int out = STDERR_FILENO);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // One write a line, so lines of many threads stay whole. kError: 5xx only.
  void access(const AccessEntry& entry) noexcept;
  // For the operator, at any level.
  void say(std::string_view text) noexcept;
  // Lines that found no room, since the start; the next one that does says how many there were.
  std::uint64_t dropped() const;

 private:
  enum class Way { kWrite, kSend, kAsk };

  void put(std::string line);
  bool write_now(std::string_view line);

  const LogFormat format_;
  const LogLevel level_;
  int out_;
  bool own_ = false;  // out_ is ours to close
  Way way_ = Way::kWrite;
  mutable std::mutex mutex_;
  std::uint64_t dropped_ = 0;  // with mutex_
  std::uint64_t untold_ = 0;   // with mutex_: of those, what no line has said yet
  bool torn_ = false;          // with mutex_: the last line went out without its end
};

}  // namespace parley
