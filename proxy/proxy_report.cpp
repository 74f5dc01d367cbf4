// What Proxy says of itself.
#include "proxy.h"
#include "rules/api_reply.h"

namespace parley {

std::string Proxy::config(const User& user) const {
  return std::string("{\"mode\":\"") + (demo_ ? "demo" : "live") + "\",\"version\":\"" +
         PARLEY_VERSION + "\",\"instance\":\"" + instance_ + "\"," +
         (access_.users().required() ? "\"user\":" + json_string(user.name()) + "," : "") +
         (user.limits().sees_usage ? "\"operator\":true," : "") +
         "\"limits\":{\"max_body\":" + std::to_string(options_.max_body) +
         ",\"max_streams\":" + std::to_string(options_.max_streams) +
         ",\"rate_per_minute\":" + std::to_string(options_.rate_per_minute) +
         ",\"replay_bytes\":" + std::to_string(options_.replay_bytes) +
         ",\"replay_ttl\":" + std::to_string(options_.replay_ttl_seconds) + "}}\n";
}

std::string Proxy::metrics() const {
  const auto line = [](const char* name, const char* type, std::uint64_t value) {
    return std::string("# TYPE ") + name + ' ' + type + '\n' + name + ' ' + std::to_string(value) +
           '\n';
  };
  return line("parley_requests_total", "counter", requests_) +
         line("parley_forwarded_total", "counter", exchanges_.forwarded()) +
         line("parley_upstream_active", "gauge", exchanges_.running()) +
         line("parley_memory_bytes", "gauge", memory_.taken()) +
         line("parley_log_lines_dropped_total", "counter", log_.dropped()) +
         line("parley_streams_kept", "gauge", exchanges_.streams().count()) +
         line("parley_streams_kept_bytes", "gauge", exchanges_.streams().kept_bytes());
}

}  // namespace parley
