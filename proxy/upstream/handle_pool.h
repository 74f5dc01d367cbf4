// libcurl's handles for requests to the API, with what they share and the connections that they
// keep.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

typedef struct x509_store_st X509_STORE;

namespace parley {

// A multi of its own keeps each handle's connection, and lets its thread watch other sockets.
struct UpstreamHandle {
  UpstreamHandle();
  ~UpstreamHandle();
  UpstreamHandle(const UpstreamHandle&) = delete;
  UpstreamHandle& operator=(const UpstreamHandle&) = delete;

  // Between two answers there is nothing to read: whatever there is, the connection is over. Not
  // every libcurl looks before it sends, and a POST that is lost so cannot be sent again.
  bool alive() const;

  void* const multi;  // CURLM
  void* const easy;   // CURL
  int socket = -1;    // of its connection
  // Its connection's TLS was ended by the other side, not cut off.
  bool tls_ended = false;
  std::chrono::steady_clock::time_point idle_since;
  X509_STORE* store = nullptr;  // the pool's
};

// Thread-safe.
class HandlePool {
 public:
  // PEM bundle that verifies upstream; empty: the system's store. `tls`: one is needed. `idle`: so
  // many handles are kept, each with at most one connection.
  HandlePool(const std::string& ca_file, bool tls, std::size_t idle);
  ~HandlePool();
  HandlePool(const HandlePool&) = delete;
  HandlePool& operator=(const HandlePool&) = delete;

  // Empty, or why the CA file cannot be used, for people.
  const std::string& error() const { return error_; }

  // The one that was used last if it still has a connection, or a new one. Its easy handle has the
  // options that no request changes.
  std::unique_ptr<UpstreamHandle> take();
  // After an answer that was whole.
  void give_back(std::unique_ptr<UpstreamHandle> handle);

 private:
  void prepare(UpstreamHandle& handle);

  const std::size_t most_idle_;
  std::string error_;
  X509_STORE* store_;  // one for all: reading the system's certificates anew takes 20 ms and 1 MB
  void* share_;        // CURLSH: TLS sessions and addresses
  std::array<std::mutex, 16> share_locks_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<UpstreamHandle>> idle_;  // with mutex_; the newest last
};

}  // namespace parley
