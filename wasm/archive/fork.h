// A fork: a conversation whose journal is that of another one up to the end of a turn.
#pragma once

#include <string>
#include <vector>

#include "io.h"

namespace parley {

// turn: one that is over. Nothing goes on in the fork: what else was queued or under way at that
// moment belongs to the conversation it comes from. Empty when that turn was never over.
std::vector<std::string> fork_journal(const std::vector<std::string>& entries, TurnId turn);

}  // namespace parley
