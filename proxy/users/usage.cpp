#include "users/usage.h"

#include <algorithm>
#include <map>

#include "rules/api_reply.h"

namespace parley {
namespace {

constexpr std::int64_t kMonth = 30;

void add(std::uint64_t tokens, Used* used) {
  ++used->interactions;
  used->tokens += tokens;
}

std::string column(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string columns(const Used& used) {
  return column(std::to_string(used.interactions), 14) + column(std::to_string(used.tokens), 14);
}

std::string used_json(const Used& used) {
  return "{\"interactions\":" + std::to_string(used.interactions) +
         ",\"tokens\":" + std::to_string(used.tokens) + '}';
}

}  // namespace

std::vector<UserUsage> usage_of(const Ledger::Entries& entries, std::int64_t today) {
  std::map<std::string, UserUsage> users;
  for (const auto& [hash, entry] : entries) {
    if (entry.day + kMonth <= today) continue;
    UserUsage& user = users[entry.user];
    user.user = entry.user;
    add(entry.tokens, &user.month);
    if (entry.day == today) add(entry.tokens, &user.today);
  }
  std::vector<UserUsage> usage;
  for (auto& [name, user] : users) usage.push_back(std::move(user));
  std::sort(usage.begin(), usage.end(), [](const UserUsage& a, const UserUsage& b) {
    return a.month.tokens != b.month.tokens ? a.month.tokens > b.month.tokens : a.user < b.user;
  });
  return usage;
}

std::string usage_text(const std::vector<UserUsage>& usage) {
  constexpr std::size_t kName = 32;
  std::string text = "user" + std::string(kName - 4, ' ') + column("today", 14) +
                     column("tokens", 14) + column("30 days", 14) + column("tokens", 14) + '\n';
  for (const UserUsage& user : usage) {
    text += user.user + std::string(kName - std::min(kName, user.user.size()), ' ') +
            columns(user.today) + columns(user.month) + '\n';
  }
  return text;
}

std::string usage_json(const std::vector<UserUsage>& usage) {
  std::string json = "{\"users\":[";
  for (const UserUsage& user : usage) {
    if (&user != usage.data()) json += ',';
    json += "{\"name\":" + json_string(user.user) + ",\"today\":" + used_json(user.today) +
            ",\"month\":" + used_json(user.month) + '}';
  }
  return json + "]}\n";
}

}  // namespace parley
