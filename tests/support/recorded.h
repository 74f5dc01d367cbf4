// Streams that are recorded, by the proxy in this process, and an upstream for them that a test
// conducts.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "support/fake_upstream.h"
#include "support/running_proxy.h"

namespace parley {

inline const std::string kId = "AAAAAAAAAAAAAAAAAAAAAA";
inline const std::string kOtherId = "BBBBBBBBBBBBBBBBBBBBBB";

// An upstream that streams what the test gives it, when it gives it.
class Conducted {
 public:
  Conducted() : fake_([this](Peer& peer) { play(peer); }) {}
  ~Conducted() { push(""); }

  std::string url() const { return fake_.url(); }
  const FakeUpstream& fake() const { return fake_; }

  // Bytes as they are; empty: the connection is closed.
  void push(const std::string& bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    parts_.push_back(bytes);
    changed_.notify_all();
  }
  void head() { push(kStreamHead); }
  void event(const std::string& text) { push(chunk(text)); }
  void end() { push(kLastChunk); }
  void cut() { push(""); }
  bool wait_closed_by_proxy() {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, kPatience, [this] { return closed_; });
  }

 private:
  void play(Peer& peer) {
    ReceivedRequest request;
    if (!peer.read_request(&request)) return;
    for (;;) {
      std::string part;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        while (parts_.empty()) {
          lock.unlock();
          const bool closed = peer.wait_closed(Milliseconds(5));
          lock.lock();
          if (!closed) continue;
          closed_ = true;
          changed_.notify_all();
          return;
        }
        part = parts_.front();
        parts_.pop_front();
      }
      if (part.empty() || !peer.send(part)) return;
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> parts_;
  bool closed_ = false;
  FakeUpstream fake_;
};

inline std::string recorded_post(int port, const std::string& id = kId,
                                 const std::string& body = "{}") {
  std::vector<std::string> headers;
  headers.push_back("Parley-Stream: " + id);
  return post_text(port, body, headers);
}

inline std::string read_text(int port, std::uint64_t offset = 0, const std::string& id = kId) {
  return request_text(port, "GET", "/parley/streams/" + id + "?offset=" + std::to_string(offset));
}

inline Answer read_stream(int port, std::uint64_t offset = 0, const std::string& id = kId) {
  return ask(port, "GET", "/parley/streams/" + id + "?offset=" + std::to_string(offset));
}

// Of the proxy's own shape of errors; empty: it is none.
inline std::string error_code(const Answer& answer) {
  const std::string start = "{\"error\":{\"code\":\"";
  if (answer.body.find(start) != 0) return {};
  return answer.body.substr(start.size(), answer.body.find('"', start.size()) - start.size());
}

}  // namespace parley
