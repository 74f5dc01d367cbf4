#include "users/answer_record.h"

#include <algorithm>
#include <charconv>
#include <exception>

#include "random_word.h"

namespace parley {
namespace {

constexpr std::string_view kData = "data:";

// Of a whole answer, and of events.
enum Path : std::size_t { kId, kInteractionId, kNamedInteraction, kFirstUsage };
const JsonFinder::Paths kPaths = {"id",
                                  "interaction.id",
                                  "interaction_id",
                                  "usage.total_tokens",
                                  "interaction.usage.total_tokens",
                                  "metadata.total_usage.total_tokens"};

}  // namespace

AnswerRecord::AnswerRecord(Ledger* ledger, std::string user, std::string interaction)
    : ledger_(ledger),
      user_(std::move(user)),
      interaction_(std::move(interaction)),
      made_(interaction_.empty()),
      finder_(kPaths) {}

AnswerRecord::~AnswerRecord() {
  if (ledger_ == nullptr) return;
  finder_.reset([this](auto path, auto value) { found(path, value); });
  if (tokens_ == 0) return;
  try {
    if (interaction_.empty()) {  // it is stored nowhere, and has cost something all the same
      interaction_ = random_word();
      ledger_->add(interaction_, user_, ledger_day());
    }
    ledger_->count(interaction_, tokens_);
  } catch (const std::exception&) {
    // no memory for it: that much is not counted
  }
}

void AnswerRecord::begin(bool event_stream) { event_stream_ = event_stream; }

void AnswerRecord::feed(std::string_view bytes) {
  if (ledger_ == nullptr) return;
  if (!event_stream_) {
    return finder_.feed(bytes, [this](auto path, auto value) { found(path, value); });
  }
  while (!bytes.empty()) {
    if (after_return_ && bytes[0] == '\n') bytes.remove_prefix(1);  // one line's end in two bytes
    after_return_ = false;
    const std::size_t end = bytes.find_first_of("\r\n");
    const bool ends = end != std::string_view::npos;
    feed_line(bytes.substr(0, end), ends);
    after_return_ = ends && bytes[end] == '\r';
    bytes.remove_prefix(ends ? end + 1 : bytes.size());
  }
}

// A part of a line of an event stream, and perhaps its end (WHATWG HTML, 9.2.6). Lines without data
// are nothing to us; a blank one ends the event.
void AnswerRecord::feed_line(std::string_view bytes, bool ends) {
  const auto found_one = [this](auto path, auto value) { found(path, value); };
  if (!bytes.empty()) is_blank_ = false;
  if (!is_data_ && field_.size() < kData.size()) {
    const std::size_t missing = std::min(kData.size() - field_.size(), bytes.size());
    field_ += bytes.substr(0, missing);
    bytes.remove_prefix(missing);
    is_data_ = field_ == kData;
  }
  if (is_data_) finder_.feed(bytes, found_one);
  if (!ends) return;
  if (is_data_) finder_.feed("\n", found_one);
  if (is_blank_) finder_.reset(found_one);
  field_.clear();
  is_data_ = false;
  is_blank_ = true;
}

void AnswerRecord::found(std::size_t path, std::string_view value) {
  if (path >= kFirstUsage) {
    std::uint64_t tokens = 0;
    std::from_chars(value.data(), value.data() + value.size(), tokens);
    tokens_ = std::max(tokens_, tokens);
    return;
  }
  // An event may have an id of its own, and a whole answer names no other interaction.
  if ((path == kId) == event_stream_ || !made_ || value == interaction_ || value.empty()) return;
  interaction_ = std::string(value);
  ledger_->add(interaction_, user_, ledger_day());
}

}  // namespace parley
