// As little of an HTTP client as a test needs: one request a connection, the answer read to its
// end or in part. Real sockets.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::demo {

struct Answered {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool whole = false;  // false: the connection broke before the body's end
};

using Headers = std::vector<std::pair<std::string, std::string>>;

class Client {
 public:
  // `url` is http://127.0.0.1:PORT. Sends at once.
  Client(const std::string& url, const std::string& method, const std::string& target,
         const std::string& body = "", const Headers& headers = {{"x-goog-api-key", "test"}});
  ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Reads until `text` has come, and gives all of the body so far. "" if it never comes.
  std::string read_until(std::string_view text);
  std::string arrived();  // all that is here by now, head and all; does not wait
  Answered finish();      // reads to the end
  void close();

 private:
  bool read_more(int flags = 0);
  std::string body() const;
  bool complete() const;

  int fd_ = -1;
  std::string raw_;
};

Answered fetch(const std::string& url, const std::string& method, const std::string& target,
               const std::string& body = "", const Headers& headers = {{"x-goog-api-key", "test"}});

}  // namespace parley::demo
