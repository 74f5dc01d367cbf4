// Who used what, as the ledger has it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "users/ledger.h"

namespace parley {

struct Used {
  std::uint64_t interactions = 0;
  std::uint64_t tokens = 0;
};

struct UserUsage {
  std::string user;
  Used today;
  Used month;  // the last 30 days, today among them
};

// Who used most in the month comes first.
std::vector<UserUsage> usage_of(const Ledger::Entries& entries, std::int64_t today);

// A table for a terminal.
std::string usage_text(const std::vector<UserUsage>& usage);

// {"users":[{"name":"...","today":{"interactions":N,"tokens":N},"month":{...}}]}
std::string usage_json(const std::vector<UserUsage>& usage);

}  // namespace parley
