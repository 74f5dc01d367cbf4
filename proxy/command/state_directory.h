// Where the program keeps what has to survive it: keys and certificates of its own making.
#pragma once

#include <string>

#include "command/options.h"

namespace parley {

// $STATE_DIRECTORY (systemd's; the first of its list), else $XDG_STATE_HOME/parley, else
// $HOME/.local/state/parley; empty: there is no place. Pure.
std::string state_directory(const Environment& env);

// Makes it and its parents, for this user alone; what is there stays as it is. Empty, or why there
// is no such directory, for people.
std::string make_directory(const std::string& path);

}  // namespace parley
