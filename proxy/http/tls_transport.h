// The server's end of TLS over one socket. OpenSSL stays behind this header.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http/transport.h"

typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;

namespace parley {

class TlsTransport : public Transport {
 public:
  // `fd` stays the caller's. Any blocking mode will do. Of the context it takes a share.
  TlsTransport(int fd, SSL_CTX* context);

  // The one thing that waits, until the deadline at most. False: there is nobody to talk to; what
  // could be said about it has been said, in TLS.
  bool shake_hands(std::chrono::steady_clock::time_point deadline);

  Result read(char* out, std::size_t size) override;
  Result write(const Parts& parts) override;
  State say_goodbye() override;
  int socket() const override { return fd_; }

  // For OpenSSL: what read_ahead() has taken from the socket.
  std::size_t take_ahead(char* out, std::size_t size);

 private:
  struct Free {
    void operator()(SSL* ssl) const;
  };
  // What came of a call that did not succeed; `may_wait_for`: OpenSSL's word for it.
  State without_success(int result, int may_wait_for);
  State read_ahead();

  const int fd_;
  bool usable_ = false;        // nothing went wrong: there may be a goodbye
  bool record_begun_ = false;  // and not all of it is with the system
  std::string ahead_;          // received, and not yet OpenSSL's
  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace parley
