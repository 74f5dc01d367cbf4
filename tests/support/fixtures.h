// Recorded traffic beside the project: ../shared/fixtures, or where PARLEY_FIXTURES says.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace parley {

inline std::string read_file(const std::string& path) {
  std::string bytes;
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return bytes;
  char block[65536];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, file)) > 0;) {
    bytes.append(block, n);
  }
  std::fclose(file);
  return bytes;
}

// Paths of the recordings whose names end so, sorted. None, and a notice, where they are not.
inline std::vector<std::string> recordings(std::string_view suffix) {
  namespace fs = std::filesystem;
  const char* const named = std::getenv("PARLEY_FIXTURES");
  const fs::path root =
      named != nullptr ? fs::path(named) : fs::path(PARLEY_SOURCE_DIR) / "../shared/fixtures";
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator each(root, error), end; each != end && !error;
       each.increment(error)) {
    const std::string path = each->path().string();
    if (path.size() < suffix.size()) continue;
    if (path.compare(path.size() - suffix.size(), suffix.size(), suffix) == 0)
      paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  if (paths.empty()) {
    std::printf("skipped: no recordings *%s in %s\n", std::string(suffix).c_str(),
                root.string().c_str());
  }
  return paths;
}

}  // namespace parley
