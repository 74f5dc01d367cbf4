// What an event is about, in a line: for lists of events.
#pragma once

#include <string>
#include <string_view>

#include "answer/event.h"

namespace parley {

// Its step, the type of what it brings and the beginning of that, as far as there are such:
// "#1 text Hello", appended. data: what it was made of, which is shown itself where it is not
// understood.
void append_gist(std::string* line, const Event& event, std::string_view data);

}  // namespace parley
