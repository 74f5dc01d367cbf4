// HTTP requests and answers as the rest of proxy/ sees them. Free of sockets and libraries.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/budget.h"

namespace parley {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;  // as received, undecoded
  std::string path;    // target before '?', undecoded
  std::string query;   // target after '?', undecoded
  HeaderList headers;  // names in lower case, values undecoded, in order of arrival
  std::size_t content_length = 0;
  std::string body;      // empty until HttpResponse::read_body()
  Share body_share;      // of the server's memory, for as long as the body is there
  std::string local;     // the address of ours that the connection came to, a literal
  std::string remote;    // the peer's, never a header's word; IPv4 is shown as such in both
  bool crowded = false;  // no connection is to spare: answer at once
  // First value, or "".
  std::string_view header(std::string_view lower_case_name) const;
  std::size_t count(std::string_view lower_case_name) const;
};

struct HttpReply {
  int status = 200;
  HeaderList headers;
  std::string body;
  bool keep_alive = false;  // the connection may carry further requests
  bool is_part = false;     // of a page: neither a document nor a worker
};

// What became of bytes that were given to HttpResponse::write_some().
enum class WriteState {
  kSent,     // all that was taken is with the system
  kWaiting,  // call again, also without bytes, when the socket can be written
  kGone,     // the client has gone
};

// How a handler answers. Functions that return bool return false once the client has gone; then
// nothing more need be written. Not thread-safe; lives as long as the handler runs. The answer to
// a HEAD request goes out without its body, whatever is written.
class HttpResponse {
 public:
  virtual ~HttpResponse() = default;
  // Takes in the request's body, which nobody has asked the client for until then. 0: it is there.
  // -1: the client has gone. Else the status that the answer has to have: 408, 413, 503. A handler
  // may answer without it; the connection then carries no further request.
  virtual int read_body(HttpRequest* request) = 0;
  // A whole answer with Content-Length.
  virtual bool send(const HttpReply& reply) = 0;
  // Head of a streamed answer: chunked, or as long as its content-length header says. Then
  // write(), then end(), after which the connection may carry further requests. A handler that
  // returns without end() breaks the connection off, so that the client sees a broken stream, not a
  // short one.
  virtual bool begin(int status, const HeaderList& headers) = 0;
  virtual bool write(std::string_view bytes) = 0;  // goes out at once, as one chunk
  virtual bool end() = 0;
  // Like write(), but never waits. Takes the first *taken bytes, possibly none.
  virtual WriteState write_some(std::string_view bytes, std::size_t* taken) = 0;
  // Breaks the connection off now. The handler may go on without a client.
  virtual void cut() = 0;
  virtual bool client_gone() = 0;  // looks, without blocking
  // The client has said all that it will say, and may still be there: nothing is to be read from
  // its socket, which poll() would call readable for ever. Known after client_gone().
  virtual bool half_closed() const = 0;
  virtual int socket() const = 0;  // to be watched by poll(); never to be read or written
};

}  // namespace parley
