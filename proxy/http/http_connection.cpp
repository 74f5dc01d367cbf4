#include "http/http_connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "http/http_response_head.h"
#include "http/text.h"

namespace parley {
namespace {

constexpr std::size_t kReadSize = 16 * 1024;  // a record of TLS at least: see TlsTransport
// What write_some() takes at once: with the chunk's own lines a record of TLS.
constexpr std::size_t kChunkSize = 16 * 1024 - 8;
// A client that keeps sending while it is answered is not one of ours.
constexpr std::size_t kMaxIgnored = 1024 * 1024;
constexpr std::chrono::milliseconds kFinishTime{2'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

bool asks_to_close(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (name == "connection" && lower(value).find("close") != std::string::npos) return true;
  }
  return false;
}

}  // namespace

HttpConnection::HttpConnection(Transport& transport, const HttpLimits& limits)
    : transport_(transport), limits_(limits) {}

bool HttpConnection::wait_for(short events, Clock::time_point deadline) const {
  return wait_for_socket(socket(), events, deadline);
}

bool HttpConnection::read_more(Clock::time_point deadline, bool* timed_out) {
  for (;;) {
    const std::size_t size = in_.size();
    in_.resize(size + kReadSize);
    const Transport::Result got = transport_.read(in_.data() + size, kReadSize);
    in_.resize(size + got.bytes);
    if (got.state == Transport::State::kMoved) return true;
    if (got.state != Transport::State::kWaiting) return false;
    if (!wait_for(POLLIN, deadline)) {
      *timed_out = true;
      return false;
    }
  }
}

bool HttpConnection::wait_for_request(std::chrono::milliseconds patience) {
  bool timed_out = false;
  return !in_.empty() || read_more(Clock::now() + patience, &timed_out);
}

bool HttpConnection::read_head(HttpRequest* request, RequestHead* head) {
  stage_ = Stage::kNothing;
  const auto deadline = Clock::now() + limits_.head_time;
  std::size_t searched = 0;
  std::size_t size = 0;
  bool bad = false;
  bool blank_line_skipped = false;
  for (;;) {
    if (!blank_line_skipped && in_.size() >= 2) {
      blank_line_skipped = true;  // one is forgiven, RFC 9112, 2.2
      if (in_.compare(0, 2, "\r\n") == 0) in_.erase(0, 2);
    }
    size = blank_line_skipped ? find_head_end(in_, &searched, &bad) : 0;
    if (size != 0) break;
    if (in_.size() > limits_.head_bytes) {
      head->refusal = 431;
      head->message = "The request's head is too large.";
      may_keep_ = false;
      unread_ = true;
      return true;
    }
    bool timed_out = false;
    if (!read_more(deadline, &timed_out)) {
      if (!timed_out || in_.empty()) return false;
      head->refusal = 408;
      head->message = "The request's head did not arrive in time.";
      may_keep_ = false;
      return true;
    }
  }
  if (bad) {
    head->refusal = 400;
    head->message = "Lines must end in CR LF.";
  } else if (size > limits_.head_bytes) {
    head->refusal = 431;
    head->message = "The request's head is too large.";
  } else {
    *head = parse_head(std::string_view(in_).substr(0, size), request);
  }
  in_.erase(0, size);
  unread_ = head->refusal != 0 || head->content_length != 0 || !in_.empty();
  request->content_length = head->content_length;
  expects_continue_ = head->expects_continue;
  is_head_ = request->method == "HEAD";
  http_1_0_ = head->http_1_0;
  if (http_1_0_ || asks_to_close(*request)) may_keep_ = false;
  return true;
}

int HttpConnection::read_body(HttpRequest* request) {
  const std::size_t length = request->content_length;
  if (length > limits_.body_bytes) return 413;
  if (!request->body_share.take(limits_.memory, length)) return 503;
  const auto deadline = Clock::now() + limits_.body_time;
  if (expects_continue_ && in_.empty() && length != 0) {
    if (!write_all(kContinue, {}, {})) return -1;
  }
  while (in_.size() < length) {
    bool timed_out = false;
    if (!read_more(deadline, &timed_out)) return timed_out ? 408 : -1;
  }
  unread_ = in_.size() > length;
  in_.resize(length);
  request->body = std::move(in_);
  in_.clear();  // what came beyond the body is never a request: may_keep_ is off
  return 0;
}

bool HttpConnection::reusable() const {
  return kept_ && stage_ == Stage::kComplete && in_.empty() && unsent_.empty() && !client_left_ &&
         ignored_ == 0;
}

bool HttpConnection::gone() {
  client_left_ = true;
  return false;
}

bool HttpConnection::client_gone() {
  while (!client_left_) {
    std::array<char, 4096> ignored{};
    const Transport::Result got = transport_.read(ignored.data(), ignored.size());
    if (got.state == Transport::State::kWaiting) return false;
    if (got.state == Transport::State::kEnded && still_there()) return false;
    ignored_ += got.bytes;
    client_left_ = got.state != Transport::State::kMoved || ignored_ > kMaxIgnored;
  }
  return true;
}

// The client's side has ended. It may have left, or only have nothing more to say: what is sent to
// one that has left comes back as a reset. So something is sent that means nothing: a leading zero
// of the next chunk's size, or, before the answer, word that it is being worked on.
bool HttpConnection::still_there() {
  if (!half_closed_) {
    half_closed_ = true;
    std::string_view probe;
    if (stage_ == Stage::kNothing && !http_1_0_) {
      probe = kContinue;
    } else if (stage_ == Stage::kStreaming && framing_ == Framing::kChunked) {
      if (unsent_.empty()) probe = "0";
    } else if (stage_ != Stage::kNothing) {
      return false;  // there is nothing that could be sent
    }
    if (!probe.empty() && !write_all(probe, {}, {})) return false;
  }
  pollfd entry{socket(), 0, 0};
  return ::poll(&entry, 1, 0) == 0;
}

bool HttpConnection::write_all(std::string_view a, std::string_view b, std::string_view c) {
  if (client_left_ || !flush_unsent(true)) return false;
  Transport::Parts parts{a, b, c};
  auto deadline = Clock::now() + limits_.write_stall;
  while (!std::all_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); })) {
    const Transport::Result sent = transport_.write(parts);
    if (sent.state == Transport::State::kWaiting) {
      if (!wait_for(POLLOUT, deadline)) return gone();
      continue;
    }
    if (sent.state != Transport::State::kMoved) return gone();
    deadline = Clock::now() + limits_.write_stall;
    std::size_t left = sent.bytes;
    for (std::string_view& part : parts) {
      const std::size_t taken = std::min(left, part.size());
      part.remove_prefix(taken);
      left -= taken;
    }
  }
  return true;
}

bool HttpConnection::flush_unsent(bool wait) {
  auto deadline = Clock::now() + limits_.write_stall;
  while (!unsent_.empty()) {
    const Transport::Result sent = transport_.write({unsent_});
    if (sent.state == Transport::State::kMoved) {
      unsent_.erase(0, sent.bytes);
      deadline = Clock::now() + limits_.write_stall;
      continue;
    }
    const bool may_come = sent.state == Transport::State::kWaiting;
    if (may_come && !wait) return true;
    if (!may_come || !wait_for(POLLOUT, deadline)) return gone();
  }
  return true;
}

bool HttpConnection::send(const HttpReply& reply) {
  kept_ = may_keep_ && !unread_ && reply.keep_alive;
  std::string head = response_head(reply.status, reply.headers, kept_);
  const bool no_body = reply.status == 304 || reply.status == 204;
  if (!no_body) head += "content-length: " + std::to_string(reply.body.size()) + "\r\n";
  head += "\r\n";
  stage_ = Stage::kBroken;
  if (!write_all(head, no_body || is_head_ ? std::string_view() : reply.body, {})) return false;
  stage_ = Stage::kComplete;
  return true;
}

bool HttpConnection::begin(int status, const HeaderList& headers) {
  // Kept where it can be. It also makes breaks plain: some clients (undici) take a chunked answer
  // that is cut off for a whole one when it said that the connection would be closed.
  kept_ = may_keep_ && !unread_;
  std::string head = response_head(status, headers, kept_);
  const long long length = declared_length(headers);
  if (status == 204 || status == 304) {
    framing_ = Framing::kNoBody;
  } else if (length >= 0) {
    framing_ = Framing::kLength;
    length_left_ = static_cast<std::size_t>(length);
    head += "content-length: " + std::to_string(length) + "\r\n";
  } else if (http_1_0_) {
    framing_ = Framing::kUntilClose;
  } else {
    framing_ = Framing::kChunked;
    head += "transfer-encoding: chunked\r\n";
  }
  if (is_head_) framing_ = Framing::kNoBody;
  stage_ = Stage::kStreaming;
  return write_all(head + "\r\n", {}, {});
}

bool HttpConnection::write(std::string_view bytes) {
  if (stage_ != Stage::kStreaming || client_left_) return false;
  if (bytes.empty() || framing_ == Framing::kNoBody) return true;
  if (framing_ == Framing::kLength) {
    if (bytes.size() > length_left_) {
      stage_ = Stage::kBroken;
      return false;
    }
    length_left_ -= bytes.size();
  }
  if (framing_ != Framing::kChunked) return write_all(bytes, {}, {});
  std::array<char, 24> size{};
  const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  return write_all({size.data(), static_cast<std::size_t>(digits)}, bytes, "\r\n");
}

WriteState HttpConnection::write_some(std::string_view bytes, std::size_t* taken) {
  *taken = 0;
  if (stage_ != Stage::kStreaming || client_left_ || !flush_unsent(false)) {
    return WriteState::kGone;
  }
  if (!unsent_.empty()) return WriteState::kWaiting;
  if (bytes.empty()) return WriteState::kSent;
  const std::string_view piece = bytes.substr(0, kChunkSize);
  *taken = piece.size();
  if (framing_ == Framing::kNoBody) return WriteState::kSent;
  if (framing_ == Framing::kLength) {
    if (piece.size() > length_left_) {
      stage_ = Stage::kBroken;
      return WriteState::kGone;
    }
    length_left_ -= piece.size();
  }
  if (framing_ == Framing::kChunked) {
    std::array<char, 24> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
    unsent_.append(size.data()).append(piece).append("\r\n");
  } else {
    unsent_.assign(piece);
  }
  if (!flush_unsent(false)) return WriteState::kGone;
  return unsent_.empty() ? WriteState::kSent : WriteState::kWaiting;
}

bool HttpConnection::end() {
  if (stage_ != Stage::kStreaming || client_left_) return false;
  stage_ = Stage::kBroken;
  if (framing_ == Framing::kLength && length_left_ != 0) return false;
  if (!write_all(framing_ == Framing::kChunked ? "0\r\n\r\n" : "", {}, {})) return false;
  stage_ = Stage::kComplete;
  return true;
}

void HttpConnection::cut() {
  client_left_ = true;
  if (framing_ == Framing::kUntilClose && stage_ == Stage::kStreaming) {
    // To HTTP/1.0 a plain end would be a clean end; the reset that close() now sends is not.
    const linger reset{1, 0};
    ::setsockopt(socket(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  } else {
    ::shutdown(socket(), SHUT_RDWR);
  }
  if (stage_ != Stage::kComplete) stage_ = Stage::kBroken;
}

void HttpConnection::finish() {
  if (stage_ == Stage::kStreaming || client_left_) {
    cut();
    return;
  }
  const auto deadline = Clock::now() + kFinishTime;
  while (transport_.say_goodbye() == Transport::State::kWaiting && wait_for(POLLOUT, deadline)) {
  }
  if (!unread_ && !is_readable(socket())) return;
  // Closing a socket that holds unread bytes resets it, and the answer may be lost with that. So
  // they are taken, as they are: also those of TLS mean nothing any more.
  ::shutdown(socket(), SHUT_WR);
  std::array<char, kReadSize> ignored{};
  PlainTransport raw(socket());
  for (;;) {
    const Transport::State got = raw.read(ignored.data(), ignored.size()).state;
    if (got == Transport::State::kMoved && Clock::now() < deadline) continue;
    if (got != Transport::State::kWaiting || !wait_for(POLLIN, deadline)) break;
  }
}

}  // namespace parley
