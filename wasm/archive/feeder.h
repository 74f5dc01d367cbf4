// Feeds a session what a recording holds, with its times and without a network: what it journals is
// the conversation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "archive/import.h"
#include "turns/session.h"

namespace parley {

class Feeder {
 public:
  // What comes of it is added to *out.
  explicit Feeder(Imported* out);

  // line: of the file, where it stands.
  void feed(const Input& input, std::size_t line);
  // Nothing of it goes on. own: the recording is one of this program, which tells how each request
  // ended; of another one nobody can be asked.
  void end(bool own);

 private:
  void step(const Input& input);
  void take(const Effect& effect);
  void make_room();
  void refuse_requests();

  Imported& out_;
  Session session_;
  double time_ = 0;
  std::size_t line_ = 1;
  std::map<TurnId, bool> running_;  // turns, and whether they go on by themselves
  std::set<RequestId> open_;        // requests that the recording does not answer
  std::vector<RequestId> rooms_;    // that want to stream: there is room
  std::set<std::uint32_t> timers_;  // that run
};

}  // namespace parley
