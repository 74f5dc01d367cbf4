// What must not leave the machine in a file for others: keys, tokens, and the random words by which
// the proxy knows a stream. Doing it twice is doing it once, so that an export of an import is the
// same. Linear in the text.
#pragma once

#include <string>
#include <string_view>

#include "io.h"

namespace parley {

// What stands in the place of what was removed.
inline constexpr std::string_view kRemoved = "removed";

// Text without keys of the service, wherever they stand.
std::string without_keys(std::string_view text);

// JSON text without the values of secret members and of all that is in `headers`, otherwise as it
// was written. Of text that is no JSON, what could be read as such.
std::string redact_json(std::string_view json);

// Whether the value of a request's header (io.h, kHttpStart) is secret.
bool is_secret_header(std::string_view name);

// The text of an input (io.h) as others may see it.
std::string redact(const Input& input);

}  // namespace parley
