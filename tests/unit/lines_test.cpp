#include "archive/lines.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace parley {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> all;
  Lines lines(text);
  for (std::string_view line; lines.next(&line);) {
    all.emplace_back(line);
    CHECK(lines.number() == all.size());
  }
  return all;
}

std::vector<std::string> frames_of(std::string_view text) {
  std::vector<std::string> all;
  Frames frames(text);
  for (std::string_view frame; frames.next(&frame);) all.emplace_back(frame);
  return all;
}

using Texts = std::vector<std::string>;

TEST_CASE("lines end with LF or CR LF") {
  CHECK(lines_of("") == Texts{});
  CHECK(lines_of("a") == Texts{"a"});
  CHECK(lines_of("a\r\nb\n\nc\n") == Texts{"a", "b", "", "c"});
  CHECK(lines_of("\n") == Texts{""});
}

TEST_CASE("a stream is cut behind its events, whatever ends its lines") {
  CHECK(frames_of("") == Texts{});
  CHECK(frames_of("data: 1\n\ndata: 2\n\n") == Texts{"data: 1\n\n", "data: 2\n\n"});
  CHECK(frames_of("data: 1\r\n\r\ndata: 2") == Texts{"data: 1\r\n\r\n", "data: 2"});
  CHECK(frames_of("data: 1\r\rid: 2\r\r\rdata\r\r") == Texts{"data: 1\r\r", "id: 2\r\r\rdata\r\r"});
  // What makes no event is no piece of its own.
  CHECK(frames_of("x\n\n\n\n: y\n\n") == Texts{"x\n\n\n\n: y\n\n"});
}

TEST_CASE("the lines of a stream that mean nothing are known by number") {
  Frames frames("data: 1\nwhat\n\n\nis: this\n\ndata:\n\n: x\nno");
  std::string_view frame;
  CHECK(frames.next(&frame));
  CHECK(frames.line() == 1);
  CHECK(frames.odd_lines() == std::vector<std::size_t>{2});
  CHECK(frames.next(&frame));
  CHECK(frames.line() == 7);
  CHECK(frames.odd_lines() == std::vector<std::size_t>{5});
  CHECK(frames.next(&frame));
  CHECK(frames.line() == 9);
  CHECK(frames.odd_lines() == std::vector<std::size_t>{10});
  CHECK_FALSE(frames.next(&frame));
}

}  // namespace
}  // namespace parley
