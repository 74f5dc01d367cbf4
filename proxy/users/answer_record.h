// Reads along with an answer of the API's on its way to the user who asked, for what has to be
// known of it: which interaction it is, and what it has cost.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rules/json_finder.h"
#include "users/ledger.h"

namespace parley {

class AnswerRecord {
 public:
  // Null: nothing is to be known. `interaction`: which one was asked for; empty: it is made by this
  // answer.
  AnswerRecord(Ledger* ledger, std::string user, std::string interaction);
  // The answer is over, however it ended.
  ~AnswerRecord();
  AnswerRecord(const AnswerRecord&) = delete;
  AnswerRecord& operator=(const AnswerRecord&) = delete;

  // Before the answer's bytes.
  void begin(bool event_stream);
  // Before the client gets them.
  void feed(std::string_view bytes);

 private:
  void feed_line(std::string_view bytes, bool ends);
  void found(std::size_t path, std::string_view value);

  Ledger* const ledger_;
  const std::string user_;
  std::string interaction_;  // most events name the same one
  const bool made_;          // by this answer
  std::uint64_t tokens_ = 0;
  bool event_stream_ = false;
  JsonFinder finder_;
  std::string field_;  // of an event stream's line, as far as it says what the line is
  bool is_data_ = false;
  bool after_return_ = false;
  bool is_blank_ = true;  // the line, so far
};

}  // namespace parley
