// An HTTP/1.1 server on which long streams are safe. The only header through which the rest of
// proxy/ sees a server; cpp-httplib stays behind it, in http_server.cpp.
//
// One thread a connection up to a cap, deadlines and byte limits on what clients send, and no
// second request on a connection where anything about the first one was in doubt.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "http/http_message.h"

namespace parley {

struct HttpLimits {
  std::size_t head_bytes = 32 * 1024;
  std::size_t body_bytes = 32 * 1024 * 1024;
  std::chrono::milliseconds head_time{10'000};
  std::chrono::milliseconds body_time{60'000};
  std::chrono::milliseconds write_stall{60'000};
  std::chrono::milliseconds idle_time{15'000};  // between requests of a kept connection
  std::size_t connections = 512;
};

class HttpServer {
 public:
  // Runs when the head is in, before the body is read. A reply refuses the request.
  // Both run on the connection's thread; both may run on many threads at once.
  using Check = std::function<bool(const HttpRequest&, HttpReply* refusal)>;  // false: refuse
  // May take the request's body away, so that a long answer does not hold it.
  using Serve = std::function<void(HttpRequest&, HttpResponse&)>;
  // Words the answers that the server itself has to give: 400 (not HTTP/1.1 as RFC 9112 has it),
  // 408, 413, 414, 417, 431, 500, 503, 505. Without one they are plain text.
  using Refuse = std::function<HttpReply(int status, const std::string& message)>;

  HttpServer(HttpLimits limits, Check check, Serve serve, Refuse refuse = nullptr);
  ~HttpServer();  // stops

  // Binds and listens; port 0 takes any free one. On failure false and why, for people.
  // "localhost" is 127.0.0.1. Once only.
  [[nodiscard]] bool listen(const std::string& host, int port, std::string* error);
  int port() const;  // known before the first request is served
  // No new connections; those open may finish until the deadline, then are cut. Blocks until
  // every handler has returned.
  void stop(std::chrono::milliseconds drain);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley
