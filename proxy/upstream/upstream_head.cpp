#include "upstream/upstream_head.h"

#include <algorithm>
#include <string>

#include "http/text.h"

namespace parley {
namespace {

// -1: the line has none.
int status_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (line.substr(0, 5) != "HTTP/" || space == std::string_view::npos) return -1;
  const std::string_view digits = line.substr(space + 1, 3);
  int status = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    status = status * 10 + (c - '0');
  }
  return digits.size() == 3 ? status : -1;
}

}  // namespace

UpstreamHead parse_upstream_head(std::string_view text, int* status, HeaderList* headers) {
  const std::size_t line_end = std::min(text.find('\n'), text.size());
  *status = status_of(trim(text.substr(0, line_end), kLineSpaces));
  if (*status >= 100 && *status < 200 && *status != 101) return UpstreamHead::kInterim;
  if (*status < 200 || *status > 599) return UpstreamHead::kBad;
  for (std::size_t at = line_end + 1; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    const std::string name = lower(line.substr(0, colon));
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos) {
      headers->emplace_back(name, std::string(trim(line.substr(colon + 1), kLineSpaces)));
    }
  }
  return UpstreamHead::kFinal;
}

}  // namespace parley
