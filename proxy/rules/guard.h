// Who may ask: keeps other web sites, and names that resolve to this machine without being its
// own (DNS rebinding), away from the key. Pure.
#pragma once

#include <string>
#include <vector>

#include "http/http_message.h"

namespace parley {

struct GuardRules {
  std::vector<std::string> hosts;  // values of Host that are let in, in lower case
  // Every address is listened on: Host may also be the very one that the connection came to. That
  // is no name that somebody else could have resolved to it.
  bool any_address = false;
  std::string suffix;            // ":" and the port
  bool is_default_port = false;  // which Host may leave out
  // Those of them that another server in front may show under https: the --allow-host names.
  std::vector<std::string> fronted_hosts;
  bool secure = false;  // we ourselves speak TLS, and nothing else
};

// Loopback names and the listened address, each with the port (without it where that is the
// scheme's own),
// and --allow-host NAME[:PORT]: with a port as it stands, without one both bare and with ours.
GuardRules guard_rules(const std::string& listened_host, int port,
                       const std::vector<std::string>& allowed_hosts, bool secure = false);

struct Verdict {
  int status = 0;       // 0: pass
  std::string code;     // for api_error()
  std::string message;  // for people
};

// On every request: exactly one Host, and one of ours.
Verdict check_host(const GuardRules& rules, const HttpRequest& request);

// On everything that changes or costs something. After check_host(). Origin, where sent, is the
// page's own (Fetch standard, 3.1); Sec-Fetch-Site, where sent, is same-origin or none (Fetch
// Metadata, 2.3); a body comes with POST only and is JSON, which no HTML form can send.
Verdict check_caller(const GuardRules& rules, const HttpRequest& request);

}  // namespace parley
