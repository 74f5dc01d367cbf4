// What carries one request of a turn to its end: the POST, and after a loss whatever finds out what
// became of it. A state machine with one table (delivery.cpp); it decides, Session carries out.
//
// Only a POST that was answered with an error before anything ran ends as kRefused, and only such a
// one may be sent again by itself. Every other question is a look-up: when it fails it is repeated
// with back-off, and it never becomes a POST.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "answer/event.h"

namespace parley {

class Delivery {
 public:
  // What is asked now, or will be when the timer ends.
  enum class Ask {
    kPost,     // POST /v1beta/interactions
    kJoin,     // the same POST with the same stream id, to the same run of the proxy, which joins
               // what it has, or forwards what it never saw
    kReplay,   // GET /parley/streams/{id}: the same answer, from an offset on
    kResume,   // GET /v1beta/interactions/{id}?stream=true: a background run, streamed on
    kPoll,     // GET /v1beta/interactions/{id}: what became of it
    kConfirm,  // the same, after a cancel
  };
  // How the response to it ended.
  enum class Reply {
    kOver,        // it says how the interaction ended
    kRunning,     // a resource that is not over
    kNoHead,      // the connection failed before a response head
    kBroken,      // and after it
    kEarly,       // the response is whole, and does not say how the interaction ended
    kRefused,     // an error status
    kBusy,        // one that says: later (408, 425, 429, 5xx)
    kGone,        // the proxy does not have the stream, or not that part of it
    kOtherRun,    // this is not the run of the proxy that was asked before
    kUnseen,      // nor was that one there any more when the POST went out
    kUnreadable,  // a success that is neither a stream nor an interaction
    kTooLarge,    // an event over the limit
  };
  enum class Outcome {
    kOpen,      // none yet
    kAnswered,  // the interaction is over, and says how
    kRefused,   // the POST was answered with an error: nothing ran
    kLost,      // there is an interaction, and the service cannot say what became of it
    kUnknown,   // it may have run, and there is nothing to ask for
  };
  // What to do next. kOpen: `ask` after `wait` milliseconds, at once when that is negative.
  struct Next {
    Outcome outcome = Outcome::kOpen;
    std::int64_t wait = -1;
    bool away = false;  // it has failed some times in a row: there may be no network
  };
  // What is known of the interaction.
  struct Known {
    std::string_view interaction;  // its id; "" none
    bool stored = true;            // it can be asked for
    bool background = false;       // it runs whether or not somebody reads
  };

  Delivery() = default;  // of nothing: over
  // stream: the id that the proxy knows the answer by (22 base64url characters). instance: the run
  // of the proxy that the POST goes to; "" unknown. body: of the POST.
  Delivery(std::string stream, std::string instance, std::string body, double now);

  // The request for ask(), as Effect's kHttpStart has it. REQUIRES: what ask() needs is known.
  std::string request(const Known& known, std::string_view last_event_id) const;

  // A successful response head came: the POST has arrived, and its body is not needed again.
  void headed();
  // A message ended at this offset of the proxy's stream.
  void received(std::uint64_t offset, std::string_view last_id);
  // Something new came, whoever brought it.
  void progressed();
  // What an error status says. After kUnseen the POST is meant for the run of the proxy that gave
  // it.
  Reply reply_of(const ApiError& error, double now);
  // The response to ask() is over. progress: it brought a message. retry_ms: how long the service
  // asks to wait, -1 nothing. random: for the back-off.
  Next ended(Reply reply, bool progress, std::int64_t retry_ms, const Known& known, double now,
             std::uint64_t random);
  // The connection is given up, or the page that had it is: what to ask to go on.
  Next taken_up(const Known& known, double now, std::uint64_t random);
  // To read it from where it was left (after parking, or when the network is back).
  void replay() { ask_ = Ask::kReplay; }
  // A cancel was answered, whatever with: what became of the run?
  void confirm();

  Ask ask() const { return ask_; }
  // Of the proxy, in its own words or upstream's; else of the service alone.
  bool at_proxy() const { return ask_ <= Ask::kReplay; }
  bool streams() const { return ask_ <= Ask::kResume; }
  const std::string& stream() const { return stream_; }
  std::uint64_t offset() const { return offset_; }
  const std::string& last_id() const { return last_id_; }

 private:
  struct Wait {
    double now;
    std::uint64_t random;
    std::int64_t at_least;  // ms
  };
  Next again(const Known& known, const Wait& wait);
  Next rejoin(Reply reply, const Known& known, const Wait& wait);
  Next look(const Known& known, const Wait& wait);

  Ask ask_ = Ask::kPost;
  std::string stream_;
  std::string instance_;
  std::string body_;
  double posted_ = 0;         // when
  bool arrived_ = false;      // a head came: the proxy had it
  std::uint64_t offset_ = 0;  // where the last message ended
  std::string last_id_;       // the last event id there
  double failing_since_ = 0;
  std::uint32_t failures_ = 0;      // in a row without progress
  std::uint32_t refusals_ = 0;      // of look-ups at the resource, in a row
  std::uint32_t idle_replays_ = 0;  // in a row that ended without anything new
  std::uint32_t idle_resumes_ = 0;  // likewise, of the API's own stream
  std::uint32_t looks_ = 0;         // at what became of a cancelled run
  bool proxy_is_done_ = false;      // there is nothing more to be had from its buffer
};

// Where an interaction is, or with `more`, a query or an action, what is asked of it. Whatever is
// in the id, it is one segment of the path.
std::string interaction_target(std::string_view id, std::string_view more = {});
std::string stream_target(const std::string& stream);  // where the proxy has the answer
// An HTTP status that says: later.
bool is_busy(int status);
// Can be the value of a header, as one word; "" can.
bool is_header_word(std::string_view text);
// Not "." and "..", which are no segment of their own to a browser, whatever one writes.
bool can_be_asked_for(std::string_view id);

}  // namespace parley
