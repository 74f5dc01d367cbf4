#include "support/tcp_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

namespace parley {
namespace {

using Clock = std::chrono::steady_clock;

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return text;
}

// Takes chunks off `bytes`; true: the last one was there, with an empty trailer.
bool dechunk(std::string_view bytes, std::string* body) {
  for (;;) {
    const std::size_t line_end = bytes.find("\r\n");
    if (line_end == std::string_view::npos) return false;
    const std::size_t size =
        std::strtoull(std::string(bytes.substr(0, line_end)).c_str(), nullptr, 16);
    bytes.remove_prefix(line_end + 2);
    if (size == 0) return bytes == "\r\n";
    body->append(bytes.substr(0, size));
    if (bytes.size() < size + 2) return false;
    bytes.remove_prefix(size + 2);
  }
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  for (const auto& entry : headers) {
    if (entry.first == name) return entry.second;
  }
  return {};
}

Answer parse_answer(const std::string& bytes, bool closed) {
  Answer answer;
  std::string_view text = bytes;
  if (text.substr(0, 12) == "HTTP/1.1 100") text.remove_prefix(text.find("\r\n\r\n") + 4);
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos || text.substr(0, 5) != "HTTP/") return answer;
  answer.status = std::atoi(std::string(text.substr(9, 3)).c_str());
  for (std::size_t at = text.find("\r\n") + 2; at < head_end + 2;) {
    const std::size_t end = text.find("\r\n", at);
    const std::string line(text.substr(at, end - at));
    const std::size_t colon = line.find(':');
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    answer.headers.emplace_back(lower(line.substr(0, colon)),
                                value == std::string::npos ? "" : line.substr(value));
    at = end + 2;
  }
  const std::string_view rest = text.substr(head_end + 4);
  if (answer.status == 304 || answer.status == 204) {
    answer.whole = true;
  } else if (answer.header("transfer-encoding") == "chunked") {
    answer.whole = dechunk(rest, &answer.body);
  } else if (!answer.header("content-length").empty()) {
    answer.body = std::string(rest);
    answer.whole =
        rest.size() == std::strtoull(answer.header("content-length").c_str(), nullptr, 10);
  } else {
    answer.body = std::string(rest);
    answer.whole = closed;
  }
  return answer;
}

TcpClient::TcpClient(int port, int receive_buffer, const char* from)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer != 0) {
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  const int yes = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (from != nullptr) {
    ::inet_pton(AF_INET, from, &address.sin_addr);
    ::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd_);
    throw std::runtime_error("nothing listens there");
  }
}

bool TcpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void TcpClient::close_sending() { ::shutdown(fd_, SHUT_WR); }

void TcpClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

bool TcpClient::read_some(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<Milliseconds>(deadline - Clock::now()).count();
  pollfd entry{fd_, POLLIN, 0};
  if (ended_ || left <= 0 || ::poll(&entry, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 65536> block{};
  const ssize_t got = ::recv(fd_, block.data(), block.size(), 0);
  if (got > 0) {
    received_.append(block.data(), static_cast<std::size_t>(got));
    return true;
  }
  ended_ = true;
  reset_ = got < 0;
  return false;
}

bool TcpClient::read_until(std::string_view text, Milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  while (received_.find(text) == std::string::npos) {
    if (!read_some(deadline)) return false;
  }
  return true;
}

bool TcpClient::read_to_end(Milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  while (read_some(deadline)) {
  }
  return ended_;
}

Answer TcpClient::read_answer(Milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  // Parsing anew for every read would be quadratic: only where an answer may end.
  const auto may_end = [this] {
    return received_.size() < 65536 || received_.compare(received_.size() - 2, 2, "\r\n") == 0;
  };
  while (!(may_end() && answer().whole) && read_some(deadline)) {
  }
  return answer();
}

std::string request_text(int port, const std::string& method, const std::string& target,
                         const std::vector<std::string>& headers, const std::string& body) {
  std::string text =
      method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n";
  for (const std::string& line : headers) text += line + "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

Answer ask(int port, const std::string& method, const std::string& target,
           const std::vector<std::string>& headers, const std::string& body) {
  TcpClient client(port);
  client.send(request_text(port, method, target, headers, body));
  return client.read_answer();
}

}  // namespace parley
