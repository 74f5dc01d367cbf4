// The demo beside the client core, which knows nothing of its sources: each is the other's witness.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "bench.h"

namespace parley::demo {
namespace {

// Runs a program of the project with `input`; what it says on stdout.
std::string run(const std::string& program, const std::string& input) {
  const std::string path = "/tmp/parley-demo-test-" + std::to_string(::getpid());
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  std::fwrite(input.data(), 1, input.size(), file);
  std::fclose(file);
  std::FILE* const pipe = ::popen(("'" + program + "' < " + path).c_str(), "r");
  std::string out;
  char block[65536];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) out.append(block, n);
  ::pclose(pipe);
  std::remove(path.c_str());
  return out;
}

TEST_CASE("what the core assembles from a stream is what GET shows") {
  const Bench bench;
  const char* const inputs[] = {"Hello",
                                "demo:thoughts 3 Hello",
                                "demo:crlf Hello",
                                "demo:cr Hello",
                                "demo:comments Hello",
                                "demo:split Hello",
                                "demo:multi-line demo:unicode",
                                "demo:bom Hello",
                                "demo:interleave Hello",
                                "demo:start-content demo:thoughts Hello",
                                "demo:empty-deltas Hello",
                                "demo:search Hello",
                                "demo:image Hello",
                                "demo:markdown",
                                "demo:no-types Hello",
                                "demo:big 1",
                                "demo:long 2000",
                                "demo:bare-thought Hello",
                                "demo:event-ids Hello",
                                "demo:parallel Hello",
                                "demo:failed Hello"};
  for (const std::string input : inputs) {
    CAPTURE(input);
    const Answered answer = bench.post(
        R"({"input":)" + j(input) + R"(,"stream":true,"tools":[{"type":"function","name":"f"}]})");
    const Json dump = Json::parse(run(PARLEY_INTERACTION_DUMP, answer.body), nullptr, false);
    REQUIRE(dump.is_object());
    CHECK(dump["end"] == "completed");
    const Json stored = Json::parse(bench.get(dump["interaction"]["id"]).body);
    Json expected = stored["steps"];
    expected.erase(0);
    using Plain = nlohmann::json;  // the order of members says nothing
    CHECK(Plain(dump["interaction"]["steps"]) == Plain(expected));
  }
}

}  // namespace
}  // namespace parley::demo
