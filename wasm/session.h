// A conversation: the whole client between what the user does, what the network brings and what
// is seen. Pure: no I/O, no clock, no randomness; the same inputs give the same effects.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "interaction.h"
#include "io.h"
#include "request_encoder.h"
#include "sse_parser.h"
#include "turn_queue.h"

namespace parley {

class Session {
 public:
  // Takes one input; the effects are in the order they must be carried out, and valid until the
  // next call. Inputs that make no sense in the present state (a turn that does not exist, bytes
  // of a request that is over) have no effect.
  const std::vector<Effect>& step(const Input& input);

 private:
  enum class Purpose {
    kPost,     // POST /v1beta/interactions
    kReplay,   // GET /parley/streams/{id}: the same answer, from an offset on
    kResume,   // GET /v1beta/interactions/{id}?stream=true: a background run, streamed on
    kRecover,  // GET /v1beta/interactions/{id}: what became of a lost stream
    kRelease,  // DELETE /parley/streams/{id}
    kCancel,   // POST /v1beta/interactions/{id}/cancel
    kConfirm,  // GET /v1beta/interactions/{id}: what became of a cancel
  };
  enum class Due { kReconnect, kRetry, kPoll, kClose, kConfirm };

  struct Request {
    Request(Purpose why, TurnId whose) : purpose(why), turn(whose) {}
    Purpose purpose;
    TurnId turn;
    int status = 0;  // 0: no head yet
    bool event_stream = false;
    bool progress = false;  // brought a message
    std::string body;       // of anything but an event stream, up to a limit
    SseParser parser;
  };

  struct Timer {
    Due due;
    TurnId turn;
    double time;  // when
  };

  struct Turn {
    std::string message;
    std::string settings;
    SettingsFacts facts;             // what they say; they may be large
    Interaction interaction;         // of the present request
    std::vector<std::string> steps;  // of what went before it in this turn, each a JSON array
    std::vector<std::size_t> shown;  // those of `steps` that the view has, too
    std::uint32_t base = 0;          // view index of the present interaction's first step
    std::uint32_t view_steps = 0;    // one past the highest view index
    std::size_t notices_shown = 0;   // of the present interaction's
    std::string parent_interaction;  // previous_interaction_id as sent
    bool rebuilt = false;            // sent with local history though it could be chained
    std::string stream_id;           // of the present request
    std::uint64_t offset = 0;        // where its last message ended
    std::string last_id;             // the last event id there
    RequestId request = 0;           // POST, replay or recovery under way
    std::uint32_t timer = 0;
    std::uint32_t reconnects = 0;    // in a row without progress
    std::uint32_t idle_replays = 0;  // in a row that ended without anything new
    std::uint32_t idle_resumes = 0;  // likewise, of the API's own stream
    double broken_since = 0;         // when the first of the reconnects was
    double posted = 0;               // when the present POST first went out
    std::string instance;            // the run of the proxy that it went to; "" unknown
    std::string body;                // its body
    std::set<std::string> seen;      // event ids, so that none counts twice
    bool parked = false;             // runs on unread
    std::uint32_t retries = 0;       // automatic ones
    std::uint32_t looks = 0;         // at what became of the cancelled run
    std::string waits_for;           // a word of namespace reason
    std::string shown_parent;        // last kTurnParent, to send changes only
  };

  // session.cpp: what the user does
  void take(const Input& input);
  void submit(const Input& input);
  void edit(const Input& input);
  void remove(TurnId id);
  void send_now(TurnId id);
  void stop(TurnId id);
  void skip(TurnId id);
  void resend(TurnId id);
  void consent(TurnId id, bool yes);
  void show_order();
  void show_parent(TurnId id, TurnId parent, const std::string& interaction);

  // session_send.cpp: what is sent
  std::vector<std::string> history(TurnId turn) const;
  void start(TurnId id);
  void go_on(const Input& input);
  void continue_turn(TurnId id, std::string_view message, std::string_view input_json);
  void answer_calls(TurnId id, std::string_view results);
  void post(TurnId id, std::string body);
  static std::string post_text(const Turn& turn);
  RequestId send(Purpose purpose, TurnId id, const std::string& text);
  void drop_request(Turn& turn);
  void drop_timer(Turn& turn);
  void start_timer(TurnId id, Due due, std::uint32_t delay_ms);
  std::uint32_t add_timer(TurnId id, Due due, std::uint32_t delay_ms);
  void fire(std::uint32_t timer);

  // session_resume.cpp: how a lost stream is got back
  void reconnect(TurnId id);
  void wait_for_network(TurnId id, Due due);
  void replay(TurnId id);
  void repost_or_recover(TurnId id);
  void recover(TurnId id);
  void park(TurnId id);
  void unpark(TurnId id);
  void online();
  void resume_replayed();
  static std::string percent_encoded(std::string_view text);

  // session_receive.cpp: what comes back
  static bool is_stream(Purpose purpose);
  void head(const Input& input);
  void chunk(const Input& input);
  void message(const Input& input);
  void body(const Input& input);
  void end(RequestId id, HttpEnd how, std::string_view stray);
  void load(TurnId id);
  void show_steps(TurnId id, const std::string& steps);
  void show_anew(TurnId id);
  void show(TurnId id, const std::vector<Change>& changes);

  // session_settle.cpp: how it ended
  void settle_stream(const Request& request, HttpEnd how);
  void settle_resume(const Request& request, HttpEnd how);
  void settle_recovery(const Request& request, HttpEnd how);
  void settle_stop(const Request& request, HttpEnd how);
  void settle_confirm(const Request& request, HttpEnd how);
  void confirm(TurnId id);
  void settle_interaction(TurnId id);
  void lost(const Request& request, HttpEnd how);
  void fail(TurnId id, const ApiError& error, std::string_view raw);

  void emit(EffectKind kind, std::uint32_t id, std::uint32_t arg = 0, std::string text = {});
  bool set_state(TurnId id, TurnEvent event, std::string_view why = {});
  std::uint64_t random(std::uint64_t counter) const;

  TurnQueue queue_;
  std::map<TurnId, Turn> turns_;
  std::map<RequestId, Request> requests_;
  std::map<std::uint32_t, Timer> timers_;
  std::vector<Effect> effects_;
  std::string settings_ = "{}";
  SettingsFacts facts_;  // of settings_
  bool held_ = false;    // nothing new is sent
  std::uint64_t seed_ = 0;
  std::uint64_t seed_low_ = 0;
  std::uint64_t posts_ = 0;  // names the streams
  RequestId last_request_ = 0;
  std::uint32_t last_timer_ = 0;
  double now_ = 0;
  std::string instance_;
  bool replaying_ = false;
  bool may_rebuild_ = false;
  std::string shown_queue_;
  TurnId shown_head_ = kNoTurn;
  bool shown_paused_ = false;
};

}  // namespace parley
