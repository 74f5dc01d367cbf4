// The certificate that TLS is served with, and its key.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

typedef struct ssl_ctx_st SSL_CTX;

namespace parley {

using TlsContext = std::shared_ptr<SSL_CTX>;

struct LoadedCertificate {
  TlsContext context;                 // null: see error
  std::string error;                  // for people: which file, and what to do
  std::vector<std::string> warnings;  // for people
  std::string fingerprint;            // SHA-256, AA:BB:...
};

// From PEM files, which may be one and the same: the server's own certificate and those that it was
// signed with, and its key. One that has expired is taken, with a warning.
LoadedCertificate load_certificate(const std::string& chain_file, const std::string& key_file);

// The same from the text of one file, whose name is for people.
LoadedCertificate read_certificate(const std::string& pem, const std::string& file);

// The one that new connections get; those under way keep theirs. Thread-safe.
class ServedCertificate {
 public:
  void serve(TlsContext context);
  // Null: nothing was served yet.
  TlsContext context() const;
  // Replaces the keys of session tickets: with them whoever recorded a connection of TLS 1.2 could
  // read it later. To be called now and then.
  void renew_tickets();

 private:
  mutable std::mutex mutex_;
  TlsContext context_;  // with mutex_
};

}  // namespace parley
