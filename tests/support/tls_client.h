// A client of TLS over a real socket, by OpenSSL itself; for all else it is a TcpClient. It trusts
// whoever answers, and tells who that was.
#pragma once

#include <string>
#include <vector>

#include "support/tcp_client.h"

typedef struct ssl_st SSL;
typedef struct ssl_session_st SSL_SESSION;

namespace parley {

struct TlsWishes {
  int version = 0;                     // TLS1_2_VERSION and so on, this one only; 0: any
  std::vector<std::string> protocols;  // ALPN
  SSL_SESSION* session = nullptr;      // to take up again; stays the caller's
  int receive_buffer = 0;
  std::string ciphers;  // of TLS 1.2; empty: OpenSSL's own
};

class TlsClient : public TcpClient {
 public:
  // Connects and shakes hands; see shaken() for what came of that.
  explicit TlsClient(int port, const TlsWishes& wishes = {});
  ~TlsClient() override;

  bool send(std::string_view bytes) override;
  void say_goodbye();       // ends TLS as it is to be ended, in this direction
  bool ask_for_new_keys();  // of both sides; TLS 1.3

  bool shaken() const { return shaken_; }
  const std::string& problem() const { return problem_; }  // OpenSSL's, of the handshake
  bool was_told_the_end() const;                           // the other side said goodbye
  std::string protocol() const;                            // chosen by ALPN
  std::string fingerprint() const;                         // of the server's certificate
  SSL_SESSION* session() const;                            // the newest; the caller's
  bool took_up() const;                                    // an earlier session
  SSL* ssl() const { return ssl_; }

 protected:
  bool read_some(std::chrono::steady_clock::time_point deadline) override;

 private:
  SSL* ssl_ = nullptr;
  bool shaken_ = false;
  std::string problem_;
};

}  // namespace parley
