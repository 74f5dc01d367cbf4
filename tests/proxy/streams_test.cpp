#include "streams.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using Opened = Streams::Opened;
using Stopped = Streams::Stopped;
using Shared = std::shared_ptr<Stream>;

StreamLimits limits(std::size_t count = 100, std::chrono::seconds ttl = std::chrono::seconds(300)) {
  StreamLimits result;
  result.count = count;
  result.ttl = ttl;
  return result;
}

Shared open_new(Streams& streams, const std::string& id, const std::string& digest = "d") {
  Shared stream;
  CHECK(streams.open("", id, digest, &stream) == Opened::kNew);
  return stream;
}

void end_with(Streams& streams, const std::string& id, const Shared& stream, int status,
              const std::string& body = "") {
  stream->buffer.set_head(status, {});
  stream->buffer.append(body);
  stream->buffer.end(StreamBuffer::State::kEnded);
  streams.finished("", id, stream);
}

TEST_CASE("the same request joins, another one conflicts") {
  Streams streams(limits());
  const Shared first = open_new(streams, "a");
  Shared again;
  CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
  CHECK(again == first);
  CHECK(streams.open("", "a", "other", &again) == Opened::kConflict);
  CHECK(streams.find("", "a") == first);
  CHECK(streams.find("", "b") == nullptr);
  end_with(streams, "a", first, 200);
  CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
  CHECK(streams.find("", "a") == first);
}

TEST_CASE("ids belong to who made them") {
  Streams streams(limits());
  Shared mine, theirs;
  CHECK(streams.open("me", "a", "d", &mine) == Opened::kNew);
  CHECK(streams.find("them", "a") == nullptr);
  CHECK(streams.stop("them", "a") == Stopped::kUnknown);
  CHECK_FALSE(mine->stopped);
  CHECK(streams.open("them", "b", "d", &theirs) == Opened::kNew);
  CHECK(theirs != mine);
}

TEST_CASE("an error is not joined, it is asked for anew") {
  Streams streams(limits());
  const Shared first = open_new(streams, "a");
  end_with(streams, "a", first, 429);
  CHECK(streams.find("", "a") == first);
  Shared again;
  CHECK(streams.open("", "a", "d", &again) == Opened::kNew);
  CHECK(again != first);
  // the old one's end says nothing about the new one
  streams.finished("", "a", first);
  CHECK(streams.open("", "a", "d", &again) == Opened::kJoined);
}

TEST_CASE("what failed before an answer is forgotten") {
  Streams streams(limits());
  const Shared first = open_new(streams, "a");
  first->buffer.fail({});
  streams.finished("", "a", first);
  CHECK(streams.find("", "a") == nullptr);
  open_new(streams, "a");
}

TEST_CASE("stop") {
  Streams streams(limits());
  const Shared stream = open_new(streams, "a");
  CHECK(streams.stop("", "a") == Stopped::kYes);
  CHECK(stream->stopped);
  stream->buffer.set_head(200, {});
  stream->buffer.end(StreamBuffer::State::kBroken);
  streams.finished("", "a", stream);
  CHECK(streams.stop("", "a") == Stopped::kOverAlready);
  CHECK(streams.find("", "a") == stream);
}

TEST_CASE("a stop that overtakes its start still counts") {
  Streams streams(limits());
  CHECK(streams.stop("", "a") == Stopped::kUnknown);
  CHECK(streams.find("", "a") == nullptr);
  Shared stream;
  CHECK(streams.open("", "a", "d", &stream) == Opened::kStopped);
  CHECK(streams.stop("", "a") == Stopped::kUnknown);
}

TEST_CASE("what was stopped before an answer is not started again") {
  Streams streams(limits());
  const Shared stream = open_new(streams, "a");
  streams.stop("", "a");
  stream->buffer.fail({});
  streams.finished("", "a", stream);
  Shared again;
  CHECK(streams.open("", "a", "d", &again) == Opened::kStopped);
}

TEST_CASE("a stream is kept for its time after its end, not before") {
  Streams streams(limits(100, std::chrono::seconds(0)));
  const Shared stream = open_new(streams, "a");
  streams.drop_expired();
  CHECK(streams.count() == 1);
  end_with(streams, "a", stream, 200);
  streams.drop_expired();
  CHECK(streams.count() == 0);
  CHECK(streams.find("", "a") == nullptr);
}

TEST_CASE("room is made by what ended first; what runs stays") {
  Streams streams(limits(3));
  const Shared a = open_new(streams, "a");
  const Shared b = open_new(streams, "b");
  const Shared c = open_new(streams, "c");
  Shared more;
  CHECK(streams.open("", "d", "d", &more) == Opened::kFull);
  end_with(streams, "b", b, 200);
  end_with(streams, "a", a, 200);
  open_new(streams, "d");
  CHECK(streams.find("", "b") == nullptr);
  CHECK(streams.find("", "a") == a);
  CHECK(streams.find("", "c") == c);
  open_new(streams, "e");
  CHECK(streams.open("", "f", "d", &more) == Opened::kFull);
}

TEST_CASE("room is also bytes") {
  StreamLimits few = limits();
  few.total_bytes = 100;
  Streams streams(few);
  end_with(streams, "a", open_new(streams, "a"), 200, std::string(60, 'x'));
  end_with(streams, "b", open_new(streams, "b"), 200, std::string(60, 'x'));
  CHECK(streams.kept_bytes() == 120);
  open_new(streams, "c");
  CHECK(streams.kept_bytes() == 60);
  CHECK(streams.find("", "b") != nullptr);
}

TEST_CASE("after stop_all nothing begins") {
  Streams streams(limits());
  const Shared stream = open_new(streams, "a");
  streams.stop_all();
  CHECK(stream->stopped);
  Shared more;
  CHECK(streams.open("", "b", "d", &more) == Opened::kStopped);
}

}  // namespace
}  // namespace parley
