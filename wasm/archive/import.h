// Files to conversations: what export.h writes, and plain event streams or answers of anyone.
//
// Files come from strangers. Nothing in one is believed but what a journal may hold; reading is
// linear in the bytes, and what a file makes of a session has bounds.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archive/export.h"
#include "io.h"

namespace parley {

struct Problem {
  enum class Kind {
    kBadLine,  // it was left out
    kBadData,  // the event at this line holds no JSON
    kVersion,  // of the format, not known here: `about`
    kTooMany,  // messages or entries: what comes from this line on is left out
    kForeign,  // no file of this program, nor a stream of events
  };
  Kind kind;
  std::size_t line;  // from 1
  std::string about{};
};
inline constexpr const char* kProblemNames[] = {"bad_line", "bad_data", "version", "too_many",
                                                "foreign"};

// What a conversation of a file may have, so that a page can take it in: a session compares
// messages, and a view shows each event.
struct ImportLimits {
  std::size_t messages = 10'000;
  std::size_t queued = 100;  // at once: each is looked at with each input
  std::size_t entries = 200'000;
};

// What could be read, and what is wrong with the rest.
struct Imported {
  static constexpr std::size_t kMostProblems = 5;  // told one by one

  void complain(Problem::Kind kind, std::size_t line, std::string about = {});
  // Whether there is room for one more of its messages or entries; says once where there is not.
  bool has_room(std::size_t line, bool message);
  // What a session did with it: how much waits there.
  void note(const Effect& effect);

  std::string title;
  std::vector<std::string> entries;  // of a journal; none: it holds no conversation
  std::vector<Problem> problems;
  std::size_t more = 0;  // of them
  ImportLimits limits{};

 private:
  std::size_t messages_ = 0;
  std::set<TurnId> queued_;
  bool full_ = false;
};

// time: of the file, where it tells none.
Imported import_file(std::string_view name, std::string bytes, double time,
                     const ImportLimits& limits = {});

}  // namespace parley
