// One client's connection: reads requests within deadlines and byte limits, writes answers.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/http_head.h"
#include "http/http_limits.h"
#include "http/http_message.h"
#include "http/transport.h"

namespace parley {

class HttpConnection : public HttpResponse {
 public:
  // The transport stays the caller's, who closes its socket after finish().
  HttpConnection(Transport& transport, const HttpLimits& limits);

  // --- Reading

  // Waits for the first byte of a request. False when none came in time or the client left.
  bool wait_for_request(std::chrono::milliseconds patience);
  // False: the connection is over and there is nobody to answer. Otherwise look at head->refusal.
  bool read_head(HttpRequest* request, RequestHead* head);
  // Whether another request may follow on this connection: the client speaks 1.1, its request was
  // whole and plain and nothing came behind it, and the answer allowed it and is out. In all other
  // cases the connection ends: nothing can be taken for a request that was not meant as one.
  bool reusable() const;
  // Says that answers may not keep the connection, whatever handlers wish.
  void keep_alive_off() { may_keep_ = false; }
  bool answered() const { return stage_ != Stage::kNothing; }

  // Takes leave of the client, and closes the sending side so that it still gets all that was
  // written, even if it is sending a body that nobody reads. A few seconds at most.
  void finish();

  // --- HttpResponse

  int read_body(HttpRequest* request) override;
  bool send(const HttpReply& reply) override;
  bool begin(int status, const HeaderList& headers) override;
  bool write(std::string_view bytes) override;
  bool end() override;
  WriteState write_some(std::string_view bytes, std::size_t* taken) override;
  void cut() override;
  bool client_gone() override;
  bool half_closed() const override { return half_closed_; }
  int socket() const override { return transport_.socket(); }

 private:
  using Clock = std::chrono::steady_clock;
  enum class Stage { kNothing, kStreaming, kComplete, kBroken };
  enum class Framing { kChunked, kLength, kUntilClose, kNoBody };

  bool read_more(Clock::time_point deadline, bool* timed_out);
  bool wait_for(short events, Clock::time_point deadline) const;
  bool write_all(std::string_view a, std::string_view b, std::string_view c);
  bool flush_unsent(bool wait);
  bool gone();
  bool still_there();

  Transport& transport_;
  const HttpLimits limits_;
  std::string in_;      // received, not yet consumed
  std::string unsent_;  // taken by write_some(), not yet with the system
  bool is_head_ = false;
  bool http_1_0_ = false;
  bool may_keep_ = true;
  bool kept_ = false;
  bool expects_continue_ = false;
  bool unread_ = false;  // the client has sent, or may yet send, more than was read
  bool client_left_ = false;
  bool half_closed_ = false;
  std::size_t ignored_ = 0;  // bytes the client sent while it was being answered
  Stage stage_ = Stage::kNothing;
  Framing framing_ = Framing::kNoBody;
  std::size_t length_left_ = 0;  // framing_ == kLength
};

}  // namespace parley
