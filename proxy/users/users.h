// Who may use the proxy now. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "users/user.h"
#include "users/users_file.h"

namespace parley {

class Users {
 public:
  // Until replace(): whoever is let in is one and the same user, without a name or a token.
  Users();

  // A token is needed.
  bool required() const;
  // Null: nobody has this token; empty ones among them. Takes as long whoever it belongs to.
  std::shared_ptr<User> find(std::string_view token) const;
  // Who everybody is while no token is needed.
  const std::shared_ptr<User>& everybody() const { return everybody_; }

  // From now on these and no others, who have `streams` at one time where their entry says nothing.
  // Who stays with the same token stays as he is. Returned: those who may no more; to be closed by
  // the caller.
  std::vector<std::shared_ptr<User>> replace(const std::vector<UserEntry>& entries,
                                             std::uint64_t streams);
  // All of them.
  std::vector<std::shared_ptr<User>> all() const;

 private:
  const std::shared_ptr<User> everybody_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<User>> users_;  // with mutex_; empty: no token is needed
};

}  // namespace parley
