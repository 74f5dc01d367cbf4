// JSON as it goes out.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace parley::demo {

// Bytes that are not UTF-8, which a request may have held, become U+FFFD.
std::string dump(const nlohmann::ordered_json& json);

}  // namespace parley::demo
