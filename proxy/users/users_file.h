// The file of those who may use the proxy. A user a line, in words:
//
//   NAME sha256:HASH [streams=N] [rate=N] [tokens=N] [body=BYTES] [model=GLOB,...] [operator]
//
// `parley token NAME` prints such a line. Empty lines and those that begin with # count for
// nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "users/token.h"

namespace parley {

// What a user may; 0: no limit of his own.
struct UserLimits {
  std::uint64_t streams = 0;        // at one time
  std::uint64_t rate = 0;           // interactions started a minute
  std::uint64_t tokens = 0;         // a day, of UTC
  std::uint64_t body = 0;           // bytes
  std::vector<std::string> models;  // globs; empty: all
  bool sees_usage = false;          // of all users
};

struct UserEntry {
  std::string name;
  TokenDigest digest{};
  UserLimits limits;
};

struct UsersFile {
  std::vector<UserEntry> entries;
  std::string error;  // where and what, for people; then there are no entries
  std::string warning;
};

// 1 to 32 letters, digits, '.', '_', '-' or '@' of ASCII, not '.' or '-' first.
bool is_user_name(std::string_view text);

std::string users_line(std::string_view name, const TokenDigest& digest);

// `path`: what its errors call it. At least one user, none twice.
UsersFile parse_users(std::string_view text, const std::string& path);

UsersFile read_users(const std::string& path);

}  // namespace parley
