#include "http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cctype>
#include <cstdint>
#include <cstdlib>

namespace parley::demo {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

Answered parse_head(const std::string& raw) {
  Answered out;
  const std::size_t end = raw.find("\r\n\r\n");
  if (end == std::string::npos) return out;
  out.status = std::atoi(raw.c_str() + 9);
  std::size_t from = raw.find("\r\n") + 2;
  while (from < end) {
    const std::size_t stop = raw.find("\r\n", from);
    const std::size_t colon = raw.find(':', from);
    out.headers[lower(raw.substr(from, colon - from))] = raw.substr(colon + 2, stop - colon - 2);
    from = stop + 2;
  }
  return out;
}

// Chunked transfer coding (RFC 9112 section 7.1), as far as it has come.
std::string dechunk(const std::string& coded, bool* whole) {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const std::size_t line = coded.find("\r\n", at);
    if (line == std::string::npos) return out;
    const std::size_t size = std::strtoul(coded.c_str() + at, nullptr, 16);
    if (size == 0) {
      *whole = true;
      return out;
    }
    out += coded.substr(line + 2, size);
    at = line + 2 + size + 2;
    if (at > coded.size()) return out;
  }
}

}  // namespace

Client::Client(const std::string& url, const std::string& method, const std::string& target,
               const std::string& body, const Headers& headers) {
  fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(url.c_str() + url.rfind(':') + 1)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{60, 0};  // only what is broken takes that long
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
  std::string request = method + " " + target + " HTTP/1.1\r\nhost: 127.0.0.1\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
  if (!body.empty()) request += "content-type: application/json\r\n";
  if (!body.empty() || method == "POST") {
    request += "content-length: " + std::to_string(body.size()) + "\r\n";
  }
  request += "\r\n" + body;
  std::size_t sent = 0;
  while (sent < request.size()) {
    const ssize_t n = ::send(fd_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return;
    sent += static_cast<std::size_t>(n);
  }
}

bool Client::read_more(int flags) {
  char block[65536];
  const ssize_t n = ::recv(fd_, block, sizeof block, flags);
  if (n <= 0) return false;
  raw_.append(block, static_cast<std::size_t>(n));
  return true;
}

std::string Client::body() const {
  const std::size_t end = raw_.find("\r\n\r\n");
  if (end == std::string::npos) return "";
  const std::string rest = raw_.substr(end + 4);
  bool whole = false;
  return parse_head(raw_).headers.count("transfer-encoding") != 0 ? dechunk(rest, &whole) : rest;
}

bool Client::complete() const {
  const std::size_t end = raw_.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const Answered head = parse_head(raw_.substr(0, end + 4));
  if (head.headers.count("transfer-encoding") != 0) {
    constexpr std::string_view kLast = "\r\n0\r\n\r\n";
    return raw_.size() > kLast.size() && raw_.substr(raw_.size() - kLast.size()) == kLast;
  }
  const auto length = head.headers.find("content-length");
  return length != head.headers.end() &&
         raw_.size() - end - 4 == std::strtoul(length->second.c_str(), nullptr, 10);
}

std::string Client::read_until(std::string_view text) {
  while (body().find(text) == std::string::npos) {
    if (!read_more()) return "";
  }
  return body();
}

std::string Client::arrived() {
  while (read_more(MSG_DONTWAIT)) {
  }
  return raw_;
}

Answered Client::finish() {
  while (!complete() && read_more()) {
  }
  Answered out = parse_head(raw_);
  out.body = body();
  out.whole = complete();
  close();
  return out;
}

void Client::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Answered fetch(const std::string& url, const std::string& method, const std::string& target,
               const std::string& body, const Headers& headers) {
  return Client(url, method, target, body, headers).finish();
}

}  // namespace parley::demo
