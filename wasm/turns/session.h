// A conversation: the whole client between what the user does, what the network brings and what
// is seen. Pure: no I/O, no clock, no randomness; the same inputs give the same effects.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answer/interaction.h"
#include "answer/sse_parser.h"
#include "io.h"
#include "turns/conversation_key.h"
#include "turns/emitter.h"
#include "turns/outbox.h"
#include "turns/shown_order.h"
#include "turns/turn.h"
#include "turns/turn_queue.h"

namespace parley {

class Session {
 public:
  // Takes one input; the effects are in the order they must be carried out, and valid until the
  // next call. Inputs that make no sense in the present state (a turn that does not exist, bytes
  // of a request that is over) have no effect.
  const std::vector<Effect>& step(const Input& input);

  // The body that a message would be sent with now, if all that it waits for ends well: kSettings
  // and kSubmit with this mode. "" when the settings are not a JSON object.
  std::string preview(SubmitMode mode, std::string_view settings, std::string_view message) const;

 private:
  enum class Purpose {
    kAnswer,   // what the turn's Delivery asks
    kRelease,  // DELETE /parley/streams/{id}
    kCancel,   // POST /v1beta/interactions/{id}/cancel
    kLook,     // GET /v1beta/interactions/{id}: is what runs on unread over?
  };
  enum class Due { kAsk, kRetry, kClose, kLook };

  struct Request {
    Request(Purpose why, TurnId whose) : purpose(why), turn(whose) {}
    Purpose purpose;
    TurnId turn;
    int status = 0;  // 0: no head yet
    bool event_stream = false;
    bool progress = false;  // brought a message
    std::string body;       // of anything but an event stream, up to a limit
    std::string text;       // of anything but kAnswer: what was sent
    SseParser parser;
  };

  struct Timer {
    Due due;
    TurnId turn;
    double time;  // when
  };

  // session_user.cpp: what the user does
  void submit(const Input& input);
  void select(const Input& input);
  void edit(const Input& input);
  void hold_turn(TurnId id, bool held);
  void remove(TurnId id);
  void send_now(TurnId id);
  void stop(TurnId id);
  void skip(TurnId id);
  bool resend(TurnId id, bool as_it_was);
  void take_settings(TurnId id);
  void consent(TurnId id, bool yes);
  void go_on(const Input& input);
  void answer_calls(TurnId id, std::string_view results);

  // session.cpp: what is sent, and when
  void take(const Input& input);
  void settle_queue();
  void continue_turn(TurnId id, std::string_view message, std::string_view input_json);
  void start(TurnId id);
  void begin_request(TurnId id);
  void rebuild(TurnId id);
  void post(TurnId id);
  void ask(TurnId id);
  void release(TurnId id);
  RequestId send(Purpose purpose, TurnId id, const std::string& text);

  // session_receive.cpp: what comes back, what it means and what is seen of it
  void head(const Input& input);
  void chunk(const Input& input);
  void message(RequestId request, const SseMessage& message);
  std::string body_of(Request* request) const;
  void end(RequestId id, HttpEnd how, std::string_view stray);
  void settle_answer(const Request& request, HttpEnd how);
  void proceed(TurnId id, const Delivery::Next& next, Delivery::Reply reply, ApiError error,
               std::string_view raw);
  void settle_interaction(TurnId id);
  void refused(TurnId id, const ApiError& error, std::string_view raw);
  void fail(TurnId id, const ApiError& error, std::string_view raw);
  void settle_look(const Request& request, HttpEnd how);
  void settle_stop(const Request& request, HttpEnd how);
  void take_up_stop(const Request& request);
  void settle_confirm(TurnId id, const Delivery::Next& next, const std::string& status);
  void show_stopped(TurnId id, const char* why);
  void show_error(TurnId id, const ApiError& error, std::string_view raw);

  // session_host.cpp: timers, and what happens to the host
  void give_up(RequestId request);
  void drop_request(Turn& turn);
  void drop_timer(Turn& turn);
  void start_timer(TurnId id, Due due, std::uint32_t delay_ms);
  void fire(std::uint32_t timer);
  void park(TurnId id);
  void unpark(TurnId id);
  void look(TurnId id);
  void look_later(TurnId id);
  void online();
  void resume_replayed();
  void settle_foreign();

  void journal(const Input& input);
  void keep(std::string entry);
  bool set_state(TurnId id, TurnEvent event, std::string_view why = {});
  std::uint64_t random() const;

  TurnQueue queue_;
  std::map<TurnId, Turn> turns_;
  std::map<RequestId, Request> requests_;
  std::map<std::uint32_t, Timer> timers_;
  Emitter out_;
  Outbox outbox_;
  std::shared_ptr<const Settings> settings_ = std::make_shared<const Settings>();
  bool held_ = false;  // nothing new is sent
  ConversationKey key_;
  std::uint64_t posts_ = 0;  // names streams in journals of before keys
  RequestId last_request_ = 0;
  std::uint32_t last_timer_ = 0;
  // Looks have numbers of their own: journals of before they had timers name the others by theirs.
  std::uint32_t last_look_ = 1U << 31;
  double now_ = 0;
  std::string instance_;
  bool replaying_ = false;
  bool may_rebuild_ = false;
  ShownOrder shown_;
};

}  // namespace parley
