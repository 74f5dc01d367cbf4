#include "demo_upstream.h"

#include "api_error.h"
#include "http/http_server.h"
#include "service.h"

namespace parley {

class DemoUpstream::Impl {
 public:
  explicit Impl(DemoOptions options)
      : service_(options.pace),
        server_(
            limits(), [](const HttpRequest&, HttpReply*) { return true; },
            [this](const HttpRequest& request, HttpResponse& response) {
              service_.serve(request, response);
            }) {}

  ~Impl() {
    service_.stop();
    server_.stop(std::chrono::milliseconds(0));
  }

  bool start(std::string* error) { return server_.listen("127.0.0.1", 0, error); }
  int port() const { return server_.port(); }

 private:
  static HttpLimits limits() {
    HttpLimits limits;
    limits.body_bytes = 100 * 1024 * 1024;  // the service's own limit: wire.md 9
    limits.connections = 2048;              // never the first to say no
    return limits;
  }

  demo::Service service_;
  HttpServer server_;
};

DemoUpstream::DemoUpstream(DemoOptions options) : impl_(std::make_unique<Impl>(options)) {}
DemoUpstream::~DemoUpstream() = default;
bool DemoUpstream::start(std::string* error) { return impl_->start(error); }
std::string DemoUpstream::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->port());
}

}  // namespace parley
