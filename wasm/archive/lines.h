// A text of lines, piece by piece.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace parley {

// Lines that end with LF or CR LF; what follows the last end is one if it is not empty.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool next(std::string_view* line);
  std::size_t number() const { return number_; }  // of the line that came last, from 1

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

// Whether a line means something in an event stream.
bool is_stream_field(std::string_view line);

// An event stream cut behind the empty lines that end an event. Lines end with LF, CR LF or CR.
class Frames {
 public:
  explicit Frames(std::string_view text) : rest_(text) {}

  bool next(std::string_view* frame);
  // Of the frame that came last: where its event begins, and those of its lines that mean nothing.
  std::size_t line() const { return line_; }
  const std::vector<std::size_t>& odd_lines() const { return odd_lines_; }

 private:
  std::string_view rest_;
  std::size_t line_ = 1;
  std::size_t next_line_ = 1;
  std::vector<std::size_t> odd_lines_;
};

}  // namespace parley
