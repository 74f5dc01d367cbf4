#include "users/users_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "http/text.h"

namespace parley {
namespace {

constexpr std::size_t kMaxFile = 4u << 20;
constexpr std::size_t kMaxName = 32;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    line = trim(line, kLineSpaces);
    if (line.empty()) return words;
    const std::size_t end = std::min(line.find_first_of(kLineSpaces), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::uint64_t* number_named(std::string_view name, UserLimits* limits) {
  return name == "streams"  ? &limits->streams
         : name == "rate"   ? &limits->rate
         : name == "tokens" ? &limits->tokens
         : name == "body"   ? &limits->body
                            : nullptr;
}

// Empty, or what is wrong with it.
std::string read_limit(std::string_view word, UserLimits* limits) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  std::string_view value = equals == std::string_view::npos ? "" : word.substr(equals + 1);
  if (word == "operator") {
    limits->sees_usage = true;
    return {};
  }
  if (name == "model" && !value.empty()) {
    while (!value.empty()) {
      const std::size_t comma = std::min(value.find(','), value.size());
      if (comma != 0) limits->models.emplace_back(value.substr(0, comma));
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
    return limits->models.empty() ? "model= needs names or patterns, with commas between" : "";
  }
  std::uint64_t* limit = number_named(name, limits);
  if (limit == nullptr) {
    return "behind name and hash there may stand streams=N, rate=N, tokens=N, body=BYTES, "
           "model=GLOB,... and operator, nothing else";
  }
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), *limit);
  if (error != std::errc() || end != value.data() + value.size() || *limit == 0) {
    return std::string(name) + "= needs a number, 1 at least";
  }
  return {};
}

std::string read_line(std::string_view line, UserEntry* entry) {
  const std::vector<std::string_view> words = words_of(line);
  if (!is_user_name(words[0])) {
    return "a name has 1 to 32 letters, digits or . _ - @ of ASCII, and begins with a letter or a "
           "digit";
  }
  entry->name = std::string(words[0]);
  if (words.size() < 2 || !parse_digest(words[1], &entry->digest)) {
    return "behind the name the hash of a token is missing. parley token " + entry->name +
           " prints a token, and the line that belongs here";
  }
  for (std::size_t at = 2; at < words.size(); ++at) {
    std::string error = read_limit(words[at], &entry->limits);
    if (!error.empty()) return error;
  }
  return {};
}

}  // namespace

bool is_user_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= kMaxName && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || c == '.' || c == '_' || c == '-' || c == '@';
         });
}

std::string users_line(std::string_view name, const TokenDigest& digest) {
  return std::string(name) + ' ' + digest_text(digest);
}

UsersFile parse_users(std::string_view text, const std::string& path) {
  UsersFile file;
  const auto fail = [&](std::size_t line, const std::string& what) {
    file.entries.clear();
    file.error = path + ':' + std::to_string(line) + ": " + what + '.';
    return file;
  };
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end), kLineSpaces);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    UserEntry entry;
    const std::string error = read_line(line, &entry);
    if (!error.empty()) return fail(number, error);
    for (const UserEntry& other : file.entries) {
      if (other.name == entry.name) {
        return fail(number, "the user " + entry.name + " stands in an earlier line, too");
      }
      if (other.digest == entry.digest) {
        return fail(number, "the users " + other.name + " and " + entry.name +
                                " have the same token. Each needs one of his own: parley token " +
                                entry.name);
      }
    }
    file.entries.push_back(std::move(entry));
  }
  if (file.entries.empty()) {
    file.error = path + ": no user stands in it. parley token NAME prints a line for it.";
  }
  return file;
}

UsersFile read_users(const std::string& path) {
  UsersFile file;
  const auto fail = [&](const std::string& what) {
    file.error = path + ": " + what + '.';
    return file;
  };
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return fail(std::string(std::strerror(errno)) +
                ". Make the file, with a line from parley token NAME for each user");
  }
  if (S_ISDIR(info.st_mode)) return fail("it is a directory");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return fail(std::strerror(errno));
  std::string text(kMaxFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return fail("reading failed");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxFile) return fail("it is larger than 4 MiB");
  file = parse_users(text, path);
  // Who can write to it can let himself in.
  if (file.error.empty() && S_ISREG(info.st_mode) && (info.st_mode & S_IWOTH) != 0) {
    file.warning = "everybody on this machine may write to the file " + path +
                   ", and so let himself in: chmod o-w " + path;
  }
  return file;
}

}  // namespace parley
