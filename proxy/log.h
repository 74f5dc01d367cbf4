// What is written about requests: that they were, never what they said. No target, id, header,
// body or key ever gets here.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

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
  Log(LogFormat format, LogLevel level, std::FILE* out = stderr)
      : format_(format), level_(level), out_(out) {}
  // One write a line, so lines of many threads stay whole. kError: 5xx only.
  void access(const AccessEntry& entry) const;

 private:
  const LogFormat format_;
  const LogLevel level_;
  std::FILE* const out_;
};

}  // namespace parley
