// The connections of an HttpServer, and which of them makes room when there is none. Not
// thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>

namespace parley {

struct OpenConnection {
  // Says nothing yet, or no more; asks; has asked; has made room for another one.
  enum class Stage { kSilent, kHead, kServed, kEnded };

  Stage stage = Stage::kSilent;
  std::chrono::steady_clock::time_point silent_since = std::chrono::steady_clock::now();
  bool crowded = false;       // waits for a thread, or is one of many that share it
  std::uint64_t network = 0;  // whose it is; 0: nobody counts
};

class OpenConnections {
 public:
  // False: so many of the network's are open, and none of them is silent. Where one is, it is
  // ended.
  bool let_in(int fd, std::uint64_t network, std::size_t most);
  // Who has connected and asks nothing keeps nobody out: the oldest such connection is shut down to
  // make room for the newcomer; with a network one of that. Its thread ends at once, but not yet
  // now. False: there is none.
  bool end_silent_one(int newcomer, std::uint64_t network = 0);
  // False: it has made room for another one.
  bool enter(int fd, OpenConnection::Stage stage);
  void set_crowded(int fd);
  void erase(int fd) { connections_.erase(fd); }
  std::size_t size() const { return connections_.size(); }
  void shut_down_silent_ones(int how);
  void shut_down_all(int how);

 private:
  std::map<int, OpenConnection> connections_;
};

}  // namespace parley
