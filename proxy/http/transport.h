// What a connection's bytes go through: the socket as it is, or TLS over it (tls_transport.h).
// Nothing here waits.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace parley {

class Transport {
 public:
  enum class State {
    kMoved,    // some bytes
    kWaiting,  // none for now: ask again when the socket can be read, or be written
    kEnded,    // the other side has said all that it will say, and may still be there
    kGone,
  };
  struct Result {
    State state;
    std::size_t bytes;
  };
  using Parts = std::array<std::string_view, 3>;  // one behind the other; not all of them empty

  virtual ~Transport() = default;
  // Nothing that came stays hidden in here: after kWaiting the next byte makes the socket readable.
  virtual Result read(char* out, std::size_t size) = 0;
  // After kWaiting with the same bytes again, or with those and more.
  virtual Result write(const Parts& parts) = 0;
  // After the last byte: lets the other side know that it was, where that can be said.
  virtual State say_goodbye() = 0;
  virtual int socket() const = 0;
};

class PlainTransport : public Transport {
 public:
  // `fd` stays the caller's. Any blocking mode will do.
  explicit PlainTransport(int fd) : fd_(fd) {}
  Result read(char* out, std::size_t size) override;
  Result write(const Parts& parts) override;
  State say_goodbye() override { return State::kMoved; }
  int socket() const override { return fd_; }

 private:
  const int fd_;
};

// Whether there is something to be read now, be it an end.
bool is_readable(int fd);

// False: the time is over.
bool wait_for_socket(int fd, short events, std::chrono::steady_clock::time_point deadline);

}  // namespace parley
