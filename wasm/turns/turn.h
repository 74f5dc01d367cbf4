// What a turn is: a message, how it was to be sent, and what came of it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io.h"
#include "turns/delivery.h"
#include "turns/request_encoder.h"
#include "turns/turn_answer.h"
#include "turns/turn_queue.h"

namespace parley {

// Settings may hold attachments of many megabytes: turns share them.
struct Settings {
  std::string json = "{}";
  SettingsFacts facts;
};

struct Turn {
  std::string message;
  std::shared_ptr<const Settings> settings;
  TurnAnswer answer;

  // A turn has a request for the message, and one more for each time that it went on: with results
  // of functions, or with "continue". Of the present one:
  std::string said;         // to go on
  bool results = false;     // to go on with the last of answer.rounds(), as it is
  std::string token;        // with which a long answer goes on
  std::string continues;    // the interaction that it continues; "" none
  std::string environment;  // the sandbox of what it goes on from; "" none
  bool rebuilt = false;     // sent with local history though it could be chained
  bool again = false;       // it shall be sent once more, as it was
  Delivery delivery;
  RequestId request = 0;    // that asks for what the delivery asks
  std::uint32_t timer = 0;  // after which it is asked
  bool parked = false;      // runs on unread
  bool unread = false;      // did so, for a while
  std::uint32_t looks = 0;  // at whether it is over, since it is unread

  std::uint32_t attempts = 0;  // requests sent, other than look-ups
  std::uint32_t retries = 0;   // automatic ones
  std::string waits_for;       // a word of namespace reason

  const std::string& interaction() const { return answer.interaction().id(); }
  Delivery::Known known() const {
    return {interaction(), settings->facts.store, settings->facts.background};
  }
  // All that was said and answered before the present answer, each a JSON array of steps, appended
  // to *steps.
  void append_steps(std::vector<std::string>* steps) const;
  // The body of the present request. history: the steps of the turns before it, in case that it
  // continues no interaction. "" when the settings or the input are not what they must be.
  std::string body(std::vector<std::string> history) const;
};

// The steps of a completed turn and of those before it, each a JSON array, the oldest first.
std::vector<std::string> history(const TurnQueue& queue, const std::map<TurnId, Turn>& turns,
                                 TurnId turn);

}  // namespace parley
