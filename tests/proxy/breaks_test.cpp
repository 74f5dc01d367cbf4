// Either side goes away, at each byte of what it says: the other one is told, and nothing is left
// behind.
#include <doctest/doctest.h>

#include <atomic>
#include <string>

#include "support/descriptors.h"
#include "support/eventually.h"
#include "support/fake_upstream.h"
#include "support/running_proxy.h"

namespace parley {
namespace {

const std::string kAnswer =
    kLastStreamHead + chunk("data: 1\n\n") + chunk("data: 2\n\n") + std::string(kLastChunk);

std::string request(int port, bool recorded, std::size_t number) {
  std::vector<std::string> headers;
  std::string id = std::to_string(number);
  id.insert(0, 22 - id.size(), 'A');
  if (recorded) headers.push_back("Parley-Stream: " + id);
  return post_text(port, R"({"model":"m"})", headers);
}

// A slot that is not given back is missed at once.
Options with_few_slots() {
  Options options = quiet_options();
  options.max_streams = 3;
  return options;
}

TEST_CASE("wherever upstream breaks off, the client sees an error or a broken answer") {
  std::atomic<std::size_t> said{0};
  FakeUpstream fake(after_request([&](Peer& peer) { peer.send(kAnswer.substr(0, said)); }));
  RunningProxy proxy(fake.url(), with_few_slots());
  const std::size_t head = std::string(kLastStreamHead).size();
  for (said = 0; said <= kAnswer.size(); ++said) {
    for (const bool recorded : {false, true}) {
      CAPTURE(said.load());
      CAPTURE(recorded);
      TcpClient client(proxy.port());
      client.send(request(proxy.port(), recorded, said));
      const Answer answer = client.read_answer();
      CHECK(answer.status == (said < head ? 502 : 200));
      // The very last byte tells nothing any more, and libcurl does not wait for it.
      CHECK(answer.whole == (said < head || said + 1 >= kAnswer.size()));
    }
  }
}

TEST_CASE("wherever a client leaves, it leaves nothing behind") {
  FakeUpstream fake(always(kAnswer));
  RunningProxy proxy(fake.url(), with_few_slots());
  const auto asks_well = [&](std::size_t number) {
    TcpClient client(proxy.port());
    client.send(request(proxy.port(), true, number));
    return client.read_answer().status == 200;
  };
  REQUIRE(asks_well(1'000'000));
  const std::size_t before = open_descriptors();
  std::size_t number = 0;
  for (const bool recorded : {false, true}) {
    const std::string text = request(proxy.port(), recorded, 0);
    for (std::size_t said = 0; said <= text.size(); ++said) {
      TcpClient client(proxy.port());
      client.send(request(proxy.port(), recorded, ++number).substr(0, said));
      if (said % 2 == 0) client.close_sending();
    }
  }
  CHECK(number > 200);
  CHECK(eventually([&] { return asks_well(++number); }));
  CHECK(eventually([&] { return open_descriptors() <= before + 10; }));
}

}  // namespace
}  // namespace parley
