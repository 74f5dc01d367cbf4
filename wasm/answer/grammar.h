// The grammar of an event stream: what must come before what. Says what is wrong, mends nothing.
//
//   created, status_update*, (step.start, step.delta*, step.stop)*, completed | error, done
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "answer/event.h"

namespace parley {

struct Breach {
  const char* rule;   // a word of namespace breach
  std::string about;  // a type, a step's index or an event id
};

namespace breach {
inline constexpr const char* kUnknownType = "unknown_type";
inline constexpr const char* kUnreadable = "unreadable";
inline constexpr const char* kIndexUsedTwice = "index_used_twice";
inline constexpr const char* kNotStarted = "not_started";
inline constexpr const char* kAfterStop = "after_stop";
inline constexpr const char* kStoppedTwice = "stopped_twice";
inline constexpr const char* kNeverStopped = "never_stopped";
inline constexpr const char* kAfterEnd = "after_end";
inline constexpr const char* kNoTerminal = "no_terminal";
inline constexpr const char* kIdGap = "id_gap";
inline constexpr const char* kIdTwice = "id_twice";
}  // namespace breach

// One stream, event by event.
class Grammar {
 public:
  // Appends what is wrong with the event.
  void add(const Event& event, std::vector<Breach>* found);
  // The stream is over. Appends what it lacks.
  void end(std::vector<Breach>* found);

 private:
  void check_id(const std::string& id, std::vector<Breach>* found);
  void check_step(const Event& event, std::vector<Breach>* found);
  void check_stopped(std::vector<Breach>* found) const;

  enum class Step : char { kUnknown, kOpen, kStopped };

  std::vector<Step> steps_;        // by index, which is kMaxIndex at most
  std::int64_t open_ = kBadIndex;  // of them the one that began last, until it is stopped
  std::uint64_t count_ = 0;        // of events
  std::uint64_t numbered_ = 0;     // of these up to the last one with a number in its id
  std::int64_t number_ = -1;       // that
  bool ended_ = false;
  std::set<std::uint64_t> ids_;  // hashes
};

}  // namespace parley
