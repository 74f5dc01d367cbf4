// An HTTP/1.1 server on which long streams are safe. The only header through which the rest of
// proxy/ sees a server.
//
// One thread a connection up to a cap, deadlines and byte limits on what clients send, and no
// second request on a connection where anything about the first one was in doubt.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "http/certificate.h"
#include "http/http_limits.h"
#include "http/http_message.h"

namespace parley {

class HttpServer {
 public:
  // Runs when the head is in, on the connection's thread, on many threads at once. It reads the
  // body when it wants it, and may take it away, so that a long answer does not hold it.
  //
  // At the cap a connection that has not asked yet, or not again, makes room for a new one.
  // Beyond it, and when the system has no thread to spare, requests are `crowded`: a few
  // threads serve them one after another, within a second each, so that what frees others can be
  // asked for, and the rest be told to come again.
  using Serve = std::function<void(HttpRequest&, HttpResponse&)>;
  // Words the answers that the server itself has to give: 400 (not HTTP/1.1 as RFC 9112 has it),
  // 408, 414, 417, 431, 500, 505. Without one they are plain text.
  using Refuse = std::function<HttpReply(int status, const std::string& message)>;

  // With a certificate it speaks TLS, and tells those who do not where to go; that must have begun
  // to be served before listen().
  HttpServer(HttpLimits limits, Serve serve, Refuse refuse = nullptr,
             const ServedCertificate* certificate = nullptr);
  ~HttpServer();  // stops

  // Binds and listens; port 0 takes any free one. On failure false and why, for people.
  // "localhost" is 127.0.0.1. Once only.
  [[nodiscard]] bool listen(const std::string& host, int port, std::string* error);
  int port() const;  // known before the first request is served
  // No new connections; those open may finish until the deadline. Then `cut` is called, where
  // given, so that handlers end what they do, and half a second later connections are cut. Blocks
  // until every handler has returned.
  void stop(std::chrono::milliseconds drain, const std::function<void()>& cut = nullptr);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley
