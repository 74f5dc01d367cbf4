// A JSON tree to text.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace parley {

// Compact, members in the order of their names, as the library writes it but in a fraction of its
// time. Bytes that are not UTF-8 become U+FFFD.
std::string write_json(const nlohmann::json& value);

}  // namespace parley
