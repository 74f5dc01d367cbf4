// A server of real sockets that does what a script says, also what no server should: for tests of
// what stands in front of it.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/tcp_client.h"

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace parley {

struct ReceivedRequest {
  std::string head;  // with the empty line
  std::string body;
  std::string method() const { return head.substr(0, head.find(' ')); }
  std::string target() const;
  std::string header(std::string_view lower_case_name) const;
};

// A certificate of its own making for localhost and 127.0.0.1, and the file that trusts it.
class TlsIdentity {
 public:
  // Other names in the certificate, for tests of what must not be trusted.
  explicit TlsIdentity(const std::string& names = "DNS:localhost,IP:127.0.0.1");
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;
  SSL_CTX* context() const { return context_; }
  const std::string& ca_file() const { return ca_file_; }

 private:
  SSL_CTX* context_;
  std::string ca_file_;
};

// The connection that a script runs on, in a thread of its own.
class Peer {
 public:
  Peer(int fd, SSL* ssl) : fd_(fd), ssl_(ssl) {}

  bool read_request(ReceivedRequest* request);  // false: the client closed
  bool send(std::string_view bytes);
  // Whether the client closes in time; what it sends is passed over.
  bool wait_closed(Milliseconds patience = kPatience);
  void say_goodbye();  // ends TLS as it is to be ended
  void reset();        // hard, so that the client sees an error

 private:
  friend class FakeUpstream;
  long receive(char* out, std::size_t size);

  int fd_;
  SSL* ssl_;
  std::string in_;
  std::function<void(const ReceivedRequest&)> received_;
};

class FakeUpstream {
 public:
  using Script = std::function<void(Peer&)>;  // when it returns, the connection is closed

  enum class Begin { kListening, kRefusing };

  // kRefusing: its port is taken, and refuses connections until listen().
  explicit FakeUpstream(Script script, const TlsIdentity* tls = nullptr,
                        Begin begin = Begin::kListening);
  ~FakeUpstream();  // breaks off what is open
  FakeUpstream(const FakeUpstream&) = delete;
  FakeUpstream& operator=(const FakeUpstream&) = delete;

  void listen();
  int port() const { return port_; }
  std::string url() const;
  int connections() const;
  std::vector<ReceivedRequest> requests() const;
  bool wait_requests(std::size_t count, Milliseconds patience = kPatience) const;
  // Until so many connections have been closed by their scripts.
  bool wait_closed(int count, Milliseconds patience = kPatience) const;

 private:
  void accept_loop();
  void run(int fd);

  const Script script_;
  const TlsIdentity* const tls_;
  int listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<ReceivedRequest> requests_;
  std::vector<int> open_;
  int connections_ = 0;
  int closed_ = 0;
  bool stopping_ = false;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

// A script that answers each request of a connection with the same bytes, and keeps it open.
FakeUpstream::Script always(std::string answer);
// One that runs `script` when the first request of a connection is in.
FakeUpstream::Script after_request(FakeUpstream::Script script);

std::string plain_answer(int status, const std::string& content_type, const std::string& body,
                         const std::vector<std::string>& headers = {});
inline constexpr char kStreamHead[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
// Of a script that ends with its answer: nobody sends another request into what is being closed.
inline constexpr char kLastStreamHead[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
    "Connection: close\r\n\r\n";
std::string chunk(std::string_view bytes);
inline constexpr char kLastChunk[] = "0\r\n\r\n";

}  // namespace parley
