// The real proxy in this process, on a port of its own.
#pragma once

#include <stdexcept>
#include <string>

#include "proxy.h"
#include "support/tcp_client.h"

namespace parley {

inline constexpr char kTestKey[] = "AIzaSyTest-Key_0123456789abcdefABCDEF42";

inline Options quiet_options() {
  Options options;
  options.port = 0;
  options.log_level = LogLevel::kOff;
  return options;
}

class RunningProxy {
 public:
  // `token`: of the one user it is shared with; empty: nobody needs one.
  explicit RunningProxy(const std::string& upstream_url, const Options& options = quiet_options(),
                        const std::string& token = "")
      : proxy_(options, upstream_url, kTestKey, false) {
    if (!token.empty()) proxy_.share(token);
    std::string error;
    if (!proxy_.start(&error)) throw std::runtime_error(error);
    const std::string url = proxy_.url();
    port_ = std::stoi(url.substr(url.rfind(':') + 1));
  }
  ~RunningProxy() { proxy_.stop(Milliseconds(0)); }

  Proxy& proxy() { return proxy_; }
  int port() const { return port_; }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  Proxy proxy_;
  int port_ = 0;
};

inline const std::string kJson = "Content-Type: application/json";

// POST /v1beta/interactions as text.
inline std::string post_text(int port, const std::string& body = R"({"model":"m","input":"hi"})",
                             std::vector<std::string> headers = {}) {
  headers.push_back(kJson);
  return request_text(port, "POST", "/v1beta/interactions", headers, body);
}

}  // namespace parley
