// Reads along with an answer of the API's on its way to the user who asked, for what has to be
// known of it: which interaction it is.
#pragma once

#include <string>
#include <string_view>

#include "rules/json_finder.h"
#include "users/ownership.h"

namespace parley {

class AnswerRecord {
 public:
  // Null: nothing is to be known.
  AnswerRecord(Ownership* ownership, std::string user);

  // Before the answer's bytes.
  void begin(bool event_stream);
  // Before the client gets them.
  void feed(std::string_view bytes);

 private:
  void feed_line(std::string_view bytes, bool ends);
  void found(std::size_t path, std::string_view value);

  Ownership* const ownership_;
  const std::string user_;
  bool event_stream_ = false;
  JsonFinder finder_;
  std::string field_;  // of an event stream's line, as far as it says what the line is
  bool is_data_ = false;
  bool after_return_ = false;
  bool is_blank_ = true;  // the line, so far
  std::string last_;      // the id that was added last: most events name the same one
};

}  // namespace parley
