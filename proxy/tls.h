// TLS as the options want it: which certificate new connections get, now and when it is read anew.
#pragma once

#include <functional>
#include <string>

#include "command/options.h"
#include "http/certificate.h"

namespace parley {

class Tls {
 public:
  using Say = std::function<void(const std::string&)>;

  // `say`: what people should know.
  Tls(const Options& options, Say say);

  bool is_on() const { return options_.serves_tls(); }
  // For an HttpServer; null where TLS is off.
  const ServedCertificate* certificate() const { return is_on() ? &certificate_ : nullptr; }
  // Reads the files, or makes a certificate, and serves it. Empty, or why not: what was served
  // before still is.
  std::string load();
  // To be called now and then.
  void tidy();

 private:
  using Clock = std::chrono::steady_clock;

  LoadedCertificate own_certificate();

  const Options& options_;
  const Say say_;
  ServedCertificate certificate_;
  std::string self_signed_;  // in force
  Clock::time_point tickets_since_ = Clock::now();
};

}  // namespace parley
