// Events assembled into the resource that a unary reply would have been.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answer/event.h"

namespace parley {

// What one event changed, for a view.
struct Change {
  enum class Kind {
    kStep,     // text: the step in full as JSON; sent at step start, at stop, and after deltas
               // that are neither text nor thought text. Where these come in such numbers that
               // the cost would be more than linear, some are left out before the stop
    kText,     // text: to append to the answer text of the step
    kThought,  // text: to append to the thought summary of the step
    kMeta,     // members other than steps changed: see meta_json(). text is empty
  };
  Kind kind;
  std::uint32_t index = 0;  // step index as the stream counts
  std::string text;
  // What is new of the step's text, in UTF-16 units of all of it; nothing where these are the same.
  std::size_t from = 0;
  std::size_t to = 0;
  bool thought = false;  // it is text of a thought
};

// The Interaction resource, growing. Never fails: what it cannot place it keeps as a notice.
// Algorithm and its sources: README.md, "Assembly".
class Interaction {
 public:
  enum class End {
    kNone,       // neither of the below so far; at the end of the bytes this means: cut
    kCompleted,  // interaction.completed was seen, whatever status it carries
    kError,      // an error event that says something was seen
  };

  Interaction();
  ~Interaction();
  Interaction(Interaction&&) noexcept;
  Interaction& operator=(Interaction&&) noexcept;

  // Whether this event has not come before, going by its id and what it says: a resumed stream may
  // overlap, and one id with two contents is two events (wire.md 5). Without an id an event is new,
  // as is all that comes of a step that started again. To be asked once for each event, before
  // apply(), which takes whatever it is given.
  [[nodiscard]] bool is_new(const Event& event);
  // Knows of the events that the other one knew, which this one takes the place of.
  void take_ids(Interaction* other);
  // Nothing of the stream will come again.
  void forget_ids();

  // Applies one event and appends what it changed, unless changes is null. Events after the end are
  // applied too (late usage), but never reopen it.
  void apply(Event event, std::vector<Change>* changes);

  // The bytes of the stream are over. Adds a notice when something of it was lost: stray_text and
  // message_pending are those of the SseParser.
  void finish(std::string_view stray_text, bool message_pending);

  // Replaces everything with a resource as GET or a unary POST returns it (steps, or the legacy
  // outputs). False, and nothing changed, when it is not a JSON object.
  [[nodiscard]] bool load(std::string_view resource_json);

  const std::string& id() const;             // "" while unknown, and for store:false
  const std::string& status() const;         // as last reported; "" while unknown
  const std::string& last_event_id() const;  // newest event_id; "" where the stream has none
  // Newest token with which a long answer goes on (API reference, long decode); "" where there is
  // none.
  const std::string& continuation_token() const;
  const std::string& environment() const;  // the sandbox that it ran in; "" none
  End end() const;
  const ApiError& error() const;  // what the error event said; empty unless end() is kError

  std::size_t step_count() const;
  // The steps in ascending index. steps_json() is a JSON array, signatures untouched.
  std::string steps_json() const;
  std::string step_json(std::uint32_t index) const;  // "" when there is none
  std::string json() const;                          // the whole resource, steps included
  std::string meta_json() const;                     // the resource without steps
  std::string output_text() const;                   // as the official SDK: trailing run of text
  // function_call steps that no function_result answers, as a JSON array of Step::call_json(). Of
  // calls without an id, a result without one answers one of that name.
  std::string pending_calls_json() const;
  bool has_pending_calls() const;
  // Whether both have the same steps, in the same order.
  bool same_steps(const Interaction& other) const;

  // For people, in order of arrival: unknown events, bad JSON, oddities that were repaired.
  const std::vector<std::string>& notices() const;

 private:
  struct Entry;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace parley
