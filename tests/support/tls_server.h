// An HttpServer that speaks TLS, with a certificate of its own making.
#pragma once

#include <stdexcept>

#include "http/http_server.h"
#include "support/self_made.h"

namespace parley {

class TlsServer {
 public:
  explicit TlsServer(HttpServer::Serve serve, const HttpLimits& limits = HttpLimits(),
                     HttpServer::Refuse refuse = nullptr)
      : server_(limits, std::move(serve), std::move(refuse), &certificate_) {
    fingerprint_ = take_another();
    std::string error;
    if (!server_.listen("127.0.0.1", 0, &error)) throw std::runtime_error(error);
  }
  // Its fingerprint.
  std::string take_another() {
    LoadedCertificate loaded = read_certificate(self_made(), "made");
    if (!loaded.context) throw std::runtime_error(loaded.error);
    certificate_.serve(std::move(loaded.context));
    return loaded.fingerprint;
  }
  int port() const { return server_.port(); }
  HttpServer& operator*() { return server_; }
  ServedCertificate& certificate() { return certificate_; }
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  ServedCertificate certificate_;
  std::string fingerprint_;
  HttpServer server_;
};

}  // namespace parley
