#include "users/ledger.h"

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
  Ledger ledger("", 100);
  ledger.add("v1_abc", "anna", 100);
  CHECK(ledger.owns("anna", "v1_abc"));
  CHECK_FALSE(ledger.owns("bob", "v1_abc"));
  CHECK_FALSE(ledger.owns("anna", "v1_abd"));
  CHECK_FALSE(ledger.owns("anna", ""));
  ledger.add("v1_abc", "bob", 100);
  CHECK(ledger.owns("anna", "v1_abc"));
  CHECK_FALSE(ledger.owns("bob", "v1_abc"));
}

TEST_CASE(
    "it is kept over a restart, for as long as the API keeps interactions, without their ids") {
  const TempFolder folder;
  const std::string path = folder.path() + "/interactions";
  {
    Ledger ledger(path, 100);
    CHECK(ledger.error() == "");
    ledger.add("v1_abc", "anna", 100);
    ledger.add("v1_def", "bob", 130);
  }
  CHECK(text_of(path).find("v1_") == std::string::npos);
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  {
    const Ledger ledger(path, 160);
    CHECK(ledger.owns("anna", "v1_abc"));
    CHECK(ledger.owns("bob", "v1_def"));
  }
  {
    const Ledger ledger(path, 161);
    CHECK_FALSE(ledger.owns("anna", "v1_abc"));
    CHECK(ledger.owns("bob", "v1_def"));
  }
}

TEST_CASE("what it cost counts once, on the day it was begun, also over a restart") {
  const TempFolder folder;
  const std::string path = folder.path() + "/interactions";
  {
    Ledger ledger(path, 100);
    ledger.add("v1_abc", "anna", 100);
    ledger.add("v1_def", "anna", 100);
    ledger.count("v1_abc", 30);
    ledger.count("v1_abc", 50);  // told again, later
    ledger.count("v1_abc", 50);
    ledger.count("v1_abc", 20);
    ledger.count("v1_def", 7);
    ledger.count("v1_unknown", 1000);
    CHECK(ledger.spent("anna", 100) == 57);
    CHECK(ledger.spent("anna", 101) == 0);
    CHECK(ledger.spent("bob", 100) == 0);
  }
  Ledger again(path, 100);
  CHECK(again.spent("anna", 100) == 57);
  again.count("v1_abc", 50);
  CHECK(again.spent("anna", 100) == 57);
  CHECK(again.entries().size() == 2);
  CHECK(Ledger::read(path, 100).size() == 2);
}

TEST_CASE("a file that was torn or is not ours costs no more than its lines") {
  const TempFolder folder;
  const std::string path = folder.path() + "/interactions";
  {
    Ledger ledger(path, 100);
    ledger.add("v1_abc", "anna", 100);
  }
  const std::string line = text_of(path);
  std::ofstream(path) << "\xff\xfe nonsense\n"
                      << line << "100 tooshort anna\n"
                      << line.substr(0, 20);
  Ledger ledger(path, 100);
  CHECK(ledger.owns("anna", "v1_abc"));
  ledger.add("v1_def", "bob", 100);
  CHECK(Ledger(path, 100).owns("bob", "v1_def"));
  CHECK(text_of(path).find("nonsense") == std::string::npos);
}

TEST_CASE("where nothing can be written, that is said, and it goes on in memory") {
  Ledger ledger("/proc/none/interactions", 100);
  CHECK(ledger.error().find("/proc/none/interactions") != std::string::npos);
  ledger.add("v1_abc", "anna", 100);
  CHECK(ledger.owns("anna", "v1_abc"));
}

}  // namespace
}  // namespace parley
