// A JSON value that fits a JSON Schema: arguments of function calls, structured output.
#pragma once

#include <string>
#include <string_view>

namespace parley::demo {

// `schema` as text; "" or anything unreadable gives {}. Numbers, quoted phrases and places that
// occur in `prompt` are used where they fit, in order. `number` varies the values of parallel
// calls.
std::string schema_value(std::string_view schema, std::string_view prompt, int number = 0);

}  // namespace parley::demo
