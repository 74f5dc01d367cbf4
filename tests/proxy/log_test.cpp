#include "log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace parley {
namespace {

const AccessEntry kEntry = {"POST", "interactions.create", 200, 1234,
                            std::chrono::milliseconds(56)};

// A pipe; the test is who reads it, or does not.
struct Pipe {
  Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  std::string read() const {
    std::string text(1 << 20, '\0');
    const ssize_t got = ::read(ends[0], text.data(), text.size());
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return text;
  }
  int in() const { return ends[1]; }
  std::array<int, 2> ends{};
};

std::string logged(LogLevel level, const AccessEntry& entry) {
  const Pipe pipe;
  Log log(LogFormat::kText, level, pipe.in());
  log.access(entry);
  log.say("end");
  std::string text = pipe.read();
  REQUIRE(text.size() >= 12);
  CHECK(text.substr(text.size() - 12) == "parley: end\n");
  return text.substr(0, text.size() - 12);
}

TEST_CASE("one line, as text and as JSON") {
  CHECK(format_entry(kEntry, LogFormat::kText, 0) ==
        "1970-01-01T00:00:00Z POST interactions.create 200 1234 B 56 ms");
  CHECK(format_entry(kEntry, LogFormat::kJson, 1'000'000'000) ==
        R"({"time":"2001-09-09T01:46:40Z","method":"POST","route":"interactions.create",)"
        R"("status":200,"bytes":1234,"ms":56})");
}

TEST_CASE("a method is a client's word, so only known ones are written") {
  AccessEntry entry = kEntry;
  entry.method = "KEY-IN-METHOD";
  CHECK(format_entry(entry, LogFormat::kText, 0).find("KEY") == std::string::npos);
}

TEST_CASE("levels") {
  AccessEntry failed = kEntry;
  failed.status = 502;
  CHECK(logged(LogLevel::kInfo, kEntry).find("interactions.create 200") != std::string::npos);
  CHECK(logged(LogLevel::kError, kEntry).empty());
  CHECK(logged(LogLevel::kError, failed).find("502") != std::string::npos);
  CHECK(logged(LogLevel::kOff, failed).empty());
}

TEST_CASE("a log that nobody reads keeps nobody waiting, and says later what is missing") {
  const Pipe pipe;
  Log log(LogFormat::kText, LogLevel::kInfo, pipe.in());
  int lines = 0;
  while (log.dropped() < 10) {
    log.access(kEntry);
    REQUIRE(++lines < 100'000);
  }
  const std::string kept = pipe.read();
  CHECK(std::count(kept.begin(), kept.end(), '\n') == lines - 10);
  log.access(kEntry);
  const std::string after = pipe.read();
  CHECK(after.find("parley: 10 lines were dropped: nobody read them\n") == 0);
  CHECK(after.find("interactions.create 200") != std::string::npos);
  CHECK(log.dropped() == 10);
  // Others who write there still wait, as they expect to.
  CHECK((::fcntl(pipe.in(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("a socket that nobody reads, and one that is closed, keep nobody waiting either") {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  Log log(LogFormat::kJson, LogLevel::kInfo, ends[1]);
  for (int lines = 0; log.dropped() == 0; ++lines) {
    log.access(kEntry);
    REQUIRE(lines < 1'000'000);
  }
  ::close(ends[0]);
  const std::uint64_t before = log.dropped();
  log.access(kEntry);
  CHECK(log.dropped() == before + 1);
  ::close(ends[1]);
}

TEST_CASE("a file gets every line") {
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    Log log(LogFormat::kText, LogLevel::kInfo, ::fileno(file));
    for (int i = 0; i < 1000; ++i) log.access(kEntry);
    CHECK(log.dropped() == 0);
  }
  CHECK(::lseek(::fileno(file), 0, SEEK_END) ==
        1000 * static_cast<long>(format_entry(kEntry, LogFormat::kText, 0).size() + 1));
  std::fclose(file);
}

}  // namespace
}  // namespace parley
