// A client of raw bytes, and just enough HTTP to read what comes back. Real sockets; every wait has
// a deadline.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley {

using Milliseconds = std::chrono::milliseconds;
// Longer than anything that works takes, also under sanitizers on a machine busy with other things.
inline constexpr Milliseconds kPatience{60'000};

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;                                          // without chunk framing
  bool whole = false;                                        // ended as HTTP says it must
  std::string header(std::string_view name) const;
};

// What has come of an answer; 100 Continue is passed over. `closed`: no more bytes will come.
Answer parse_answer(const std::string& bytes, bool closed);

class TcpClient {
 public:
  // `from`: an address of loopback; null: any.
  explicit TcpClient(int port, int receive_buffer = 0, const char* from = nullptr);
  virtual ~TcpClient() { close(); }
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  virtual bool send(std::string_view bytes);
  void close_sending();
  void close();

  // Until `text` has been received; false: the connection ended, or patience did.
  bool read_until(std::string_view text, Milliseconds patience = kPatience);
  // Until the other side closes or resets.
  bool read_to_end(Milliseconds patience = kPatience);
  // Whatever comes next; false: the connection ended, or patience did.
  bool read_more() { return read_some(std::chrono::steady_clock::now() + kPatience); }
  // Until the answer is whole, or the other side closes.
  Answer read_answer(Milliseconds patience = kPatience);
  Answer answer() const { return parse_answer(received_, ended_); }

  const std::string& received() const { return received_; }
  bool ended() const { return ended_; }
  bool was_reset() const { return reset_; }
  void forget() { received_.clear(); }

 protected:
  virtual bool read_some(std::chrono::steady_clock::time_point deadline);

  int fd_ = -1;
  std::string received_;
  bool ended_ = false;
  bool reset_ = false;
};

// "GET /x HTTP/1.1", Host, `headers` as lines without their ends, and the body with its length.
std::string request_text(int port, const std::string& method, const std::string& target,
                         const std::vector<std::string>& headers = {},
                         const std::string& body = "");

// One request on a connection of its own.
Answer ask(int port, const std::string& method, const std::string& target,
           const std::vector<std::string>& headers = {}, const std::string& body = "");

}  // namespace parley
