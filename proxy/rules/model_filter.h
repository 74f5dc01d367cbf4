// Which models and agents a request asks for, and whether they are allowed. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley {

enum class ModelVerdict { kAllowed, kNotAllowed, kNotReadable };

// Looks at the members "model" and "agent" of the body's object and at nothing else. kNotReadable:
// the body is not an object in plain JSON (RFC 8259), or names one of them twice, so that two
// readers could find different things in it.
ModelVerdict check_model(std::string_view body, const std::vector<std::string>& globs);

// '*' stands for any characters, '?' for one.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace parley
