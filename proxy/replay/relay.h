// How an answer gets from upstream to clients: straight through, or by way of a buffer that clients
// can come back to.
#pragma once

#include <cstdint>
#include <string>

#include "http/http_message.h"
#include "replay/streams.h"
#include "rules/scrubber.h"
#include "upstream/upstream.h"

namespace parley {

// Straight through. A client that takes its time makes upstream wait; one that leaves ends it.
class DirectRelay : public UpstreamSink {
 public:
  DirectRelay(HttpResponse& client, const std::string& key);
  // After the exchange.
  void finish(const UpstreamResult& result);

  bool on_head(int status, const HeaderList& headers) override;
  bool on_bytes(std::string_view bytes) override;
  void watch(std::vector<WatchedSocket>* sockets) override;
  bool on_wake() override;

 private:
  HttpResponse& client_;
  const std::string key_;
  Scrubber scrubber_;
  std::string piece_;
};

// Into the stream's buffer; the client that began it reads along for as long as it stays. Neither
// its pace nor its leaving changes what upstream does.
class RecordingRelay : public UpstreamSink {
 public:
  RecordingRelay(Stream& stream, HttpResponse& client, const std::string& key);
  // After the exchange: ends the buffer. Then send_rest().
  void finish(const UpstreamResult& result);
  // What the client has not got yet, at its pace.
  void send_rest();

  bool on_head(int status, const HeaderList& headers) override;
  bool on_bytes(std::string_view bytes) override;
  void watch(std::vector<WatchedSocket>* sockets) override;
  bool on_wake() override;

 private:
  void feed_client();
  void drop_client();

  Stream& stream_;
  HttpResponse& client_;
  const std::string key_;
  Scrubber scrubber_;
  std::string piece_;
  bool has_client_ = true;
  bool begun_ = false;
  bool client_is_slow_ = false;  // its socket takes no more for now
  std::uint64_t offset_ = 0;     // of the client in the buffer
};

// Answers with the stream's head (unless `begun`: the client has it) and its bytes from `offset`
// on, then with what follows, until the stream is over or the client has left.
void follow_stream(Stream& stream, std::uint64_t offset, bool begun, HttpResponse& client);

}  // namespace parley
