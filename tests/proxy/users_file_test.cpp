#include "users/users_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/temp_folder.h"

namespace parley {
namespace {

std::string line(const std::string& name, const std::string& token) {
  return users_line(name, token_digest(token));
}

TEST_CASE("users with what they may; comments and empty lines count for nothing") {
  const UsersFile file =
      parse_users("# of the lab\n\n" + line("anna", "a") + "  streams=4 rate=30\r\n" + "\t" +
                      line("Bob.2@lab_x-y", "b"),
                  "users");
  REQUIRE(file.error.empty());
  REQUIRE(file.entries.size() == 2);
  CHECK(file.entries[0].name == "anna");
  CHECK(same_digest(file.entries[0].digest, token_digest("a")));
  CHECK(file.entries[0].limits.streams == 4);
  CHECK(file.entries[0].limits.rate == 30);
  CHECK(file.entries[0].limits.tokens == 0);
  CHECK_FALSE(file.entries[0].limits.sees_usage);
  CHECK(file.entries[1].name == "Bob.2@lab_x-y");
  CHECK(file.entries[1].limits.streams == 0);
  CHECK(file.entries[1].limits.rate == 0);
}

TEST_CASE(
    "what is broken gets a sentence with file and line, and nobody is let in by half a file") {
  const std::string good = line("anna", "a");
  struct Case {
    const char* what;
    std::string text;
    const char* says;
  };
  const Case cases[] = {
      {"no hash", good + "\nbob",
       "f:2: behind the name the hash of a token is missing. parley token bob"},
      {"a token in place of its hash", "bob " + std::string("parley_x"), "f:1: behind the name"},
      {"a hash cut short", "bob sha256:1234", "f:1: behind the name"},
      {"a name that is none", "b:b " + good.substr(5), "f:1: a name has"},
      {"a word too much", good + " admin", "f:1: behind name and hash there may stand"},
      {"a limit that is none", good + " rate=many", "f:1: rate= needs a number"},
      {"no model", good + " model=,", "f:1: model= needs names"},
      {"no pattern", good + " model=", "f:1: behind name and hash"},
      {"a limit of nothing", good + " streams=0", "f:1: streams= needs a number"},
      {"a limit too large", good + " rate=99999999999999999999", "f:1: rate= needs a number"},
      {"the same name", good + "\n#\n" + line("anna", "b"),
       "f:3: the user anna stands in an earlier"},
      {"the same token", good + '\n' + line("bob", "a"),
       "f:2: the users anna and bob have the same"},
      {"nobody", "# soon\n", "f: no user stands in it"},
      {"empty", "", "f: no user stands in it"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    const UsersFile file = parse_users(each.text, "f");
    CHECK(file.entries.empty());
    CHECK(file.error.find(each.says) == 0);
  }
}

TEST_CASE("names") {
  for (const char* good : {"a", "A1", "anna.b", "0x", "a@b", "12345678901234567890123456789012"}) {
    CHECK(is_user_name(good));
  }
  for (const char* bad : {"", ".a", "-a", "@a", "a b", "a\"b", "a/b", "ann\xc3\xa4",
                          "123456789012345678901234567890123"}) {
    CHECK_FALSE(is_user_name(bad));
  }
}

TEST_CASE("a file is read; one that is not there, a folder, one that all may write to is said") {
  const TempFolder folder;
  const std::string path = folder.path() + "/users";
  CHECK(read_users(path).error.find(path + ": No such file") == 0);
  CHECK(read_users(folder.path()).error.find("it is a directory") != std::string::npos);
  std::ofstream(path) << line("anna", "a") << '\n';
  ::chmod(path.c_str(), 0640);
  CHECK(read_users(path).entries.size() == 1);
  CHECK(read_users(path).warning == "");
  ::chmod(path.c_str(), 0666);
  CHECK(read_users(path).entries.size() == 1);
  CHECK(read_users(path).warning.find("chmod o-w") != std::string::npos);
}

}  // namespace
}  // namespace parley
