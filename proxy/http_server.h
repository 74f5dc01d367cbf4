// An HTTP/1.1 server on which long streams are safe. The only header through which the rest of
// proxy/ sees a server; cpp-httplib stays behind it, in http_server.cpp.
//
// One thread a connection up to a cap, one request a connection unless the handler marks its
// answer as reusable, deadlines and byte limits on what clients send.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;  // as received, undecoded
  std::string path;    // target before '?', undecoded
  std::string query;   // target after '?', undecoded
  HeaderList headers;  // names in lower case, values undecoded, in order of arrival
  std::string body;    // empty while `check` runs
  std::string remote;  // the peer's address, never a header's word
  // First value, or "".
  std::string_view header(std::string_view lower_case_name) const;
  std::size_t count(std::string_view lower_case_name) const;
};

struct HttpReply {
  int status = 200;
  HeaderList headers;
  std::string body;
  bool keep_alive = false;  // the connection may carry further requests (the page's own files)
};

// How a handler answers. Every function returns false once the client has gone; then nothing more
// need be written. Not thread-safe; lives as long as the handler runs.
class HttpResponse {
 public:
  virtual ~HttpResponse() = default;
  // A whole answer with Content-Length.
  virtual bool send(const HttpReply& reply) = 0;
  // Head of a streamed answer (chunked). Then write(), then end(). A handler that returns without
  // end() breaks the connection off, so that the client sees a broken stream, not a short one.
  virtual bool begin(int status, const HeaderList& headers) = 0;
  virtual bool write(std::string_view bytes) = 0;  // goes out at once, as one chunk
  virtual bool end() = 0;
  virtual bool client_gone() = 0;  // looks, without blocking
  virtual int socket() const = 0;  // to be watched by poll(); never to be read or written
};

struct HttpLimits {
  std::size_t head_bytes = 32 * 1024;
  std::size_t body_bytes = 32 * 1024 * 1024;
  std::chrono::milliseconds head_time{10'000};
  std::chrono::milliseconds body_time{60'000};
  std::chrono::milliseconds write_stall{60'000};
  std::size_t connections = 512;
};

class HttpServer {
 public:
  // Runs when the head is in, before the body is read. A reply refuses the request.
  // Both run on the connection's thread; both may run on many threads at once.
  using Check = std::function<bool(const HttpRequest&, HttpReply* refusal)>;  // false: refuse
  using Serve = std::function<void(const HttpRequest&, HttpResponse&)>;

  HttpServer(HttpLimits limits, Check check, Serve serve);
  ~HttpServer();  // stops

  // Binds and listens; port 0 takes any free one. On failure false and why, for people.
  [[nodiscard]] bool listen(const std::string& host, int port, std::string* error);
  int port() const;
  // No new connections; those open may finish until the deadline, then are cut. Blocks.
  void stop(std::chrono::milliseconds drain);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley
