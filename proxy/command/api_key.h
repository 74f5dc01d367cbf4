// Where the API key comes from.
#pragma once

#include <string>
#include <vector>

#include "command/options.h"

namespace parley {

struct ApiKey {
  std::string key;                    // empty: none found, or error
  std::string source;                 // for people: "the file ...", "GEMINI_API_KEY"
  std::vector<std::string> warnings;  // for people
  std::string error;                  // for people; not empty: do not start
};

// First of `file` (where not empty; then it must do), $CREDENTIALS_DIRECTORY/gemini-api-key,
// GEMINI_API_KEY, GOOGLE_API_KEY. White space around a key is not part of it; a variable without
// anything else counts as not set. A file may also say GEMINI_API_KEY=KEY. Reads files.
ApiKey find_api_key(const std::string& file, const Environment& env);

}  // namespace parley
