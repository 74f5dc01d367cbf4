// Which models and agents a request asks for, and whether they are allowed. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/json_members.h"

namespace parley {

enum class ModelVerdict { kAllowed, kNotAllowed, kNotReadable };

// Looks at the members "model" and "agent" of the body's object and at nothing else. Without globs
// anything is allowed. kNotReadable: the body is not an object in plain JSON (RFC 8259) that names
// exactly one model or agent: of none, and of two, nobody can say what will run.
ModelVerdict check_model(std::string_view body, const std::vector<std::string>& globs);
// The same for members that were read already.
ModelVerdict check_model(const JsonMember& model, const JsonMember& agent,
                         const std::vector<std::string>& globs);

// '*' stands for any characters, '?' for one.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace parley
