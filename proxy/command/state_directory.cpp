#include "command/state_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace parley {
namespace {

// What is not absolute depends on where one stands: the XDG specification has it ignored.
std::string absolute(const char* value) { return value != nullptr && *value == '/' ? value : ""; }

}  // namespace

std::string state_directory(const Environment& env) {
  const std::string services = absolute(env("STATE_DIRECTORY"));
  if (!services.empty()) return services.substr(0, services.find(':'));
  const std::string states = absolute(env("XDG_STATE_HOME"));
  if (!states.empty()) return states + "/parley";
  const std::string home = absolute(env("HOME"));
  return home.empty() ? "" : home + "/.local/state/parley";
}

std::string make_directory(const std::string& path) {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), S_IRWXU) == 0 || errno == EEXIST) continue;
    return "cannot make the directory " + part + ": " + std::strerror(errno);
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return {};
  return "cannot keep anything in " + path + ": it is not a directory";
}

}  // namespace parley
