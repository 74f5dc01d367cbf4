#include "command/state_directory.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <map>

#include "support/temp_folder.h"

namespace parley {
namespace {

std::string directory_for(const std::map<std::string, std::string>& variables) {
  return state_directory([&variables](const char* name) -> const char* {
    const auto at = variables.find(name);
    return at == variables.end() ? nullptr : at->second.c_str();
  });
}

TEST_CASE("where state is kept") {
  const std::string home = "/home/a";
  CHECK(directory_for({{"HOME", home}}) == "/home/a/.local/state/parley");
  CHECK(directory_for({{"HOME", home}, {"XDG_STATE_HOME", "/s"}}) == "/s/parley");
  CHECK(directory_for({{"HOME", home}, {"XDG_STATE_HOME", ""}}) == "/home/a/.local/state/parley");
  CHECK(directory_for({{"HOME", home}, {"XDG_STATE_HOME", "s"}}) == "/home/a/.local/state/parley");
  CHECK(directory_for({{"XDG_STATE_HOME", "/s"}, {"STATE_DIRECTORY", "/v/parley"}}) == "/v/parley");
  CHECK(directory_for({{"STATE_DIRECTORY", "/v/parley:/v/other"}}) == "/v/parley");
  CHECK(directory_for({}) == "");
  CHECK(directory_for({{"HOME", "somewhere"}}) == "");
}

TEST_CASE("a directory is made with its parents, for this user alone") {
  const TempFolder folder;
  const std::string root = folder.path() + "/state";
  const std::string path = root + "/one/two";
  CHECK(make_directory(path) == "");
  CHECK(make_directory(path + '/') == "");
  for (const std::string& made : {root, root + "/one", path}) {
    struct stat info {};
    REQUIRE(::stat(made.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0700);
  }
  const std::string file = folder.write("file", "x");
  CHECK(make_directory(file).find(file + ": it is not") != std::string::npos);
  CHECK(make_directory(file + "/below").find(file + "/below: ") != std::string::npos);
}

}  // namespace
}  // namespace parley
