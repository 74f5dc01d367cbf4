#include "archive/feeder.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

constexpr const char* kSettings = R"({"model":"m"})";

TEST_CASE("what is fed becomes a journal with the times of the recording, which never go back") {
  Imported out;
  Feeder feeder(&out);
  feeder.feed({InputKind::kSettings, 0, 0, 1000, kSettings}, 1);
  feeder.feed({InputKind::kSubmit, 0, 0, 500, "one"}, 2);
  feeder.feed({InputKind::kHttpHead, 1, 200, 2000, "text/event-stream"}, 3);
  feeder.feed({InputKind::kHttpChunk, 1, 0, 2000, "data: {}\n\ndata: {\n\n"}, 4);
  CHECK(out.entries == std::vector<std::string>{"1000 settings 0 0\n{\"model\":\"m\"}",
                                                "1000 submit 0 0\none",
                                                "2000 http_head 1 200\ntext/event-stream",
                                                "2000 message 1 0\n10 message\n\n{}",
                                                "2000 message 1 0\n19 message\n\n{"});
  CHECK(out.problems.size() == 1);
  CHECK(out.problems[0].kind == Problem::Kind::kBadData);
  CHECK(out.problems[0].line == 4);
}

TEST_CASE("what is under way at the end is stopped, and what is asked for then is refused") {
  for (const bool own : {true, false}) {
    Imported out;
    Feeder feeder(&out);
    feeder.feed({InputKind::kSettings, 0, 0, 1000, kSettings}, 1);
    feeder.feed({InputKind::kSubmit, 0, 0, 1000, "one"}, 1);
    feeder.feed({InputKind::kHttpHead, 1, 200, 1000, "text/event-stream"}, 1);
    feeder.end(own);
    const std::string& last = out.entries.back();
    CHECK(last.find(" http_end ") != std::string::npos);
    bool stopped = false;
    for (const std::string& entry : out.entries) {
      stopped = stopped || entry.find(" stop 1 ") != std::string::npos;
    }
    CHECK(stopped == own);  // of another one nobody can be asked: that turn failed
  }
}

}  // namespace
}  // namespace parley
