#pragma once

#include <string>

namespace parley {

// 128 random bits as 32 hex digits: nobody can guess it, and no other run has it.
std::string random_word();

}  // namespace parley
