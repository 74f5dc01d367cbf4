// The whole vocabulary between the client core and its host.
//
// Inputs go into Session::step(), effects come out. Both are flat records, so that the same values
// cross the WebAssembly boundary, stand in the journal and are written in test transcripts.
// The two tables below are the single place where a kind is added; names, numbers and the
// protocol that the page reads from the module are all made from them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

// A message of the user with its answer. Numbered from 1 within a conversation, never reused.
using TurnId = std::uint32_t;
inline constexpr TurnId kNoTurn = 0;

// An HTTP request of the session. Numbered from 1 for each Session object, never reused.
using RequestId = std::uint32_t;

// X(name, text name): meaning of `id`, `arg` and `text`.
#define PARLEY_INPUTS(X)                                                                         \
  /* The page took hold of this conversation. arg: OpenAs. text: 22 base64url characters (128    \
     random bits). */                                                                            \
  X(kOpen, "open")                                                                               \
  /* All journal entries have been replayed; unfinished turns are taken up again. */             \
  X(kReplayed, "replayed")                                                                       \
  /* Settings for messages sent from now on. text: JSON object, members as in the API's body. */ \
  X(kSettings, "settings")                                                                       \
  /* A message. id: 0, or the turn beside which it branches off. arg: SubmitMode. text: it. */   \
  X(kSubmit, "submit")                                                                           \
  /* A queued message gets another text, and is held back no more. id: turn. */                  \
  X(kEdit, "edit")                                                                               \
  /* A queued message is dropped. id: turn. */                                                   \
  X(kRemove, "remove")                                                                           \
  /* A queued message moves. id: turn. arg: its new place in the queue, from 0. */               \
  X(kMove, "move")                                                                               \
  /* A queued message goes next; what runs on its branch is stopped. id: turn. */                \
  X(kSendNow, "send_now")                                                                        \
  /* id: turn to stop, or 0: the newest one that runs. Its queue pauses. */                      \
  X(kStop, "stop")                                                                               \
  /* A failed or stopped turn is sent again. id: turn. arg: 1 with the settings of now, 0 with   \
     its own. */                                                                                 \
  X(kRetry, "retry")                                                                             \
  /* A failed or stopped turn is given up; its queue goes on from the last completed turn. */    \
  X(kSkip, "skip")                                                                               \
  /* Another branch becomes the one that new messages continue. id: turn. arg: 0 it ends in this \
     turn, 1 it goes through it and ends where it did when it was last in use. */                \
  X(kSelect, "select")                                                                           \
  /* A turn that waits to go on goes on. id: turn. arg: 1 with the settings of now, 0 with its   \
     own. text: what to say, or empty: "continue". */                                            \
  X(kContinue, "continue")                                                                       \
  /* Results of function calls. id: turn. text: JSON array of function_result steps; `typed` in  \
     place of `result`: what a person wrote, see typed_results (turns/request_encoder.h). */     \
  X(kFunctionResults, "function_results")                                                        \
  /* May a turn be rebuilt from local history? id: turn. arg: 0 no, 1 yes. */                    \
  X(kConsent, "consent")                                                                         \
  /* Response head. id: request. arg: HTTP status. text: content type. */                        \
  X(kHttpHead, "http_head")                                                                      \
  /* Response body bytes. id: request. The journal has kMessage and kBody in their place. */     \
  X(kHttpChunk, "http_chunk")                                                                    \
  /* One server-sent event. id: request. text: offset, space, type, LF, id, LF, data. */         \
  X(kMessage, "message")                                                                         \
  /* A body that is not an event stream, whole. id: request. text: body. */                      \
  X(kBody, "body")                                                                               \
  /* Response over. id: request. arg: HttpEnd. In the journal, text: what came after the last    \
     event of a stream and is none, see SseParser::stray_text. */                                \
  X(kHttpEnd, "http_end")                                                                        \
  /* A timer ran down. id: timer. */                                                             \
  X(kTimer, "timer")                                                                             \
  /* The network came back or the machine woke up: what seems open may be dead, and nothing      \
     should wait for back-off timers. */                                                         \
  X(kOnline, "online")                                                                           \
  /* Which run of the proxy this is. text: its word for it, from /parley/config. */              \
  X(kInstance, "instance")                                                                       \
  /* arg: 1 what is to be sent waits, as the proxy is out of reach; 0 it goes out. */            \
  X(kHold, "hold")                                                                               \
  /* Let a turn run on unread: browsers allow few connections. id: turn that streams. */         \
  X(kPark, "park")                                                                               \
  /* Read it again, from where it was left. id: turn. */                                         \
  X(kUnpark, "unpark")                                                                           \
  /* One journal entry, as a kJournal effect gave it. */                                         \
  X(kJournalEntry, "journal_entry")                                                              \
  /* The host has kept the journal. arg: how many of the kJournal effects of this Session; no    \
     request leaves before those that came before it are. */                                     \
  X(kKept, "kept")                                                                               \
  /* There is room for a stream that was asked for by kRoom. id: request. */                     \
  X(kRoom, "room")                                                                               \
  /* A queued message is held back, as while it is edited. It stays so, also over a replay,      \
     until someone lets it go. id: turn. arg: 1 held back, 0 no more. */                         \
  X(kHoldTurn, "hold_turn")                                                                      \
  /* Is a run in the background over that goes on unread? If so it is read. That is asked now    \
     and then anyway, and was asked for by this in journals of earlier versions. id: turn. */    \
  X(kLook, "look")

#define PARLEY_EFFECTS(X)                                                                    \
  /* Host. Send a request. id: request. arg: turn. text: see kHttpStart below. */            \
  X(kHttpStart, "http_start")                                                                \
  /* Host. A request waits until the journal is kept: answer with kKept as soon as so many   \
     of its entries are. arg: how many of the kJournal effects of this Session. */           \
  X(kKeep, "keep")                                                                           \
  /* Host. A request wants to stream: answer with kRoom when there is room. id: request.     \
     arg: turn. */                                                                           \
  X(kRoom, "room")                                                                           \
  /* Host. A request that asked for room wants it no more, or gives it back. id: request. */ \
  X(kRoomLeft, "room_left")                                                                  \
  /* Host. Close a request; no input for it may follow. id: request. */                      \
  X(kHttpAbort, "http_abort")                                                                \
  /* Host. Send kTimer after arg milliseconds. id: timer. */                                 \
  X(kTimerStart, "timer_start")                                                              \
  /* Host. Append text to the conversation's journal, with the time of the input. */         \
  X(kJournal, "journal")                                                                     \
  /* View. A turn. id: turn. arg: turn it follows, or 0. text: message. */                   \
  X(kTurnAdded, "turn_added")                                                                \
  /* View. id: turn. text: its message now. */                                               \
  X(kTurnText, "turn_text")                                                                  \
  /* View. id: turn. text: its settings, a JSON object. */                                   \
  X(kTurnSettings, "turn_settings")                                                          \
  /* View. A queued turn is gone. id: turn. */                                               \
  X(kTurnRemoved, "turn_removed")                                                            \
  /* View. id: turn. arg: TurnState. text: why, a word of namespace reason, or empty. */     \
  X(kTurnState, "turn_state")                                                                \
  /* View. id: turn. arg: parent turn or 0. text: interaction id it continues, or empty. */  \
  X(kTurnParent, "turn_parent")                                                              \
  /* View. The turn's answer starts over. id: turn. */                                       \
  X(kTurnReset, "turn_reset")                                                                \
  /* View. Response head. id: turn. arg: HTTP status. text: content type. */                 \
  X(kTurnHead, "turn_head")                                                                  \
  /* View. One server-sent event. id: turn. arg: index + 1 of the step it is about, or 0.    \
     text: the number of its journal entry, ":" and where its data begins there; where it    \
     brought text, ":" from ":" to in all text of the step, and "t" if it is that of a       \
     thought; space, last event id, LF, event type, LF, what it is about, for a line in a    \
     list. Offsets count UTF-16 units. The data goes on to the entry's end, and does not     \
     cross again. Entries are numbered from 1, each kJournalEntry that was given and each    \
     kJournal effect, in order. */                                                           \
  X(kEvent, "event")                                                                         \
  /* View. The newest event of the turn breaks the grammar of its stream, or ends a stream   \
     that lacks something. id: turn. text: a word of namespace breach (answer/grammar.h);    \
     space and what it is about, if it is about anything. */                                 \
  X(kBreach, "breach")                                                                       \
  /* View. A step in full, as it stands. id: turn. arg: step index. text: JSON object. */    \
  X(kStep, "step")                                                                           \
  /* View. Append to the answer. id: turn. arg: step index. text: UTF-8. */                  \
  X(kText, "text")                                                                           \
  /* View. Append to a thought's summary. id: turn. arg: step index. text: UTF-8. */         \
  X(kThought, "thought")                                                                     \
  /* View. The interaction without its steps. id: turn. text: JSON object. */                \
  X(kInteraction, "interaction")                                                             \
  /* View. id: turn. arg: HTTP status, or 0. text: JSON of the API error, members            \
     code, message and, where known, retry_ms, kind (a word of namespace trouble,            \
     answer/error_decoder.h), body. */                                                       \
  X(kTurnError, "turn_error")                                                                \
  /* View. Function calls that the turn waits for; kTurnState follows. id: turn. text: JSON  \
     array of objects with arguments, name and id; without an id, none can be named by a     \
     result. */                                                                              \
  X(kCalls, "calls")                                                                         \
  /* View. Something worth saying that is not an error. id: turn or 0. text: a word of       \
     namespace reason, or a sentence about the stream. */                                    \
  X(kNotice, "notice")                                                                       \
  /* View. Queued turns in the order they will go. text: turn ids, separated by spaces. */   \
  X(kQueue, "queue")                                                                         \
  /* View. The turn that the next message would follow. id: turn or 0. arg: 1 while the      \
     queue waits for the user (retry, skip or edit). */                                      \
  X(kHead, "head")                                                                           \
  /* View. The turns that follow a turn: versions of one another, the oldest first. id: the  \
     turn that they follow, or 0. text: turn ids, separated by spaces, or empty. */          \
  X(kVersions, "versions")                                                                   \
  /* View. id: turn. arg: Branch; as long as nothing was said, it is on the one in use. */   \
  X(kTurnBranch, "turn_branch")                                                              \
  /* View. Where a queued turn stands among those queued on its branch, as kMove counts.     \
     id: turn. arg: from 0. text: "last", or empty. */                                       \
  X(kTurnPlace, "turn_place")                                                                \
  /* View. What a message sent now would do. text: a line for each SubmitMode, in order: the \
     turn that it would continue, space, the one that it would wait for, space, the one that \
     it would stop; 0: none. As long as nothing was said, all are 0. */                      \
  X(kNext, "next")                                                                           \
  /* View. Connection. arg: ConnectionState. text: a word of namespace reason. id: turn. */  \
  X(kConnection, "connection")                                                               \
  /* View. A retry waits. id: turn. arg: milliseconds from the time of the input. */         \
  X(kRetryAt, "retry_at")                                                                    \
  /* View. A queued turn is held back. id: turn. arg: 1, or 0 no more. */                    \
  X(kTurnHeld, "turn_held")                                                                  \
  /* View. What is queued waits for this turn, and that waits for the user. id: turn.        \
     arg: 1, or 0 no more. */                                                                \
  X(kTurnBlocks, "turn_blocks")                                                              \
  /* View. A request of the turn for an answer, as far as it has come. id: turn.             \
     arg: RequestStage. */                                                                   \
  X(kTurnRequest, "turn_request")

enum class InputKind : std::uint32_t {
#define X(name, text) name,
  PARLEY_INPUTS(X)
#undef X
};

enum class EffectKind : std::uint32_t {
#define X(name, text) name,
  PARLEY_EFFECTS(X)
#undef X
};

enum class OpenAs : std::uint32_t {
  kBefore,  // as versions did whose journals have no key: `text` names the streams from now on
  kOwn,     // `text` becomes the key of a conversation that has none; else it counts for nothing
  kOther,   // it comes from elsewhere (a copy, an import): `text` becomes its key, whatever it had,
            // and nothing of it goes on by itself
};
inline constexpr const char* kOpenAsNames[] = {"before", "own", "other"};

enum class SubmitMode : std::uint32_t {
  kQueued,     // waits for what runs on its branch, then chains to it
  kParallel,   // starts now, from the last completed turn: a branch
  kInterrupt,  // stops what runs on its branch, goes next
};
inline constexpr const char* kSubmitModeNames[] = {"queued", "parallel", "interrupt"};

// Text names, as data-turn-state shows them, stand in kTurnStateNames.
enum class TurnState : std::uint32_t {
  kQueued,     // not sent
  kSending,    // request sent, no event yet
  kStreaming,  // events arrive
  kDone,       // completed: may be a parent
  kFailed,     // error, or a stream that broke off
  kStopped,    // by the user
  kWaiting,    // needs the user: function results, consent, Continue
};
inline constexpr const char* kTurnStateNames[] = {"queued", "sending", "streaming", "done",
                                                  "failed", "stopped", "waiting"};
constexpr bool is_in_flight(TurnState state) {
  return state == TurnState::kSending || state == TurnState::kStreaming;
}

// Of the turns that follow each other up to the head.
enum class Branch : std::uint32_t {
  kInUse,     // it is one of them
  kParallel,  // it is none, and goes on now or never was one
  kOther,     // it was one
};
inline constexpr const char* kBranchNames[] = {"in_use", "parallel", "other"};

// A turn has a request for its message, and one more each time that it goes on or is sent again.
enum class RequestStage : std::uint32_t {
  kBegun,      // what comes from now on answers it
  kFirstText,  // of the answer comes; not said where it may have come while nobody read
  kOver,
  kOverUnread,  // sooner than it was seen: part of it was not read while it ran
};
inline constexpr const char* kRequestStageNames[] = {"begun", "first_text", "over", "over_unread"};

enum class HttpEnd : std::uint32_t {
  kComplete,  // the body ended as HTTP says it must
  kBroken,    // the connection failed, or the body was cut
  kTooLarge,  // given up by the session itself: an event over its limit
};

enum class ConnectionState : std::uint32_t { kIdle, kConnected, kReconnecting, kOffline };
inline constexpr const char* kConnectionNames[] = {"idle", "connected", "reconnecting", "offline"};

// Words that kTurnState, kNotice and kConnection give as reasons; the page has sentences for them.
namespace reason {
// waiting for
inline constexpr const char* kFunctionResults = "function_results";
inline constexpr const char* kContinue = "continue";
inline constexpr const char* kConsent = "consent";  // to rebuild the turn from local history
// stopped, and what became of it upstream
inline constexpr const char* kStopping = "stopping";                 // asked, no answer yet
inline constexpr const char* kUpstreamClosed = "upstream_closed";    // the connection was closed
inline constexpr const char* kUpstreamOver = "upstream_over";        // nothing was running any more
inline constexpr const char* kCancelled = "cancelled";               // the API confirmed the cancel
inline constexpr const char* kStillRunning = "still_running";        // it runs on and is billed
inline constexpr const char* kUpstreamUnknown = "upstream_unknown";  // could not be learned
// connection
inline constexpr const char* kReconnecting = "reconnecting";
inline constexpr const char* kPolling = "polling";  // the stream is lost, its result is not
inline constexpr const char* kParked = "parked";    // runs on unread
// notices
inline constexpr const char* kRebuilt = "rebuilt";  // sent with local history, as agreed before
}  // namespace reason

// The latest time there is: every whole millisecond up to it is a number of its own.
inline constexpr double kLatestTime = 9007199254740992;

struct Input {
  InputKind kind = InputKind::kOpen;
  std::uint32_t id = 0;
  std::uint32_t arg = 0;
  double time = 0;  // milliseconds since the epoch; never decreases within a Session
  std::string_view text;
};

// kHttpStart's text is a request as HTTP/1.1 would write it, with LF line ends:
//   POST /v1beta/interactions
//   content-type: application/json
//   parley-stream: AAAAAAAAAAAAAAAAAAAAAA
//
//   {"model":"...","input":"...","stream":true}
struct Effect {
  EffectKind kind;
  std::uint32_t id = 0;
  std::uint32_t arg = 0;
  std::string text;
  double time = 0;  // that of the input that caused it; in replay, that of the journal entry
};

const char* name(InputKind kind);
const char* name(EffectKind kind);
// From its text name; false, and *kind untouched, when there is no such kind.
[[nodiscard]] bool parse_input_kind(std::string_view text, InputKind* kind);

// All kinds with their numbers, and the enums above, as a JSON object
// {"version":1,"input":{"open":0,...},"effect":{...},"turn_state":[...],...}: the page reads its
// constants from here, so they cannot drift.
std::string protocol_json();

}  // namespace parley
