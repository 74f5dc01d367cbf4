#include "replay/stream_buffer.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <thread>

namespace parley {
namespace {

using Read = StreamBuffer::Read;
using State = StreamBuffer::State;

std::string bytes_at(const StreamBuffer& buffer, std::uint64_t offset, std::size_t most = 1000) {
  std::string bytes;
  CHECK(buffer.read(offset, most, &bytes) == Read::kBytes);
  return bytes;
}

Read place(const StreamBuffer& buffer, std::uint64_t offset) {
  std::string bytes = "left over";
  const Read result = buffer.read(offset, 1000, &bytes);
  CHECK(bytes.empty() == (result != Read::kBytes));
  return result;
}

TEST_CASE("bytes are read from any offset, in pieces") {
  StreamBuffer buffer(1000);
  CHECK(buffer.state() == State::kWaiting);
  CHECK(place(buffer, 0) == Read::kNothing);
  buffer.set_head(200, {{"content-type", "text/event-stream"}});
  CHECK(buffer.state() == State::kOpen);
  CHECK(buffer.status() == 200);
  CHECK(buffer.headers() == HeaderList{{"content-type", "text/event-stream"}});
  buffer.append("hello ");
  buffer.append("world");
  CHECK(bytes_at(buffer, 0) == "hello world");
  CHECK(bytes_at(buffer, 6) == "world");
  CHECK(bytes_at(buffer, 2, 3) == "llo");
  CHECK(place(buffer, 11) == Read::kNothing);
  CHECK(place(buffer, 12) == Read::kBeyond);
  buffer.end(State::kEnded);
  CHECK(bytes_at(buffer, 10) == "d");
  CHECK(place(buffer, 11) == Read::kEnd);
  CHECK(buffer.state() == State::kEnded);
}

TEST_CASE("exactly the last bytes can be read, and memory is bounded") {
  for (const std::size_t capacity : {1u, 10u, 1000u, 100'000u}) {
    CAPTURE(capacity);
    StreamBuffer buffer(capacity);
    std::uint64_t written = 0;
    for (int i = 0; i < 300; ++i) {
      std::string piece;
      for (int j = 0; j < 997; ++j) piece += static_cast<char>('a' + (written++ % 26));
      buffer.append(piece);
      CHECK(buffer.kept() <= capacity + std::max<std::size_t>(capacity / 4, 16 * 1024));
    }
    CHECK(buffer.size() == written);
    CHECK(place(buffer, written - capacity - 1) == Read::kFellOut);
    CHECK(place(buffer, 0) == Read::kFellOut);
    const std::string rest = bytes_at(buffer, written - capacity, capacity + 1);
    REQUIRE(rest.size() == capacity);
    CHECK(rest.front() == static_cast<char>('a' + ((written - capacity) % 26)));
    CHECK(rest.back() == static_cast<char>('a' + ((written - 1) % 26)));
  }
}

TEST_CASE("memory is taken in blocks as it grows, and given back with what is forgotten") {
  Budget memory(100'000);
  {
    StreamBuffer buffer(80'000, &memory);
    CHECK(memory.taken() == 0);
    CHECK(buffer.append("a"));
    CHECK(memory.taken() == 1024);
    std::size_t most = 0;
    for (int i = 0; i < 100; ++i) {
      CHECK(buffer.append(std::string(5'000, 'b')));
      CHECK(memory.taken() == buffer.kept());
      most = std::max(most, memory.taken());
    }
    CHECK(most <= 100'000);
    CHECK(bytes_at(buffer, 500'001 - 80'000, 80'001).size() == 80'000);
    CHECK(buffer.forget(40'000) > 20'000);
    CHECK(memory.taken() == buffer.kept());
    CHECK(place(buffer, 500'001 - 80'000) == Read::kFellOut);
    CHECK(bytes_at(buffer, 500'001 - 20'000, 20'001).size() == 20'000);
    CHECK(buffer.append("!"));
    CHECK(bytes_at(buffer, 500'001) == "!");
  }
  CHECK(memory.taken() == 0);
}

TEST_CASE("without memory nothing of a piece is appended, unless it has to be") {
  Budget memory(5'000);
  StreamBuffer buffer(1'000'000, &memory);
  CHECK(buffer.append(std::string(1'000, 'a')));
  CHECK_FALSE(buffer.append(std::string(10'000, 'b')));
  CHECK(buffer.size() == 1'000);
  CHECK(memory.taken() == 1024);
  CHECK(buffer.append(std::string(3'000, 'c')));
  CHECK(buffer.append(std::string(10'000, 'd'), true));
  CHECK(memory.taken() > 5'000);
  CHECK(bytes_at(buffer, 0, 20'000) ==
        std::string(1'000, 'a') + std::string(3'000, 'c') + std::string(10'000, 'd'));
}

TEST_CASE("a writer learns who would lose bytes, and when that is over") {
  StreamBuffer buffer(10);
  Wakeup reader;
  Wakeup writer;
  buffer.append("12345678");
  CHECK(buffer.keeps(0, 2));
  CHECK_FALSE(buffer.keeps(0, 3));
  CHECK(buffer.keeps_readers(10));
  buffer.attach(&reader, 0);
  CHECK(buffer.has_readers());
  CHECK_FALSE(buffer.keeps_readers(3));
  buffer.set_writer(&writer);
  buffer.moved(&reader, 5);
  pollfd entry{writer.fd(), POLLIN, 0};
  CHECK(::poll(&entry, 1, 0) == 1);
  CHECK(buffer.keeps_readers(7));
  CHECK_FALSE(buffer.keeps_readers(8));
  // Who has fallen out already keeps nobody.
  buffer.append("12345678");
  CHECK(buffer.keeps_readers(8));
  buffer.detach(&reader);
  CHECK_FALSE(buffer.has_readers());
}

TEST_CASE("a failure stands in the place of an answer") {
  StreamBuffer buffer(10);
  buffer.fail({502, {}, "why", false});
  CHECK(buffer.state() == State::kFailed);
  CHECK(buffer.failure().status == 502);
  CHECK(buffer.status() == 0);
  CHECK(place(buffer, 0) == Read::kEnd);
}

TEST_CASE("readers are woken by every change, until they are detached") {
  StreamBuffer buffer(10);
  Wakeup reader;
  const auto woken = [&reader] {
    pollfd entry{reader.fd(), POLLIN, 0};
    const bool yes = ::poll(&entry, 1, 0) == 1;
    reader.clear();
    return yes;
  };
  buffer.attach(&reader, 0);
  CHECK_FALSE(woken());
  buffer.set_head(200, {});
  CHECK(woken());
  buffer.append("a");
  CHECK(woken());
  buffer.end(State::kBroken);
  CHECK(woken());
  buffer.detach(&reader);
  buffer.append("b");
  CHECK_FALSE(woken());
}

TEST_CASE("many readers, one writer, every byte once and in order") {
  StreamBuffer buffer(1 << 20);
  std::vector<std::string> seen(4);
  std::vector<std::thread> readers;
  for (std::string& mine : seen) {
    readers.emplace_back([&buffer, &mine] {
      Wakeup wakeup;
      buffer.attach(&wakeup, 0);
      std::string bytes;
      for (;;) {
        const Read result = buffer.read(mine.size(), 100, &bytes);
        if (result == Read::kEnd) break;
        mine += bytes;
        pollfd entry{wakeup.fd(), POLLIN, 0};
        if (result == Read::kNothing) ::poll(&entry, 1, 10'000);
        if (result == Read::kNothing) wakeup.clear();
      }
      buffer.detach(&wakeup);
    });
  }
  std::string all;
  buffer.set_head(200, {});
  for (int i = 0; i < 2000; ++i) {
    const std::string piece = std::to_string(i) + ' ';
    all += piece;
    buffer.append(piece);
  }
  buffer.end(State::kEnded);
  for (std::thread& reader : readers) reader.join();
  for (const std::string& each : seen) CHECK(each == all);
}

}  // namespace
}  // namespace parley
