#include "users/ownership.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "support/temp_folder.h"

namespace parley {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

TEST_CASE("an interaction is its maker's, and nobody else's") {
  Ownership ownership("", 100);
  ownership.add("v1_abc", "anna", 100);
  CHECK(ownership.owns("anna", "v1_abc"));
  CHECK_FALSE(ownership.owns("bob", "v1_abc"));
  CHECK_FALSE(ownership.owns("anna", "v1_abd"));
  CHECK_FALSE(ownership.owns("anna", ""));
  ownership.add("v1_abc", "bob", 100);
  CHECK(ownership.owns("anna", "v1_abc"));
  CHECK_FALSE(ownership.owns("bob", "v1_abc"));
}

TEST_CASE(
    "it is kept over a restart, for as long as the API keeps interactions, without their ids") {
  const TempFolder folder;
  const std::string path = folder.path() + "/interactions";
  {
    Ownership ownership(path, 100);
    CHECK(ownership.error() == "");
    ownership.add("v1_abc", "anna", 100);
    ownership.add("v1_def", "bob", 130);
  }
  CHECK(text_of(path).find("v1_") == std::string::npos);
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  {
    const Ownership ownership(path, 160);
    CHECK(ownership.owns("anna", "v1_abc"));
    CHECK(ownership.owns("bob", "v1_def"));
  }
  {
    const Ownership ownership(path, 161);
    CHECK_FALSE(ownership.owns("anna", "v1_abc"));
    CHECK(ownership.owns("bob", "v1_def"));
  }
}

TEST_CASE("a file that was torn or is not ours costs no more than its lines") {
  const TempFolder folder;
  const std::string path = folder.path() + "/interactions";
  {
    Ownership ownership(path, 100);
    ownership.add("v1_abc", "anna", 100);
  }
  const std::string line = text_of(path);
  std::ofstream(path) << "\xff\xfe nonsense\n"
                      << line << "100 tooshort anna\n"
                      << line.substr(0, 20);
  Ownership ownership(path, 100);
  CHECK(ownership.owns("anna", "v1_abc"));
  ownership.add("v1_def", "bob", 100);
  CHECK(Ownership(path, 100).owns("bob", "v1_def"));
  CHECK(text_of(path).find("nonsense") == std::string::npos);
}

TEST_CASE("where nothing can be written, that is said, and it goes on in memory") {
  Ownership ownership("/proc/none/interactions", 100);
  CHECK(ownership.error().find("/proc/none/interactions") != std::string::npos);
  ownership.add("v1_abc", "anna", 100);
  CHECK(ownership.owns("anna", "v1_abc"));
}

}  // namespace
}  // namespace parley
