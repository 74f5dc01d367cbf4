#include "dump.h"

#include <nlohmann/json.hpp>

namespace parley::demo {

std::string dump(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace parley::demo
