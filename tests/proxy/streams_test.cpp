#include "replay/streams.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using Opened = Streams::Opened;
using Stopped = Streams::Stopped;
using Shared = std::shared_ptr<Stream>;

struct Memory {
  Budget memory;
};

// The streams, with memory of their own.
struct Kept : Memory, Streams {
  explicit Kept(const StreamLimits& limits, std::size_t bytes = 1u << 30)
      : Memory{Budget(bytes)}, Streams(limits, memory) {}
};

StreamLimits limits(std::size_t count = 100, std::chrono::seconds ttl = std::chrono::seconds(300)) {
  StreamLimits result;
  result.count = count;
  result.ttl = ttl;
  return result;
}

bool is_expired(const Shared& stream) {
  return stream && stream->buffer.state() == StreamBuffer::State::kFailed &&
         stream->buffer.failure().status == 410 &&
         stream->buffer.failure().body.find("\"stream_expired\"") != std::string::npos;
}

Shared open_new(Streams& streams, const std::string& id, const std::string& digest = "d") {
  Shared stream;
  CHECK(streams.open("", id, digest, &stream) == Opened::kNew);
  return stream;
}

void end_with(Streams& streams, const Shared& stream, int status, const std::string& body = "") {
  stream->buffer.set_head(status, {});
  streams.append(*stream, body);
  stream->buffer.end(StreamBuffer::State::kEnded);
  streams.finished(stream, true);
}

void fail_with(Streams& streams, const Shared& stream, bool sent) {
  stream->buffer.fail({502, {}, "why", false});
  streams.finished(stream, sent);
}

TEST_CASE("the same request joins, another one conflicts") {
  Kept streams(limits());
  const Shared first = open_new(streams, "a");
  Shared again;
  CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
  CHECK(again == first);
  CHECK(streams.open("", "a", "other", &again) == Opened::kConflict);
  CHECK(streams.find("", "a") == first);
  CHECK(streams.find("", "b") == nullptr);
  end_with(streams, first, 200);
  CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
  CHECK(streams.find("", "a") == first);
}

TEST_CASE("ids belong to who made them") {
  Kept streams(limits());
  Shared mine, theirs;
  CHECK(streams.open("me", "a", "d", &mine) == Opened::kNew);
  CHECK(streams.find("them", "a") == nullptr);
  CHECK(streams.stop("them", "a") == Stopped::kUnknown);
  CHECK_FALSE(mine->stopped());
  CHECK(streams.open("them", "b", "d", &theirs) == Opened::kNew);
  CHECK(theirs != mine);
}

TEST_CASE("what upstream refused is asked for anew") {
  for (const int status : {400, 401, 404, 409, 429, 499, 503}) {
    CAPTURE(status);
    Kept streams(limits());
    const Shared first = open_new(streams, "a");
    end_with(streams, first, status);
    CHECK(streams.find("", "a") == first);
    Shared again;
    CHECK(streams.open("", "a", "d", &again) == Opened::kNew);
    CHECK(again != first);
    // the old one's end says nothing about the new one
    streams.finished(first, true);
    CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
  }
}

TEST_CASE("any other answer is joined: its run may have been paid for") {
  for (const int status : {200, 204, 302, 500, 501, 502, 504, 529, 599}) {
    CAPTURE(status);
    Kept streams(limits());
    const Shared first = open_new(streams, "a");
    end_with(streams, first, status);
    Shared again;
    CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
    CHECK(again == first);
  }
}

TEST_CASE("what failed before anything was sent is forgotten") {
  Kept streams(limits());
  fail_with(streams, open_new(streams, "a"), false);
  CHECK(streams.find("", "a") == nullptr);
  open_new(streams, "a");
}

TEST_CASE("what failed after it may have been sent keeps its failure") {
  Kept streams(limits());
  const Shared first = open_new(streams, "a");
  fail_with(streams, first, true);
  CHECK(streams.find("", "a") == first);
  Shared again;
  CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
  CHECK(again == first);
  CHECK(streams.open("", "a", "other", &again) == Opened::kConflict);
}

TEST_CASE("stop") {
  Kept streams(limits());
  const Shared stream = open_new(streams, "a");
  CHECK(streams.stop("", "a") == Stopped::kYes);
  CHECK(stream->stopped());
  stream->buffer.set_head(200, {});
  stream->buffer.end(StreamBuffer::State::kBroken);
  streams.finished(stream, true);
  CHECK(streams.stop("", "a") == Stopped::kOverAlready);
  CHECK(streams.find("", "a") == stream);
}

TEST_CASE("a stop that overtakes its start still counts") {
  Kept streams(limits());
  CHECK(streams.stop("", "a") == Stopped::kUnknown);
  CHECK(streams.find("", "a") == nullptr);
  Shared stream;
  CHECK(streams.open("", "a", "d", &stream) == Opened::kStopped);
  CHECK(streams.stop("", "a") == Stopped::kUnknown);
}

TEST_CASE("what was stopped before an answer is not started again") {
  for (const bool sent : {true, false}) {
    CAPTURE(sent);
    Kept streams(limits());
    const Shared stream = open_new(streams, "a");
    streams.stop("", "a");
    fail_with(streams, stream, sent);
    Shared again;
    CHECK(streams.open("", "a", "d", &again) == Opened::kStopped);
  }
}

TEST_CASE("a stream is kept for its time after its end, not before") {
  StreamLimits none = limits(100, std::chrono::seconds(0));
  none.id_time = std::chrono::seconds(0);
  Kept streams(none);
  const Shared stream = open_new(streams, "a");
  streams.drop_expired();
  CHECK(streams.count() == 1);
  end_with(streams, stream, 200);
  streams.drop_expired();
  CHECK(streams.count() == 0);
  CHECK(streams.find("", "a") == nullptr);
}

TEST_CASE("an id is known for longer than its bytes are kept, so that none is forwarded twice") {
  Kept streams(limits(100, std::chrono::seconds(0)));
  const Shared first = open_new(streams, "a");
  end_with(streams, first, 200, "bytes");
  fail_with(streams, open_new(streams, "b"), true);
  const Shared stopped = open_new(streams, "c");
  streams.stop("", "c");
  fail_with(streams, stopped, true);
  end_with(streams, open_new(streams, "d"), 429, "refused");
  streams.drop_expired();
  CHECK(streams.kept_bytes() == 0);
  Shared again;
  for (const char* id : {"a", "b"}) {
    CAPTURE(id);
    CHECK(is_expired(streams.find("", id)));
    CHECK(streams.open("", id, "d", &again) == Opened::kJoined);
    CHECK(is_expired(again));
    CHECK(streams.open("", id, "other", &again) == Opened::kConflict);
    CHECK(streams.stop("", id) == Stopped::kOverAlready);
  }
  CHECK(streams.open("", "c", "d", &again) == Opened::kStopped);
  open_new(streams, "d");
  // who was reading goes on
  std::string bytes;
  CHECK(first->buffer.read(0, 10, &bytes) == StreamBuffer::Read::kBytes);
  CHECK(bytes == "bytes");
}

TEST_CASE("no young id is forgotten to make room for another") {
  Kept streams(limits(4));
  end_with(streams, open_new(streams, "answered"), 200);
  end_with(streams, open_new(streams, "broke"), 500);
  fail_with(streams, open_new(streams, "lost"), true);
  const Shared stopped = open_new(streams, "stopped");
  streams.stop("", "stopped");
  fail_with(streams, stopped, true);
  Shared more;
  CHECK(streams.open("", "more", "d", &more) == Opened::kFull);
  CHECK(streams.stop("", "more") == Stopped::kUnknown);
  for (const char* id : {"answered", "broke", "lost"}) {
    CAPTURE(id);
    CHECK(streams.open("", id, "d", &more) == Opened::kJoined);
  }
  CHECK(streams.open("", "stopped", "d", &more) == Opened::kStopped);
}

TEST_CASE("room is made by what cost nothing, however young") {
  Kept streams(limits(2));
  const Shared paid = open_new(streams, "paid");
  end_with(streams, paid, 200);
  end_with(streams, open_new(streams, "refused"), 429);
  streams.stop("", "never begun");
  open_new(streams, "a");
  CHECK(streams.find("", "refused") == nullptr);
  CHECK(streams.find("", "paid") == paid);
  Shared more;
  CHECK(streams.open("", "c", "d", &more) == Opened::kFull);
}

TEST_CASE("room is made by what ended first; what runs stays") {
  StreamLimits three = limits(3);
  three.id_time = std::chrono::seconds(0);
  Kept streams(three);
  const Shared a = open_new(streams, "a");
  const Shared b = open_new(streams, "b");
  const Shared c = open_new(streams, "c");
  Shared more;
  CHECK(streams.open("", "d", "d", &more) == Opened::kFull);
  end_with(streams, b, 200);
  end_with(streams, a, 200);
  open_new(streams, "d");
  CHECK(streams.find("", "b") == nullptr);
  CHECK(streams.find("", "a") == a);
  CHECK(streams.find("", "c") == c);
  open_new(streams, "e");
  CHECK(streams.open("", "f", "d", &more) == Opened::kFull);
}

TEST_CASE("when memory is used up, what ended first gives up its bytes, and keeps its id") {
  Kept streams(limits(), 8 * 1024);
  const auto end_large = [&](const std::string& id) {
    end_with(streams, open_new(streams, id), 200, std::string(4 * 1024, 'x'));
  };
  end_large("a");
  end_large("b");
  CHECK(streams.memory.taken() == 8 * 1024);
  end_large("c");
  CHECK(streams.memory.taken() <= 8 * 1024);
  for (const char* id : {"b", "c"}) CHECK_FALSE(is_expired(streams.find("", id)));
  // Only its bytes are gone.
  Shared again;
  CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
  CHECK(is_expired(again));
  CHECK(is_expired(streams.find("", "a")));
  CHECK(streams.open("", "a", "other", &again) == Opened::kConflict);
}

TEST_CASE("whoever else needs the memory gets that of what has ended, and is not being read") {
  Kept streams(limits(), 8 * 1024);
  end_with(streams, open_new(streams, "a"), 200, std::string(4 * 1024, 'x'));
  const Shared read = open_new(streams, "b");
  end_with(streams, read, 200, std::string(4 * 1024, 'x'));
  CHECK(streams.memory.take(4 * 1024));
  CHECK(is_expired(streams.find("", "a")));
  CHECK_FALSE(streams.memory.take(1));
  CHECK_FALSE(is_expired(streams.find("", "b")));
}

TEST_CASE("streams that grow together stay within memory, and each keeps its last bytes") {
  constexpr std::size_t kMemory = 4u << 20;
  Kept streams(limits(), kMemory);
  std::vector<Shared> running;
  for (int i = 0; i < 12; ++i) {
    running.push_back(open_new(streams, std::to_string(i)));
    running.back()->buffer.set_head(200, {});
  }
  const std::string piece(16 * 1024, 'x');
  for (int round = 0; round < 100; ++round) {
    for (const Shared& stream : running) {
      streams.append(*stream, piece);
      REQUIRE(streams.memory.taken() <= kMemory);
    }
  }
  CHECK(streams.memory.taken() > kMemory / 2);
  CHECK(streams.kept_bytes() == streams.memory.taken());
  for (const Shared& stream : running) {
    CHECK(stream->buffer.size() == 100 * piece.size());
    std::string last;
    CHECK(stream->buffer.read(stream->buffer.size() - 64 * 1024, 64 * 1024, &last) ==
          StreamBuffer::Read::kBytes);
    CHECK(last.size() == 64 * 1024);
  }
}

TEST_CASE("however little memory there is, a stream goes on") {
  Kept streams(limits(), 1024);
  const Shared a = open_new(streams, "a");
  const Shared b = open_new(streams, "b");
  for (int i = 0; i < 100; ++i) {
    streams.append(*a, std::string(16 * 1024, 'a'));
    streams.append(*b, std::string(16 * 1024, 'b'));
  }
  std::string last;
  CHECK(a->buffer.read(a->buffer.size() - 16 * 1024, 16 * 1024, &last) ==
        StreamBuffer::Read::kBytes);
  CHECK((last == std::string(16 * 1024, 'a')));
  CHECK(streams.memory.taken() <= 512 * 1024);
}

TEST_CASE("stops of what never was push out nothing") {
  StreamLimits four = limits(4);
  four.id_time = std::chrono::seconds(0);
  Kept streams(four);
  const Shared kept = open_new(streams, "a");
  end_with(streams, kept, 200, "bytes");
  for (int i = 0; i < 10; ++i) streams.stop("", "never" + std::to_string(i));
  CHECK(streams.find("", "a") == kept);
}

TEST_CASE("after close() nothing begins, and what runs goes on") {
  Kept streams(limits());
  const Shared stream = open_new(streams, "a");
  streams.close();
  CHECK_FALSE(stream->stopped());
  Shared again;
  CHECK(streams.open("", "b", "d", &again) == Opened::kStopped);
  CHECK(streams.find("", "a") == stream);
}

TEST_CASE("after stop_all nothing begins") {
  Kept streams(limits());
  const Shared stream = open_new(streams, "a");
  streams.stop_all();
  CHECK(stream->stopped());
  Shared more;
  CHECK(streams.open("", "b", "d", &more) == Opened::kStopped);
}

}  // namespace
}  // namespace parley
