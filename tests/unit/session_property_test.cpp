// Random users, networks and services against Session, in a host that is killed between any two
// effects and comes back with what it kept: whatever happens, in whatever order, no turn is lost,
// paid twice or sent on a wrong parent, and the journal brings back the same state.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "asked.h"
#include "order_checks.h"
#include "service.h"
#include "turns/session.h"
#include "view.h"

namespace parley {
namespace {

struct Connection {
  std::string request;
  TurnId turn = kNoTurn;
  bool arrived = false;
  Response response;
  std::size_t position = 0;
  bool head = false;
};

class World {
 public:
  explicit World(std::uint32_t seed, bool one_branch)
      : random_(seed), one_branch_(one_branch), service_(&random_) {
    begin();
  }

  void act() {
    now_ += pick(60) == 0 ? pick(600'000) : pick(200);
    const std::uint32_t choice = pick(100);
    if (choice < 12) {
      submit();
    } else if (choice < 13) {
      step(InputKind::kHoldTurn, any_turn(TurnState::kQueued), pick(3) == 0 ? 0 : 1);
    } else if (choice < 15) {
      step(InputKind::kEdit, any_turn(), 0, "edited " + std::to_string(pick(1000)));
    } else if (choice < 16) {
      step(InputKind::kRemove, any_turn());
    } else if (choice < 18) {
      step(InputKind::kMove, any_turn(), pick(5));
    } else if (choice < 20) {
      step(InputKind::kSendNow, any_turn());
    } else if (choice < 21) {
      step(InputKind::kStop, pick(2) == 0 ? kNoTurn : any_turn());
    } else if (choice < 23) {
      if (!one_branch_) step(InputKind::kRetry, any_turn(TurnState::kFailed), pick(2));
    } else if (choice < 25) {
      step(InputKind::kSkip, any_turn());
    } else if (choice < 26) {
      if (!one_branch_) step(InputKind::kSelect, any_turn(), pick(2));
    } else if (choice < 28) {
      step(InputKind::kConsent, any_turn(TurnState::kWaiting), pick(2));
    } else if (choice < 30) {
      step(InputKind::kContinue, any_turn(TurnState::kWaiting));
    } else if (choice < 32) {
      step(InputKind::kFunctionResults, any_turn(TurnState::kWaiting), 0,
           R"([{"type":"function_result","call_id":"c1","result":"4"}])");
    } else if (choice < 34) {
      cut();
    } else if (choice < 42) {
      fire();
    } else if (choice < 43) {
      killed_after_ = pick(12);  // effects of one of the next steps
    } else if (choice < 44) {
      step(InputKind::kOnline);
    } else if (choice == 44) {
      if (pick(4) == 0) service_.restart(now_);
      if (pick(2) == 0) step(InputKind::kInstance, 0, 0, service_.instance());
    } else if (choice == 45) {
      step(InputKind::kPark, any_turn(TurnState::kStreaming));
    } else if (choice == 46) {
      step(pick(2) == 0 ? InputKind::kUnpark : InputKind::kLook, any_turn());
    } else if (choice < 50) {
      send_again();
    } else if (choice < 60) {
      keep();
    } else if (choice < 64) {
      give_room();
    } else {
      deliver();
    }
  }

  // Everybody answers, nobody types: all there is must come to an end.
  void finish() {
    killed_after_ = kNever;
    for (const auto& [id, turn] : std::map<TurnId, View::Turn>(view_.turns)) {
      if (turn.state == TurnState::kStreaming) step(InputKind::kPark, id);
    }
    for (int i = 0; i < 20'000 && !quiet(); ++i) {
      now_ += 1000;
      if (!connections_.empty()) {
        deliver();
      } else if (!timers_.empty()) {
        fire();
      } else if (kept_ == journal_.size() && rooms_.empty()) {
        for (const auto& [id, turn] : std::map<TurnId, View::Turn>(view_.turns)) {
          check_noticed(turn);
          step(InputKind::kUnpark, id);
          step(InputKind::kHoldTurn, id, 0);
          if (turn.state != TurnState::kDone && turn.state != TurnState::kQueued) {
            step(InputKind::kSkip, id);
          }
        }
      }
      keep();
      give_room();
    }
    CHECK(quiet());
    for (const auto& [id, turn] : view_.turns) {
      CHECK(turn.state != TurnState::kQueued);
      CHECK(turn.state != TurnState::kSending);
      CHECK(turn.state != TurnState::kStreaming);
    }
    die();
  }

  std::uint32_t inputs() const { return inputs_; }

 private:
  static constexpr std::uint32_t kNever = ~0U;

  // A run in the background that goes on unread is looked at until it is over, by nobody's order.
  static void check_noticed(const View::Turn& turn) {
    const bool runs = is_in_flight(turn.state);
    const bool background = turn.settings.find("\"background\":true") != std::string::npos;
    const bool known = turn.interaction.find("\"id\":\"v1_") != std::string::npos;
    CHECK_FALSE((runs && background && known && turn.connection == reason::kParked));
  }

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
  TurnId any_turn() { return pick(static_cast<std::uint32_t>(view_.turns.size()) + 2); }
  // Mostly one in this state, if there is any.
  TurnId any_turn(TurnState state) {
    std::vector<TurnId> found;
    for (const auto& [id, turn] : view_.turns) {
      if (turn.state == state) found.push_back(id);
    }
    if (found.empty() || pick(4) == 0) return any_turn();
    return found[pick(static_cast<std::uint32_t>(found.size()))];
  }

  bool quiet() const {
    if (!connections_.empty() || !timers_.empty() || !rooms_.empty()) return false;
    if (kept_ < journal_.size()) return false;
    for (const auto& [id, turn] : view_.turns) {
      if (turn.state == TurnState::kQueued || turn.state == TurnState::kWaiting) return false;
    }
    return true;
  }

  void submit() {
    std::uint32_t mode = pick(10) == 0 ? 2 : 0;
    TurnId beside = kNoTurn;
    if (!one_branch_) {
      mode = pick(3);
      if (pick(5) == 0) beside = any_turn();
    }
    if (pick(4) == 0) {
      constexpr const char* kSettings[] = {R"({"model":"m"})", R"({"model":"m","store":false})",
                                           R"({"model":"m","background":true,"store":true})"};
      step(InputKind::kSettings, 0, 0, kSettings[pick(3)]);
    }
    step(InputKind::kSubmit, beside, mode, "message " + std::to_string(pick(1'000'000)));
  }

  RequestId any_connection() {
    auto chosen = connections_.begin();
    std::advance(chosen, pick(static_cast<std::uint32_t>(connections_.size())));
    return chosen->first;
  }

  void arrive(Connection* connection) {
    if (connection->arrived) return;
    connection->arrived = true;
    connection->response = service_.answer(connection->request, connection->turn, now_);
    check_paid(connection->turn);
  }

  void cut() {
    if (connections_.empty()) return;
    const RequestId id = any_connection();
    if (pick(2) == 0) arrive(&connections_[id]);
    connections_.erase(id);
    step(InputKind::kHttpEnd, id, static_cast<std::uint32_t>(HttpEnd::kBroken));
  }

  // Browsers do that by themselves with a request whose connection ended before an answer.
  void send_again() {
    if (connections_.empty()) return;
    Connection& connection = connections_[any_connection()];
    if (connection.head) return;
    arrive(&connection);
    if (pick(3) == 0) service_.restart(now_);
    connection.arrived = false;
    arrive(&connection);
  }

  void fire() {
    if (timers_.empty()) return;
    auto chosen = timers_.begin();
    std::advance(chosen, pick(static_cast<std::uint32_t>(timers_.size())));
    const std::uint32_t id = chosen->first;
    now_ = std::max(now_, chosen->second);
    timers_.erase(chosen);
    step(InputKind::kTimer, id);
  }

  void deliver() {
    if (connections_.empty()) return;
    const RequestId id = any_connection();
    Connection& connection = connections_[id];
    arrive(&connection);
    const Response& response = connection.response;
    if (!connection.head) {
      connection.head = true;
      step(InputKind::kHttpHead, id, static_cast<std::uint32_t>(response.status),
           std::string(response.type));
      return;
    }
    if (connection.position < response.bytes.size()) {
      const std::string chunk = response.bytes.substr(connection.position, 1 + pick(400));
      connection.position += chunk.size();
      step(InputKind::kHttpChunk, id, 0, chunk);
      return;
    }
    const HttpEnd how = response.broken ? HttpEnd::kBroken : HttpEnd::kComplete;
    connections_.erase(id);
    step(InputKind::kHttpEnd, id, static_cast<std::uint32_t>(how));
  }

  void give_room() {
    if (rooms_.empty()) return;
    const RequestId id = *rooms_.begin();
    rooms_.erase(id);
    step(InputKind::kRoom, id);
  }

  // All that was handed over is on disk; the session hears of it.
  void keep() {
    kept_ = journal_.size();
    step(InputKind::kKept, 0, static_cast<std::uint32_t>(kept_ - before_));
  }

  // The host is gone. What it was told that is kept is there, and perhaps some of the rest.
  void die() {
    for (auto& [id, connection] : connections_) {
      if (pick(2) == 0) arrive(&connection);
    }
    connections_.clear();
    timers_.clear();
    rooms_.clear();
    kept_ += pick(static_cast<std::uint32_t>(journal_.size() - kept_) + 1);
    // The view as it was when the last of that was made.
    View then = opened_;
    std::size_t entries = before_;
    for (const Effect& effect : effects_) {
      if (effect.kind == EffectKind::kJournal && entries++ == kept_) break;
      then.apply(effect);
    }
    journal_.resize(kept_);
    before_ = kept_;
    effects_.clear();

    session_ = Session();
    view_ = View();
    asked_ = Asked();
    for (const std::string& entry : journal_) {
      const std::vector<Effect>& effects =
          session_.step({InputKind::kJournalEntry, 0, 0, now_, entry});
      for (const Effect& effect : effects) {
        CHECK(effect.kind != EffectKind::kJournal);
        view_.apply(effect);
      }
      InputKind kind{};
      const std::size_t name = entry.find(' ') + 1;
      REQUIRE(parse_input_kind(entry.substr(name, entry.find(' ', name) - name), &kind));
      asked_.take(kind, effects);
    }
    CHECK(view_.text() == then.text());
    opened_ = view_;
    for (const auto& [id, turn] : view_.turns) check_paid(id);
    begin();
  }

  void begin() {
    step(InputKind::kOpen, 0, static_cast<std::uint32_t>(OpenAs::kOwn),
         "seed" + std::to_string(pick(1'000'000)));
    step(InputKind::kInstance, 0, 0, service_.instance());
    step(InputKind::kReplayed);
  }

  // No more was paid for the turn than the user asked for.
  void check_paid(TurnId turn) {
    CHECK(service_.paid(turn) <= asked_.sendings[turn]);
    std::size_t meant = 0;
    for (const std::string& stream : asked_.streams[turn])
      meant += service_.refused(stream) ? 0 : 1;
    CHECK(meant <= asked_.sendings[turn]);
  }

  void step(InputKind kind, std::uint32_t id = 0, std::uint32_t arg = 0,
            const std::string& text = {}) {
    ++inputs_;
    const View before = kind == InputKind::kSubmit && id == kNoTurn ? view_ : View();
    const std::vector<Effect> effects = session_.step({kind, id, arg, now_, text});
    asked_.take(kind, effects);
    for (const Effect& effect : effects) {
      view_.apply(effect);
      effects_.push_back(effect);
      if (effect.kind == EffectKind::kJournal) journal_.push_back(effect.text);
    }
    if (kind == InputKind::kSubmit && id == kNoTurn) check_next(before, view_, arg);
    for (const Effect& effect : effects) {
      if (killed_after_ != kNever && killed_after_-- == 0) {
        killed_after_ = kNever;
        die();
        return;
      }
      carry_out(effect);
    }
    if (effects.empty()) return;  // what was so still is
    check_turns(view_, service_, one_branch_);
    if (std::any_of(effects.begin(), effects.end(), is_of_tree)) check_tree(view_);
  }

  void carry_out(const Effect& effect) {
    switch (effect.kind) {
      case EffectKind::kTimerStart:
        timers_[effect.id] = now_ + effect.arg;
        break;
      case EffectKind::kHttpAbort:
        connections_.erase(effect.id);
        break;
      case EffectKind::kRoom:
        rooms_.insert(effect.id);
        break;
      case EffectKind::kRoomLeft:
        rooms_.erase(effect.id);
        break;
      case EffectKind::kHttpStart:
        check_request(effect);
        check_paid(effect.arg);
        connections_[effect.id] = {.request = effect.text, .turn = effect.arg, .response = {}};
        break;
      default:
        break;
    }
  }

  void check_request(const Effect& effect) {
    if (effect.text.rfind("POST /v1beta/interactions\n", 0) != 0) return;
    const std::string body = effect.text.substr(effect.text.find("\n\n") + 2);
    const std::size_t at = body.find("\"previous_interaction_id\":\"");
    if (at != std::string::npos) {
      const std::string parent = body.substr(at + 27, body.find('"', at + 27) - at - 27);
      // A parent is a completed turn, or the turn's own interaction that waits for results.
      CHECK(service_.may_be_parent(parent, effect.arg));
    }
    if (asked_.results.count(effect.arg) != 0) {
      CHECK(body.find("\"function_result\"") != std::string::npos);  // else it is lost
    }
  }

  std::mt19937 random_;
  const bool one_branch_;
  Service service_;
  Session session_;
  View view_;
  View opened_;                  // as it was when the host began
  std::vector<Effect> effects_;  // since then
  std::vector<std::string> journal_;
  std::size_t before_ = 0;  // entries of earlier hosts
  std::size_t kept_ = 0;    // entries on disk
  Asked asked_;
  std::map<RequestId, Connection> connections_;
  std::map<std::uint32_t, double> timers_;
  std::set<RequestId> rooms_;
  std::uint32_t killed_after_ = kNever;
  std::uint32_t inputs_ = 0;
  double now_ = 1'000'000;
};

std::uint32_t run(bool one_branch, std::uint32_t worlds, std::uint32_t actions) {
  std::uint32_t inputs = 0;
  for (std::uint32_t seed = 1; seed <= worlds; ++seed) {
    CAPTURE(seed);
    World world(seed, one_branch);
    for (std::uint32_t i = 0; i < actions; ++i) world.act();
    world.finish();
    inputs += world.inputs();
  }
  return inputs;
}

// Sanitizers make it slow, and find what they find in less.
constexpr std::uint32_t kShare = PARLEY_SHARE;

TEST_CASE("on one branch never two turns are in flight, and nothing is lost or paid twice") {
  const std::uint32_t inputs = run(true, 150 / kShare, 400);
  MESSAGE(inputs << " inputs");
  CHECK(inputs >= 100'000 / kShare);
}

TEST_CASE("with branches and parallel turns nothing is lost, paid twice or misplaced") {
  const std::uint32_t inputs = run(false, 200 / kShare, 400);
  MESSAGE(inputs << " inputs");
  CHECK(inputs >= 100'000 / kShare);
}

}  // namespace
}  // namespace parley
