// A certificate of the program's own making, for names that no authority vouches for: clients know
// it by its fingerprint, so it is kept for as long as it will do.
#pragma once

#include <ctime>
#include <string>
#include <vector>

namespace parley {

inline constexpr int kSelfSignedDays = 825;  // some clients refuse what is valid for longer
inline constexpr int kRenewDays = 30;        // before its end

// Key (ECDSA P-256) and certificate as PEM. `names`: host names and literal addresses; what is
// neither is left out. Throws std::runtime_error where OpenSSL cannot.
std::string make_self_signed(const std::vector<std::string>& names, std::time_t now);

// Which names the first certificate in `pem` is for, in lower case; none: there is no such thing.
std::vector<std::string> names_in(const std::string& pem);

// Whether it has all of `names` (but for what is no name) and more than kRenewDays left.
bool is_good_self_signed(const std::string& pem, const std::vector<std::string>& names,
                         std::time_t now);

struct SelfSigned {
  std::string pem;
  std::string file;     // where it is kept; empty: nowhere
  bool is_new = false;  // made just now
  std::string problem;  // why it cannot be kept, for people
};

// The one that is kept in `directory`, or a new one in its place. A name that it had once stays in
// the next: who moves between networks meets the same certificate again.
SelfSigned keep_self_signed(const std::string& directory, const std::vector<std::string>& names,
                            std::time_t now);

}  // namespace parley
