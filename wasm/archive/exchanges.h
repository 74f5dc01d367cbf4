// The requests of a conversation and what they brought, as its journal makes them once more: what
// the page does not keep.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "io.h"

namespace parley {

// A request for an answer, and the answer.
struct Exchange {
  RequestId request = 0;
  TurnId turn = kNoTurn;
  double time = 0;
  std::size_t sent = 0;   // bytes of its body
  std::size_t saved = 0;  // bytes of the history that it did not have to carry, thanks to chaining
  std::string interaction;                     // without steps: a JSON object, or ""
  std::map<std::uint32_t, std::string> steps;  // by view index, each a JSON object
};

// In the order in which they were sent.
std::vector<Exchange> exchanges_of(const std::vector<std::string>& entries);

// The text of a request (io.h, kHttpStart); "" when there is none of this number.
std::string request_of(const std::vector<std::string>& entries, RequestId request);

}  // namespace parley
