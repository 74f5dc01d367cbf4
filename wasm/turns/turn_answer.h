// What came of a turn, and what the view has of it: the answers to its requests, one below the
// other, and between them what was said to go on. The last one grows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "answer/grammar.h"
#include "answer/interaction.h"
#include "answer/sse_parser.h"
#include "turns/emitter.h"

namespace parley {

class TurnAnswer {
 public:
  // The answer to the present request.
  const Interaction& interaction() const { return interaction_; }
  // What was before it, each a JSON array of steps: an answer, what was said to it, an answer...
  const std::vector<std::string>& rounds() const { return rounds_; }

  // The present answer is over, and something is said to it: a JSON array of steps, which the view
  // gets when it is to be `seen`. The next answer goes below.
  void go_on(std::string said, bool seen, TurnId turn, Emitter* out);
  // The present answer begins once more.
  void begin_anew(TurnId turn, Emitter* out);

  // Interaction::is_new().
  bool is_new(const Event& event) { return interaction_.is_new(event); }
  // message: what the event was made of.
  void add(Event event, const SseMessage& message, TurnId turn, Emitter* out);
  // What came behind the last event and is none (SseParser::stray_text).
  void add_stray(std::string_view text, TurnId turn, Emitter* out);
  // A resource came whole. anew: in place of what came before.
  void replace(Interaction resource, bool anew, TurnId turn, Emitter* out);
  // Nothing of it will come again. What its stream lacks is said.
  void settle(TurnId turn, Emitter* out);
  // Whether the next text is the first of a request, and its time worth telling.
  void await_text(bool awaited) { awaits_text_ = awaited; }

 private:
  void restart(TurnId turn, Emitter* out);
  void show_breaches(TurnId turn, Emitter* out);
  void show(const std::vector<Change>& changes, TurnId turn, Emitter* out);
  void show_whole(TurnId turn, Emitter* out);
  void show_round(const std::string& steps, TurnId turn, Emitter* out);

  Interaction interaction_;
  Grammar grammar_;               // of its stream
  std::vector<Breach> breaches_;  // to be shown
  std::vector<std::string> rounds_;
  std::vector<std::size_t> shown_;  // those of them that the view has
  std::uint32_t base_ = 0;          // view index of the present answer's first step
  std::uint32_t steps_ = 0;         // one past the highest view index
  std::size_t notices_ = 0;         // of the present answer's, that the view has
  bool awaits_text_ = false;
};

}  // namespace parley
