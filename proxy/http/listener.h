// Resolves, binds, listens, accepts. cpp-httplib stays behind this header.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace parley {

class Listener {
 public:
  // Gets the socket of each connection, in the thread that accepts, and closes it. Throws nothing.
  using Accepted = std::function<void(int fd)>;

  explicit Listener(Accepted accepted);
  ~Listener();  // stops

  // Port 0 takes any free one, "localhost" is 127.0.0.1. On failure false and why, for people. Once
  // only.
  [[nodiscard]] bool listen(const std::string& host, int port, std::string* error);
  int port() const;  // known before the first connection is accepted
  // No connection is accepted any more.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley
