#include "replay/relay.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "rules/api_reply.h"
#include "rules/headers.h"

namespace parley {
namespace {

constexpr std::size_t kPiece = 16 * 1024;
constexpr char kEventStream[] = "text/event-stream";
// Code and message of the last event.
constexpr char kStopped[] =
    "\"proxy_stopped\",\"message\":\"Parley was stopped before this answer ended. What the API has "
    "of it can be asked for there.";
constexpr char kRevoked[] =
    "\"signed_out\",\"message\":\"Your access token was taken back. Ask whoever runs this Parley "
    "for another one.";

bool is_event_stream(const HeaderList& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return header.first == "content-type" && header.second.rfind(kEventStream, 0) == 0;
  });
}

HttpReply failure_reply(const UpstreamResult& result) {
  return api_error(result.status, result.code, result.message);
}

// A reader's registration with a buffer.
class Reader {
 public:
  Reader(StreamBuffer& buffer, std::uint64_t offset) : buffer_(buffer) {
    buffer_.attach(&wakeup_, offset);
  }
  ~Reader() { buffer_.detach(&wakeup_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void moved(std::uint64_t offset) { buffer_.moved(&wakeup_, offset); }

  // Until the buffer changes. False: the client has left, or may read no more.
  bool wait(const Closing& closing, HttpResponse& client) {
    const short events = client.half_closed() ? 0 : POLLIN;
    // That the proxy ends is told by the buffer.
    const int revoked = closing.why() == Closing::Why::kStopped ? -1 : closing.fd();
    std::array<pollfd, 3> entries{
        {{wakeup_.fd(), POLLIN, 0}, {client.socket(), events, 0}, {revoked, POLLIN, 0}}};
    while (::poll(entries.data(), entries.size(), -1) < 0 && errno == EINTR) {
    }
    wakeup_.clear();
    if (closing.why() == Closing::Why::kRevoked) return false;
    return entries[1].revents == 0 || !client.client_gone();
  }

 private:
  StreamBuffer& buffer_;
  Wakeup wakeup_;
};

// The head for a reader that begins at `offset`. False: it got an error instead, or has left.
bool begin_reading(StreamBuffer& buffer, std::uint64_t offset, Reader& reader,
                   const Closing& closing, HttpResponse& client) {
  while (buffer.state() == StreamBuffer::State::kWaiting) {
    if (!reader.wait(closing, client)) return false;
  }
  if (buffer.state() == StreamBuffer::State::kFailed) {
    client.send(buffer.failure());
    return false;
  }
  std::string ignored;
  const StreamBuffer::Read place = buffer.read(offset, 1, &ignored);
  if (place == StreamBuffer::Read::kFellOut) {
    client.send(stream_expired());
    return false;
  }
  if (place == StreamBuffer::Read::kBeyond) {
    client.send(api_error(416, "invalid_offset", "The stream has fewer bytes than that."));
    return false;
  }
  HeaderList headers = buffer.headers();
  if (offset != 0) {
    headers.erase(std::remove_if(headers.begin(), headers.end(),
                                 [](const auto& entry) { return entry.first == "content-length"; }),
                  headers.end());
  }
  return client.begin(buffer.status(), headers);
}

}  // namespace

DirectRelay::DirectRelay(HttpResponse& client, const std::string& key, const Closing& closing,
                         AnswerRecord& record)
    : client_(client), key_(key), closing_(closing), record_(record), scrubber_(key) {}

bool DirectRelay::on_head(int status, const HeaderList& headers) {
  const HeaderList ours = client_response_headers(headers, key_);
  has_events_ = is_event_stream(ours);
  record_.begin(has_events_);
  return client_.begin(status, ours);
}

bool DirectRelay::on_bytes(std::string_view bytes) {
  piece_.clear();
  scrubber_.feed(bytes, &piece_);
  edge_.feed(piece_);
  record_.feed(piece_);
  return client_.write(piece_);
}

void DirectRelay::watch(std::vector<WatchedSocket>* sockets) {
  sockets->push_back({closing_.fd(), true, false});
  sockets->push_back({client_.socket(), !client_.half_closed(), false});
}

bool DirectRelay::on_wake() { return !closing_.closed() && !client_.client_gone(); }

void DirectRelay::finish(const UpstreamResult& result) {
  if (result.end == UpstreamResult::End::kFailed) {
    client_.send(failure_reply(result));
  } else if (result.end == UpstreamResult::End::kComplete) {
    piece_.clear();
    scrubber_.finish(&piece_);
    record_.feed(piece_);
    if (client_.write(piece_)) client_.end();
  } else {
    if (closing_.closed() && has_events_) say_goodbye();
    client_.cut();
  }
}

// Only between two events: in the midst of one it would be taken for a part of that.
void DirectRelay::say_goodbye() {
  piece_.clear();
  scrubber_.finish(&piece_);
  edge_.feed(piece_);
  if (!client_.write(piece_) || !edge_.between_events()) return;
  const bool revoked = closing_.why() == Closing::Why::kRevoked;
  client_.write(std::string("event: error\ndata: {\"event_type\":\"error\",\"error\":{\"code\":") +
                (revoked ? kRevoked : kStopped) + "\"}}\n\n");
}

RecordingRelay::RecordingRelay(Streams& streams, Stream& stream, HttpResponse& client,
                               const std::string& key, Patience patience, AnswerRecord& record)
    : streams_(streams),
      stream_(stream),
      client_(client),
      key_(key),
      patience_(patience),
      record_(record),
      scrubber_(key),
      heard_(Clock::now()) {
  stream_.watch(&wakeup_);
}

RecordingRelay::~RecordingRelay() {
  stream_.buffer.set_writer(nullptr);
  stream_.watch(nullptr);
}

bool RecordingRelay::on_head(int status, const HeaderList& headers) {
  const HeaderList ours = client_response_headers(headers, key_);
  record_.begin(is_event_stream(ours));
  stream_.buffer.set_head(status, ours);
  heard_ = Clock::now();
  if (has_client_) {
    begun_ = client_.begin(status, ours);
    if (!begun_) drop_client();
  }
  return true;
}

bool RecordingRelay::on_bytes(std::string_view bytes) {
  piece_.clear();
  scrubber_.feed(bytes, &piece_);
  record_.feed(piece_);
  keep(piece_);
  heard_ = Clock::now();
  return true;
}

void RecordingRelay::keep(std::string_view bytes) {
  const std::size_t most = std::max<std::size_t>(stream_.buffer.capacity(), 1);
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, most);
    wait_for_readers(piece.size());
    streams_.append(stream_, piece);
    bytes.remove_prefix(piece.size());
    feed_client();
  }
}

// Who reads all the time, only more slowly than upstream speaks, must not lose a byte for that.
void RecordingRelay::wait_for_readers(std::size_t more) {
  StreamBuffer& buffer = stream_.buffer;
  const auto in_time = [&] {
    return (!has_client_ || !begun_ || buffer.keeps(offset_, more)) && buffer.keeps_readers(more);
  };
  if (in_time()) return;
  const auto deadline = Clock::now() + patience_.reader;
  buffer.set_writer(&wakeup_);
  while (!stream_.stopped() && !in_time()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) break;
    const int client = has_client_ && client_is_slow_ ? client_.socket() : -1;
    std::array<pollfd, 2> entries{{{wakeup_.fd(), POLLIN, 0}, {client, POLLOUT, 0}}};
    ::poll(entries.data(), entries.size(), static_cast<int>(left));
    wakeup_.clear();
    feed_client();
  }
  buffer.set_writer(nullptr);
  wakeup_.clear();  // of readers; that it was stopped is known without
}

void RecordingRelay::watch(std::vector<WatchedSocket>* sockets) {
  sockets->push_back({wakeup_.fd(), true, false});
  if (has_client_) sockets->push_back({client_.socket(), !client_.half_closed(), client_is_slow_});
}

bool RecordingRelay::on_wake() {
  if (stream_.stopped()) return false;
  if (has_client_ && client_.client_gone()) drop_client();
  feed_client();
  if (has_client_ || stream_.buffer.has_readers()) heard_ = Clock::now();
  const bool answered = stream_.buffer.state() == StreamBuffer::State::kOpen;
  return !answered || Clock::now() - heard_ < patience_.silence;
}

std::chrono::milliseconds RecordingRelay::patience() const {
  return std::min(UpstreamSink::patience(), patience_.silence);
}

void RecordingRelay::feed_client() {
  while (has_client_ && begun_) {
    std::string bytes;
    const StreamBuffer::Read place = stream_.buffer.read(offset_, kPiece, &bytes);
    if (place == StreamBuffer::Read::kFellOut) return drop_client();
    std::size_t taken = 0;
    const WriteState state = client_.write_some(bytes, &taken);
    offset_ += taken;
    if (state == WriteState::kGone) return drop_client();
    client_is_slow_ = state == WriteState::kWaiting;
    if (client_is_slow_ || place != StreamBuffer::Read::kBytes) return;
  }
}

void RecordingRelay::drop_client() {
  client_.cut();
  has_client_ = false;
}

void RecordingRelay::finish(const UpstreamResult& result) {
  using End = UpstreamResult::End;
  const bool answered = stream_.buffer.state() == StreamBuffer::State::kOpen;
  if (result.end == End::kFailed) {
    stream_.buffer.fail(failure_reply(result));
  } else if (result.end == End::kComplete) {
    piece_.clear();
    scrubber_.finish(&piece_);
    record_.feed(piece_);
    keep(piece_);
    stream_.buffer.end(StreamBuffer::State::kEnded);
  } else if (answered) {
    stream_.buffer.end(StreamBuffer::State::kBroken);
  } else {
    stream_.buffer.fail(
        api_error(410, "stream_stopped", "The stream was stopped before the API answered."));
  }
}

void RecordingRelay::send_rest(const Closing& closing) {
  if (has_client_) follow_stream(stream_, offset_, begun_, closing, client_);
}

void follow_stream(Stream& stream, std::uint64_t offset, bool begun, const Closing& closing,
                   HttpResponse& client) {
  StreamBuffer& buffer = stream.buffer;
  Reader reader(buffer, offset);
  if (!begun && !begin_reading(buffer, offset, reader, closing, client)) return;
  std::string bytes;
  while (closing.why() != Closing::Why::kRevoked) {
    switch (buffer.read(offset, kPiece, &bytes)) {
      case StreamBuffer::Read::kBytes:
        if (!client.write(bytes)) return;
        offset += bytes.size();
        reader.moved(offset);
        break;
      case StreamBuffer::Read::kNothing:
        if (!reader.wait(closing, client)) return;
        break;
      case StreamBuffer::Read::kEnd:
        if (buffer.state() == StreamBuffer::State::kEnded) {
          client.end();
        } else {
          client.cut();
        }
        return;
      case StreamBuffer::Read::kFellOut:
      case StreamBuffer::Read::kBeyond:
        client.cut();
        return;
    }
  }
  client.cut();
}

}  // namespace parley
