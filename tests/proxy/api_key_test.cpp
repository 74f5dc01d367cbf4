#include "command/api_key.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>

namespace parley {
namespace {

class Folder {
 public:
  Folder() {
    path_ = "/tmp/parley-test-XXXXXX";  // not a word of the keys in it
    if (::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~Folder() {
    for (const std::string& file : files_) ::unlink(file.c_str());
    ::rmdir(path_.c_str());
  }
  std::string write(const std::string& name, const std::string& content) {
    const std::string file = path_ + '/' + name;
    std::ofstream(file, std::ios::binary) << content;
    files_.push_back(file);
    return file;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::vector<std::string> files_;
};

using Variables = std::map<std::string, std::string>;

ApiKey find(const std::string& file, const Variables& variables) {
  static Variables kept;  // values must outlive the call, as the environment's do
  kept = variables;
  return find_api_key(file, [](const char* name) -> const char* {
    const auto found = kept.find(name);
    return found == kept.end() ? nullptr : found->second.c_str();
  });
}

TEST_CASE("the key is taken from the first place that has one") {
  Folder folder;
  const std::string file = folder.write("mine", "from-file\n");
  folder.write("gemini-api-key", "from-credentials");
  const Variables all = {{"CREDENTIALS_DIRECTORY", folder.path()},
                         {"GEMINI_API_KEY", "from-gemini"},
                         {"GOOGLE_API_KEY", "from-google"}};
  CHECK(find(file, all).key == "from-file");
  CHECK(find("", all).key == "from-credentials");
  CHECK(find("", {{"GEMINI_API_KEY", "a"}, {"GOOGLE_API_KEY", "b"}}).key == "a");
  CHECK(find("", {{"GEMINI_API_KEY", "a"}}).source == "GEMINI_API_KEY");
  CHECK(find("", {{"GOOGLE_API_KEY", "b"}}).source == "GOOGLE_API_KEY");
}

TEST_CASE("no key is no error") {
  for (const Variables& variables :
       {Variables{}, Variables{{"GEMINI_API_KEY", ""}}, Variables{{"GEMINI_API_KEY", " \n"}},
        Variables{{"CREDENTIALS_DIRECTORY", "/nowhere"}}}) {
    const ApiKey key = find("", variables);
    CHECK(key.key.empty());
    CHECK(key.error.empty());
  }
}

TEST_CASE("white space around a key is not part of it") {
  Folder folder;
  CHECK(find(folder.write("k", " \tkey-1\r\n\n"), {}).key == "key-1");
  CHECK(find("", {{"GEMINI_API_KEY", "key-2\n"}}).key == "key-2");
}

TEST_CASE("a file may give the key its name, as a shell or systemd reads it") {
  Folder folder;
  for (const char* text : {"GEMINI_API_KEY=key-1\n", "export GEMINI_API_KEY=key-1",
                           "GOOGLE_API_KEY=\"key-1\"", "export  GEMINI_API_KEY='key-1' \n"}) {
    CAPTURE(text);
    CHECK(find(folder.write("named", text), {}).key == "key-1");
  }
  CHECK(find(folder.write("padded", "a2V5=="), {}).key == "a2V5==");
  for (const char* text : {"OTHER=key-1", "GEMINI_API_KEY=", "'key-1'", "GEMINI_API_KEY=A=key-1",
                           "GEMINI_API_KEY=\"key-1"}) {
    CAPTURE(text);
    const ApiKey key = find(folder.write("odd", text), {});
    CHECK(key.key.empty());
    CHECK_FALSE(key.error.empty());
    CHECK(key.error.find("key-1") == std::string::npos);
  }
}

TEST_CASE("that others can read the file is said, with what to do") {
  Folder folder;
  const std::string file = folder.write("k", "key-1");
  for (const int mode : {0640, 0604, 0620}) {
    CAPTURE(mode);
    REQUIRE(::chmod(file.c_str(), static_cast<mode_t>(mode)) == 0);
    const ApiKey key = find(file, {});
    CHECK(key.key == "key-1");
    REQUIRE(key.warnings.size() == 1);
    CHECK(key.warnings[0].find("chmod 600 " + file) != std::string::npos);
  }
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
  CHECK(find(file, {}).warnings.empty());
}

TEST_CASE("two keys that differ are warned about, without showing either") {
  const ApiKey key = find("", {{"GEMINI_API_KEY", "k-1"}, {"GOOGLE_API_KEY", "k-2"}});
  REQUIRE(key.warnings.size() == 1);
  CHECK(key.warnings[0].find("GOOGLE_API_KEY") != std::string::npos);
  CHECK(key.warnings[0].find("k-1") == key.warnings[0].npos);
  CHECK(key.warnings[0].find("k-2") == key.warnings[0].npos);
  CHECK(find("", {{"GEMINI_API_KEY", "k-1"}, {"GOOGLE_API_KEY", "k-1"}}).warnings.empty());
}

TEST_CASE("a file that cannot give a key is an error that names it, and what to do") {
  Folder folder;
  const std::string empty = folder.write("empty", "\n");
  for (const std::string& file : {folder.path() + "/missing", folder.path(), empty}) {
    const ApiKey key = find(file, {{"GEMINI_API_KEY", "another"}});
    CHECK(key.key.empty());
    CHECK(key.error.find(file) != std::string::npos);
  }
}

TEST_CASE("a key that no header can carry, or nothing can stand for, is an error that shows none") {
  Folder folder;
  for (const std::string& bad :
       {std::string("a b"), std::string("a\r\nx: y"), std::string("a\0b", 3),
        std::string("\xc3\xa9"), std::string("a*b")}) {
    const ApiKey key = find(folder.write("bad", bad), {});
    CHECK(key.key.empty());
    CHECK_FALSE(key.error.empty());
    CHECK(key.error.find("x: y") == std::string::npos);
  }
}

}  // namespace
}  // namespace parley
