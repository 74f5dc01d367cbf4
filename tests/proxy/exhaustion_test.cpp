// What runs out, runs out for one request: the process, its other requests and its streams go on.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <thread>

#include "log.h"
#include "support/allocations.h"
#include "support/eventually.h"
#include "support/fake_upstream.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

std::string id_of(long number) {
  std::string id = std::to_string(number);
  id.insert(0, 22 - id.size(), 'A');
  return id;
}

TEST_CASE("whichever allocation fails, the request comes to an end and the next one is served") {
  spare_this_thread();
  FakeUpstream fake(always(kStreamHead + chunk("data: 1\n\n") + kLastChunk));
  RunningProxy proxy(fake.url());
  for (const bool recorded : {false, true}) {
    CAPTURE(recorded);
    long count = 0;
    do {
      fail_allocation(++count);
      CAPTURE(count);
      std::vector<std::string> headers;
      if (recorded) headers.push_back("Parley-Stream: " + id_of(count));
      TcpClient client(proxy.port());
      client.send(post_text(proxy.port(), R"({"model":"m"})", headers));
      client.read_answer();
      CHECK((client.ended() || client.answer().whole));
      if (recorded) {
        TcpClient reader(proxy.port());
        reader.send(request_text(proxy.port(), "GET", "/parley/streams/" + id_of(count)));
        reader.read_answer();
        CHECK((reader.ended() || reader.answer().whole));
      }
      const bool failed = allocation_failed();
      fail_allocation(0);
      REQUIRE(ask(proxy.port(), "GET", "/healthz").status == 200);
      if (!failed) break;
    } while (count < 5000);
    CHECK(count > 50);
    CHECK(count < 5000);
  }
}

TEST_CASE("a line for which there is no memory is not written, and that is all") {
  const int nowhere = ::open("/dev/null", O_WRONLY);
  REQUIRE(nowhere >= 0);
  for (const LogFormat format : {LogFormat::kText, LogFormat::kJson}) {
    Log log(format, LogLevel::kInfo, nowhere);
    long count = 0;
    // This thread's allocations may be spared.
    std::thread([&] {
      const AccessEntry entry{"POST", "interactions.create", 200, 1234, Milliseconds(56)};
      do {
        fail_allocation(++count);
        log.access(entry);
        log.say("a line that is longer than what a string holds within itself");
      } while (allocation_failed() && count < 1000);
      fail_allocation(0);
    }).join();
    CHECK(count > 2);
    CHECK(count < 1000);
  }
  ::close(nowhere);
}

}  // namespace
}  // namespace parley
