// An answer laid out in time: what goes over the wire, in which order, after which pauses. The
// faults are made here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "answer.h"
#include "switches.h"

namespace parley::demo {

struct Beat {
  enum class Kind {
    kCreated,
    kStatus,
    kStart,
    kDelta,
    kStop,
    kCompleted,
    kDone,
    kEvent,     // `text` is the JSON of an event that belongs to no step
    kRaw,       // `text` goes out as it is
    kEndEarly,  // the body ends here, cleanly
    kBreak,     // the connection breaks here
    kGate,      // goes on when the gate that `text` names is open
  };
  Kind kind;
  int step = -1;      // kStart, kDelta, kStop: which step of the answer
  int delta = -1;     // kDelta: which of its deltas
  int words = 0;      // of pace before it
  long pause_ms = 0;  // before it, whatever the pace
  std::string text;
  bool first_only = false;  // only for the connection that started the run
};

struct Framing {
  std::string line_end = "\n";
  bool event_ids = false;  // on deltas and on interaction.completed
  bool comments = false;
  bool multi_line = false;
  bool byte_order_mark = false;
  bool types = true;
  bool start_content = false;  // step.start takes the first delta with it
  bool legacy = false;
  std::size_t piece = 0;  // bytes a write; 0: whole frames
};

struct Timeline {
  std::vector<Beat> beats;
  Framing framing;
  long word_ms = -1;       // milliseconds a word; -1: the demo's pace
  long silence_ms = 0;     // before the head
  bool keep = true;        // false: nothing remains of the interaction after a break
  bool show_steps = true;  // false: a unary reply has no steps
};

// May change the answer too, where a fault is a property of it (status, errors, missing usage).
// Where a stream is cut, the beats after the cut remain: the run goes on without its reader.
Timeline lay_out(Answer* answer, const Prompt& prompt, bool background);

// What the frames need to know of the interaction.
struct Frame {
  std::string id;
  std::string created;    // the `interaction` member of interaction.created
  std::string completed;  // and of interaction.completed
};

// The bytes of the beat at `position`; "" for those that only end the stream.
std::string render(const Timeline& timeline, const Answer& answer, std::size_t position,
                   const Frame& frame);

// The beat that follows the one with this event_id; beats.size() + 1 when there is none such.
std::size_t position_after(const Timeline& timeline, const Answer& answer,
                           std::string_view event_id);

// How many deltas of each step are out after the first `beats` beats; a step not yet started is
// not in the list.
std::vector<std::size_t> progress(const Timeline& timeline, std::size_t beats);

// An event as a frame: "event: NAME", "data: JSON", blank line.
std::string sse_frame(std::string_view json, const Framing& framing);

}  // namespace parley::demo
