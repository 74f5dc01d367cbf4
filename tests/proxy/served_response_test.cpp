#include "served_response.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

namespace parley {
namespace {

// A client that takes everything, and remembers it.
class Taking : public HttpResponse {
 public:
  int read_body(HttpRequest*) override { return 413; }
  bool send(const HttpReply& reply) override {
    sent = reply;
    return true;
  }
  bool begin(int, const HeaderList&) override { return true; }
  bool write(std::string_view) override { return true; }
  bool end() override { return true; }
  WriteState write_some(std::string_view bytes, std::size_t* taken) override {
    *taken = bytes.size() / 2;
    return WriteState::kWaiting;
  }
  void cut() override {}
  bool client_gone() override { return false; }
  bool half_closed() const override { return true; }
  int socket() const override { return 7; }

  HttpReply sent;
};

struct Logged {
  Logged() { REQUIRE(::pipe(ends.data()) == 0); }
  ~Logged() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  std::string read() const {
    std::string text(4096, '\0');
    text.resize(static_cast<std::size_t>(::read(ends[0], text.data(), text.size())));
    return text;
  }
  std::array<int, 2> ends{};
};

TEST_CASE("a whole answer carries the policy, and is logged once it is over") {
  const Logged logged;
  Log log(LogFormat::kText, LogLevel::kInfo, logged.ends[1]);
  Taking client;
  {
    ServedResponse served(client, log, "GET", "page");
    served.send({404, {}, "12345", false});
    CHECK(client.sent.status == 404);
    CHECK(
        std::any_of(client.sent.headers.begin(), client.sent.headers.end(), [](const auto& header) {
          return header.first == "x-content-type-options" && header.second == "nosniff";
        }));
  }
  CHECK(logged.read().find(" GET page 404 5 B ") != std::string::npos);
}

TEST_CASE("a streamed answer is counted by what the client took") {
  const Logged logged;
  Log log(LogFormat::kText, LogLevel::kInfo, logged.ends[1]);
  Taking client;
  {
    ServedResponse served(client, log, "POST", "interactions.create");
    HttpRequest request;
    CHECK(served.read_body(&request) == 413);
    CHECK(served.half_closed());
    CHECK(served.socket() == 7);
    served.begin(200, {});
    served.write("123");
    std::size_t taken = 0;
    served.write_some("1234", &taken);
    CHECK(taken == 2);
    served.end();
  }
  CHECK(logged.read().find(" 200 5 B ") != std::string::npos);
}

}  // namespace
}  // namespace parley
