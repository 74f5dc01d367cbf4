#include "log.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

const AccessEntry kEntry = {"POST", "interactions.create", 200, 1234,
                            std::chrono::milliseconds(56)};

std::string logged(LogLevel level, const AccessEntry& entry) {
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  Log(LogFormat::kText, level, file).access(entry);
  std::rewind(file);
  char line[256] = {};
  const std::size_t size = std::fread(line, 1, sizeof line, file);
  std::fclose(file);
  return std::string(line, size);
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

}  // namespace
}  // namespace parley
