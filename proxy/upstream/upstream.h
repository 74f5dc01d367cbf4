// One request to the API, in the calling thread. libcurl stays behind this header.
//
// What the caller can rely on: TLS is verified, proxies of the environment are not used, redirects
// are not followed, a POST is sent at most once, connections are used again.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_message.h"

namespace parley {

struct UpstreamOptions {
  std::string url;      // scheme://host[:port][/prefix]
  std::string ca_file;  // PEM bundle; empty: the system's store
  std::chrono::milliseconds connect_time{10'000};
  std::chrono::milliseconds head_time{600'000};
  std::size_t idle = 32;  // connections that are kept for another request
};

struct UpstreamRequest {
  std::string method;  // GET, POST, DELETE
  std::string target;  // from Route
  HeaderList headers;
  std::string body;
  Share body_share;  // of memory, until the body has gone out
};

struct WatchedSocket {
  int fd;
  bool read;
  bool write;
};

// The caller's side of an exchange; called in its thread.
class UpstreamSink {
 public:
  virtual ~UpstreamSink() = default;
  // Status and headers (names in lower case) of the final answer, before any byte of its body.
  // False: give up.
  virtual bool on_head(int status, const HeaderList& headers) = 0;
  // May block: then upstream waits. False: give up.
  virtual bool on_bytes(std::string_view bytes) = 0;
  // Sockets to watch beside upstream's, asked for before every wait.
  virtual void watch(std::vector<WatchedSocket>* sockets) = 0;
  // After every wait. False: give up.
  virtual bool on_wake() = 0;
  // How long a wait may last.
  virtual std::chrono::milliseconds patience() const { return std::chrono::minutes(1); }
};

struct UpstreamResult {
  enum class End {
    kComplete,  // as HTTP says it must
    kFailed,    // no head: status, code and message say why, for api_error()
    kBroken,    // head, then not the whole body
    kGivenUp,   // by the sink
  };
  End end = End::kFailed;
  bool sent = true;  // false: certainly not one byte of the request went out
  int status = 0;    // 502 or 504
  std::string code;
  std::string message;  // for people, what to do
};

class Upstream {
 public:
  explicit Upstream(UpstreamOptions options);
  ~Upstream();  // after the last exchange() has returned

  // Empty, or why the CA file cannot be used, for people.
  std::string error() const;

  // Thread-safe. Returns when the answer is over, or the sink gave up: then upstream's connection
  // is closed.
  UpstreamResult exchange(UpstreamRequest request, UpstreamSink& sink);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley
