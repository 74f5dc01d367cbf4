#include "http/transport.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace parley {

bool is_readable(int fd) {
  pollfd entry{fd, POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

bool wait_for_socket(int fd, short events, std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
            .count();
    if (left <= 0) return false;
    pollfd entry{fd, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

Transport::Result PlainTransport::read(char* out, std::size_t size) {
  for (;;) {
    const ssize_t got = ::recv(fd_, out, size, MSG_DONTWAIT);
    if (got > 0) return {State::kMoved, static_cast<std::size_t>(got)};
    if (got == 0) return {State::kEnded, 0};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {State::kWaiting, 0};
    if (errno != EINTR) return {State::kGone, 0};
  }
}

Transport::Result PlainTransport::write(const Parts& parts) {
  std::array<iovec, std::tuple_size_v<Parts>> pieces{};
  std::size_t count = 0;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    pieces[count++] = {const_cast<char*>(part.data()), part.size()};
  }
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = count;
  for (;;) {
    const ssize_t sent = ::sendmsg(fd_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return {State::kMoved, static_cast<std::size_t>(sent)};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {State::kWaiting, 0};
    if (errno != EINTR) return {State::kGone, 0};
  }
}

}  // namespace parley
