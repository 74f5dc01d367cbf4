// One step of an interaction, growing by deltas. Part of the assembly.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answer/event.h"

namespace parley {

// What one delta did to a step.
struct StepChange {
  bool applied = false;  // anything at all
  bool other = false;    // something else than the texts below
  std::string text;      // appended to the answer
  std::string thought;   // appended to the summary of a thought
  std::string notice;    // what is worth saying about the delta; empty: nothing
};

class Step {
 public:
  // Empty and open: for deltas that come without a start.
  Step();
  // As step.start says (Event::json), open.
  explicit Step(JsonTree start);
  // A step in full, as a unary reply has it: closed, and kept as it is.
  static Step finished(JsonTree json);
  ~Step();
  Step(Step&&) noexcept;
  Step& operator=(Step&&) noexcept;

  // A kStepDelta event. One that came before, going by its event id, changes nothing. A closed step
  // that is changed is open again.
  StepChange apply(Event event);

  // At step.stop: the arguments that came in pieces are parsed. False when they are not JSON; then
  // they stay a string.
  [[nodiscard]] bool close();
  bool closed() const;

  std::string type() const;                           // "" unknown
  const std::string& member(const char* name) const;  // a string member; "" where there is none
  // As JSON, as it stands. Arguments of an open step are what has come of them, as a string as long
  // as that is not JSON.
  std::string json() const;
  // Of that, what a call consists of: `arguments`, `id` and `name`, as far as they are there.
  std::string call_json() const;
  // Whether both are the same as JSON.
  bool same_as(const Step& other) const;

  // UTF-16 units of all its text.
  std::size_t text_units() const;
  // Goes through the content from its end and adds the texts of text blocks until, after a text,
  // another block comes. True when the walk ended there.
  bool collect_trailing_text(std::vector<const std::string*>* texts) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Steps of tools: calls and results, present and future.
bool is_tool_type(std::string_view type);

}  // namespace parley
