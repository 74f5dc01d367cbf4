#include "command/api_key.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "http/text.h"

namespace parley {
namespace {

constexpr std::size_t kMaxKey = 4096;

// What a header value may hold without quoting anything; asterisks stand for the key where it is
// taken out (scrubber.h), and could become it.
bool is_plain(const std::string& key) {
  return key.size() <= kMaxKey && std::all_of(key.begin(), key.end(), [](char c) {
           return c > 0x20 && c < 0x7f && c != '*';
         });
}

// Of a line as a shell or systemd would read it: GEMINI_API_KEY=..., with "export" or quotes.
std::string_view without_name(std::string_view text) {
  constexpr std::string_view kExport = "export ";
  std::string_view rest = text;
  if (rest.substr(0, kExport.size()) == kExport) rest = trim(rest.substr(kExport.size()));
  for (const std::string_view name : {"GEMINI_API_KEY=", "GOOGLE_API_KEY="}) {
    if (rest.substr(0, name.size()) != name) continue;
    rest.remove_prefix(name.size());
    const bool quoted = rest.size() > 1 && (rest.front() == '"' || rest.front() == '\'') &&
                        rest.back() == rest.front();
    return quoted ? rest.substr(1, rest.size() - 2) : rest;
  }
  return text;
}

// Empty, or why there is no key in it.
std::string read_key_file(const std::string& path, std::string* key, bool* open_to_others) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::strerror(errno);
  if (S_ISDIR(info.st_mode)) return "it is a directory";
  *open_to_others = S_ISREG(info.st_mode) && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::strerror(errno);
  std::string text(kMaxKey + 64, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return "reading failed";
  text.resize(static_cast<std::size_t>(file.gcount()));
  *key = without_name(trim(text, kLineSpaces));
  if (key->empty()) return "it is empty";
  const bool named = key->find('=') < key->find_last_not_of('=');  // at its end '=' may stand
  if (named || key->find_first_of("'\"") != std::string::npos) {
    return "it holds more than a key: another name, or quotes";
  }
  return {};
}

}  // namespace

ApiKey find_api_key(const std::string& file, const Environment& env) {
  std::vector<std::pair<std::string, std::string>> found;  // source, key
  ApiKey result;
  std::vector<std::string> files;
  if (!file.empty()) files.push_back(file);
  const char* directory = env("CREDENTIALS_DIRECTORY");
  if (directory != nullptr && *directory != '\0') {
    const std::string path = std::string(directory) + "/gemini-api-key";
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) files.push_back(path);
  }
  for (const std::string& path : files) {
    std::string key;
    bool open_to_others = false;
    const std::string problem = read_key_file(path, &key, &open_to_others);
    if (!problem.empty() && !found.empty()) {
      result.warnings.push_back("the file " + path + " is passed over: " + problem);
      continue;
    }
    if (!problem.empty()) {
      result.error = "cannot take the API key from the file " + path + ": " + problem +
                     ". Put the key, and nothing else, into a file that you can read.";
      return result;
    }
    // What systemd puts there is its business.
    if (open_to_others && path == file) {
      result.warnings.push_back("others on this machine may read the file " + path +
                                ", and the key in it. Let it be yours alone: chmod 600 " + path);
    }
    found.emplace_back("the file " + path, key);
  }
  for (const char* name : {"GEMINI_API_KEY", "GOOGLE_API_KEY"}) {
    const char* value = env(name);
    const std::string key(value == nullptr ? "" : trim(value, kLineSpaces));
    if (!key.empty()) found.emplace_back(name, key);
  }
  if (found.empty()) return result;
  if (!is_plain(found[0].second)) {
    result.error = "the API key from " + found[0].first +
                   " holds spaces, control characters or letters that no key has. Put the key, "
                   "and nothing else, there.";
    return result;
  }
  for (std::size_t at = 1; at < found.size(); ++at) {
    if (found[at].second != found[0].second) {
      result.warnings.push_back("the API keys from " + found[0].first + " and " + found[at].first +
                                " differ; taking the one from " + found[0].first);
    }
  }
  result.key = found[0].second;
  result.source = found[0].first;
  return result;
}

}  // namespace parley
