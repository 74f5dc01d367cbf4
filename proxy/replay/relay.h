// How an answer gets from upstream to clients: straight through, or by way of a buffer that clients
// can come back to.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "http/http_message.h"
#include "replay/closing.h"
#include "replay/patience.h"
#include "replay/streams.h"
#include "replay/wakeup.h"
#include "rules/event_edge.h"
#include "rules/scrubber.h"
#include "upstream/upstream.h"
#include "users/answer_record.h"

namespace parley {

// Straight through. A client that takes its time makes upstream wait; one that leaves ends it. What
// the proxy itself breaks off says so in a last event: there is no other way to take it up again.
class DirectRelay : public UpstreamSink {
 public:
  DirectRelay(HttpResponse& client, const std::string& key, const Closing& closing,
              AnswerRecord& record);
  // After the exchange.
  void finish(const UpstreamResult& result);

  bool on_head(int status, const HeaderList& headers) override;
  bool on_bytes(std::string_view bytes) override;
  void watch(std::vector<WatchedSocket>* sockets) override;
  bool on_wake() override;

 private:
  void say_goodbye();

  HttpResponse& client_;
  const std::string key_;
  const Closing& closing_;
  AnswerRecord& record_;
  Scrubber scrubber_;
  EventEdge edge_;
  bool has_events_ = false;
  std::string piece_;
};

// Into the stream's buffer; the client that began it reads along for as long as it stays. Its
// leaving changes nothing for upstream, its pace as little as can be.
class RecordingRelay : public UpstreamSink {
 public:
  RecordingRelay(Streams& streams, Stream& stream, HttpResponse& client, const std::string& key,
                 Patience patience, AnswerRecord& record);
  ~RecordingRelay() override;
  RecordingRelay(const RecordingRelay&) = delete;
  RecordingRelay& operator=(const RecordingRelay&) = delete;
  // After the exchange: ends the buffer. Then send_rest().
  void finish(const UpstreamResult& result);
  // What the client has not got yet, at its pace.
  void send_rest(const Closing& closing);

  bool on_head(int status, const HeaderList& headers) override;
  bool on_bytes(std::string_view bytes) override;
  void watch(std::vector<WatchedSocket>* sockets) override;
  bool on_wake() override;
  std::chrono::milliseconds patience() const override;

 private:
  using Clock = std::chrono::steady_clock;

  void keep(std::string_view bytes);
  void wait_for_readers(std::size_t more);
  void feed_client();
  void drop_client();

  Streams& streams_;
  Stream& stream_;
  HttpResponse& client_;
  const std::string key_;
  const Patience patience_;
  AnswerRecord& record_;
  Scrubber scrubber_;
  Wakeup wakeup_;  // the stream was stopped, or a reader has moved
  std::string piece_;
  bool has_client_ = true;
  bool begun_ = false;
  bool client_is_slow_ = false;  // its socket takes no more for now
  std::uint64_t offset_ = 0;     // of the client in the buffer
  Clock::time_point heard_;      // when upstream last said something, or somebody read
};

// Answers with the stream's head (unless `begun`: the client has it) and its bytes from `offset`
// on, then with what follows, until the stream is over, the client has left, or may read no more.
void follow_stream(Stream& stream, std::uint64_t offset, bool begun, const Closing& closing,
                   HttpResponse& client);

}  // namespace parley
