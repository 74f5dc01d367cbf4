#include "demo_upstream.h"

#include <utility>

#include "access.h"
#include "api_error.h"
#include "http/http_server.h"
#include "service.h"

namespace parley {

class DemoUpstream::Impl {
 public:
  explicit Impl(DemoOptions options)
      : key_(std::move(options.key)),
        service_(options.pace),
        server_(limits(), [this](HttpRequest& request, HttpResponse& response) {
          serve(request, response);
        }) {}

  ~Impl() {
    service_.stop();
    server_.stop(std::chrono::milliseconds(0));
  }

  bool start(std::string* error) { return server_.listen("127.0.0.1", 0, error); }
  int port() const { return server_.port(); }

 private:
  void serve(HttpRequest& request, HttpResponse& response) {
    const std::string own = "127.0.0.1:" + std::to_string(port());
    if (!key_.empty() && !demo::is_from_proxy(request, own, key_)) {
      response.send({403, {}, "This is the demo's own port: ask Parley itself.\n", false});
      return;
    }
    const int status = response.read_body(&request);
    if (status == 0) service_.serve(request, response);
    if (status > 0) response.send({status, {}, "", false});
  }

  static HttpLimits limits() {
    HttpLimits limits;
    limits.body_bytes = 100 * 1024 * 1024;  // the service's own limit: wire.md 9
    limits.connections = 2048;              // never the first to say no
    return limits;
  }

  const std::string key_;
  demo::Service service_;
  HttpServer server_;
};

DemoUpstream::DemoUpstream(DemoOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
DemoUpstream::~DemoUpstream() = default;
bool DemoUpstream::start(std::string* error) { return impl_->start(error); }
std::string DemoUpstream::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->port());
}

}  // namespace parley
