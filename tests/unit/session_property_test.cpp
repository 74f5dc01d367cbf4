// Random users, networks and servers against Session: whatever happens, in whatever order, no turn
// is lost, doubled or sent on a wrong parent, and the journal brings back the same state.
#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "session.h"

namespace parley {
namespace {

// What a page would show, made of effects alone.
struct View {
  struct Turn {
    std::string message, answer, error, interaction;
    TurnState state = TurnState::kQueued;
    TurnId parent = kNoTurn;
    std::uint32_t events = 0;
  };
  std::map<TurnId, Turn> turns;
  std::string queue;
  TurnId head = kNoTurn;
  std::uint32_t paused = 0;

  void apply(const Effect& effect) {
    switch (effect.kind) {
      case EffectKind::kTurnAdded:
      case EffectKind::kTurnText:
        turns[effect.id].message = effect.text;
        break;
      case EffectKind::kTurnRemoved:
        turns.erase(effect.id);
        break;
      case EffectKind::kTurnState:
        turns[effect.id].state = static_cast<TurnState>(effect.arg);
        break;
      case EffectKind::kTurnParent:
        turns[effect.id].parent = effect.arg;
        break;
      case EffectKind::kTurnReset:
        turns[effect.id].answer.clear();
        turns[effect.id].error.clear();
        break;
      case EffectKind::kText:
        turns[effect.id].answer += effect.text;
        break;
      case EffectKind::kStep: {  // a step that came whole brings its text along
        const std::size_t at = effect.text.find("\"text\":\"");
        if (at != std::string::npos) {
          const std::size_t end = effect.text.find('"', at + 8);
          turns[effect.id].answer = effect.text.substr(at + 8, end - at - 8);
        }
        break;
      }
      case EffectKind::kTurnError:
        turns[effect.id].error = effect.text;
        break;
      case EffectKind::kInteraction:
        turns[effect.id].interaction = effect.text;
        break;
      case EffectKind::kEvent:
        ++turns[effect.id].events;
        break;
      case EffectKind::kQueue:
        queue = effect.text;
        break;
      case EffectKind::kHead:
        head = effect.id;
        paused = effect.arg;
        break;
      default:
        break;
    }
  }

  std::string text() const {
    std::string all = queue + '|' + std::to_string(head) + '|' + std::to_string(paused) + '\n';
    for (const auto& [id, turn] : turns) {
      all += std::to_string(id) + ' ' + kTurnStateNames[static_cast<std::size_t>(turn.state)] +
             ' ' + std::to_string(turn.parent) + ' ' + std::to_string(turn.events) + ' ' +
             turn.message + '|' + turn.answer + '|' + turn.error + '|' + turn.interaction + '\n';
    }
    return all;
  }
};

// One answer as the API and the proxy have it, whoever reads.
struct Stream {
  int status = 200;
  std::string type = "text/event-stream";
  std::string bytes;
  bool broken = false;  // breaks off after `bytes`
  std::string id, answer;
  bool completed = false;
};

struct Connection {
  std::string stream;  // "" for anything but a POST or its replay
  TurnId turn = kNoTurn;
  bool post = false;      // not yet arrived at the proxy
  std::string condition;  // parley-instance
  bool stored = false;
  std::size_t position = 0;
  bool head = false;
  int status = 200;
  std::string body;
};

class World {
 public:
  explicit World(std::uint32_t seed, bool one_branch) : random_(seed), one_branch_(one_branch) {
    step(InputKind::kOpen, 0, 0, "seed" + std::to_string(seed));
    step(InputKind::kInstance, 0, 0, instance_);
  }

  void act() {
    now_ += pick(200);
    const std::uint32_t choice = pick(100);
    if (choice < 12) {
      submit();
    } else if (choice < 15) {
      step(InputKind::kEdit, any_turn(), 0, "edited " + std::to_string(pick(1000)));
    } else if (choice < 16) {
      step(InputKind::kRemove, any_turn());
    } else if (choice < 18) {
      step(InputKind::kMove, any_turn(), pick(5));
    } else if (choice < 20) {
      step(InputKind::kSendNow, any_turn());
    } else if (choice < 22) {
      step(InputKind::kStop, pick(2) == 0 ? kNoTurn : any_turn());
    } else if (choice < 24) {
      if (!one_branch_) step(InputKind::kRetry, any_turn());
    } else if (choice < 27) {
      step(InputKind::kSkip, any_turn());
    } else if (choice < 28) {
      if (!one_branch_) step(InputKind::kSelect, any_turn());
    } else if (choice < 30) {
      step(InputKind::kConsent, any_turn(), pick(2));
    } else if (choice < 32) {
      step(InputKind::kContinue, any_turn());
    } else if (choice < 34) {
      step(InputKind::kFunctionResults, any_turn(), 0,
           R"([{"type":"function_result","call_id":"c1","result":"4"}])");
    } else if (choice < 36) {
      cut();
    } else if (choice < 44) {
      fire();
    } else if (choice < 45) {
      reload();
    } else if (choice < 46) {
      step(InputKind::kOnline);
    } else if (choice == 46 && pick(10) == 0) {
      buffered_.clear();  // the proxy was restarted
      instance_ = "run" + std::to_string(pick(1'000'000));
      if (pick(2) == 0) step(InputKind::kInstance, 0, 0, instance_);
    } else if (choice == 47) {
      step(InputKind::kPark, any_turn());
    } else if (choice == 48) {
      step(InputKind::kUnpark, any_turn());
    } else {
      deliver();
    }
  }

  // Everybody answers, nobody types: all there is must come to an end.
  void finish() {
    for (int i = 0; i < 20'000 && !quiet(); ++i) {
      now_ += 1000;
      if (!connections_.empty()) {
        deliver();
      } else if (!timers_.empty()) {
        fire();
      } else {
        for (const auto& [id, turn] : std::map<TurnId, View::Turn>(view_.turns)) {
          step(InputKind::kUnpark, id);
          if (turn.state != TurnState::kDone && turn.state != TurnState::kQueued) {
            step(InputKind::kSkip, id);
          }
        }
      }
    }
    CHECK(quiet());
    for (const auto& [id, turn] : view_.turns) {
      CHECK(turn.state != TurnState::kQueued);
      CHECK(turn.state != TurnState::kSending);
      CHECK(turn.state != TurnState::kStreaming);
    }
    CHECK(view_.turns.size() == submitted_ - removed_);
    reload();
  }

  std::uint32_t inputs() const { return inputs_; }

 private:
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
  TurnId any_turn() { return pick(submitted_ + 2); }

  bool quiet() const {
    if (!connections_.empty() || !timers_.empty()) return false;
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
      step(InputKind::kSettings, 0, 0,
           pick(2) == 0 ? R"({"model":"m"})" : R"({"model":"m","store":false})");
    }
    step(InputKind::kSubmit, beside, mode, "message " + std::to_string(submitted_ + 1));
  }

  void cut() {
    if (connections_.empty()) return;
    const RequestId id = any_connection();
    if (pick(2) == 0) arrive(connections_[id]);
    connections_.erase(id);
    step(InputKind::kHttpEnd, id, static_cast<std::uint32_t>(HttpEnd::kBroken));
  }

  // A POST reaches the proxy: one that it knows joins the stream there is.
  void arrive(Connection& connection) {
    if (!connection.post) return;
    connection.post = false;
    if (!connection.condition.empty() && connection.condition != instance_) {
      connection.status = 412;
      connection.body = R"({"error":{"code":"instance_changed","message":"Restarted."}})";
      return;
    }
    if (buffered_.count(connection.stream) != 0) return;
    CHECK(streams_.count(connection.stream) == 0);  // else the API would be paid twice
    streams_[connection.stream] = answer(connection.turn, connection.stored);
    buffered_.insert(connection.stream);
  }

  RequestId any_connection() {
    auto chosen = connections_.begin();
    std::advance(chosen, pick(static_cast<std::uint32_t>(connections_.size())));
    return chosen->first;
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
    arrive(connection);
    const auto known = streams_.find(connection.stream);
    const Stream* stream = known == streams_.end() ? nullptr : &known->second;
    if (!connection.head) {
      connection.head = true;
      const bool live = stream != nullptr && connection.status == 200;
      step(InputKind::kHttpHead, id,
           static_cast<std::uint32_t>(live ? stream->status : connection.status),
           live ? stream->type : "application/json");
      return;
    }
    const std::string bytes =
        stream != nullptr && connection.status == 200 ? stream->bytes : connection.body;
    if (connection.position < bytes.size()) {
      const std::string chunk = bytes.substr(connection.position, 1 + pick(400));
      connection.position += chunk.size();
      step(InputKind::kHttpChunk, id, 0, chunk);
      return;
    }
    const bool broken = stream != nullptr && connection.status == 200 && stream->broken;
    connections_.erase(id);
    step(InputKind::kHttpEnd, id,
         static_cast<std::uint32_t>(broken ? HttpEnd::kBroken : HttpEnd::kComplete));
  }

  // The page is gone and comes back: all it has is the journal.
  void reload() {
    for (auto& [id, connection] : connections_) {
      if (pick(2) == 0) arrive(connection);
    }
    connections_.clear();
    timers_.clear();
    Session fresh;
    View again;
    for (const std::string& entry : journal_) {
      for (const Effect& effect : fresh.step({InputKind::kJournalEntry, 0, 0, now_, entry})) {
        CHECK(effect.kind != EffectKind::kJournal);
        again.apply(effect);
      }
    }
    CHECK(again.text() == view_.text());
    session_ = std::move(fresh);
    step(InputKind::kOpen, 0, 0, "seed" + std::to_string(pick(1'000'000)));
    step(InputKind::kReplayed);
  }

  void step(InputKind kind, std::uint32_t id = 0, std::uint32_t arg = 0,
            const std::string& text = {}) {
    ++inputs_;
    const std::map<TurnId, View::Turn> before = view_.turns;
    const std::vector<Effect> effects = session_.step({kind, id, arg, now_, text});
    for (const Effect& effect : effects) {
      view_.apply(effect);
      carry_out(effect);
    }
    std::uint32_t in_flight = 0;
    for (const auto& [turn_id, turn] : view_.turns) {
      const bool active = turn.state == TurnState::kSending || turn.state == TurnState::kStreaming;
      in_flight += active ? 1 : 0;
      if (active && turn.parent != kNoTurn) {
        CHECK(view_.turns[turn.parent].state == TurnState::kDone);
      }
      if (turn.state == TurnState::kDone) {
        CHECK(turn.answer == answers_[turn_id]);
      }
    }
    if (one_branch_) CHECK(in_flight <= 1);
  }

  void carry_out(const Effect& effect) {
    switch (effect.kind) {
      case EffectKind::kJournal:
        journal_.push_back(effect.text);
        break;
      case EffectKind::kTimerStart:
        timers_[effect.id] = now_ + effect.arg;
        break;
      case EffectKind::kHttpAbort:
        connections_.erase(effect.id);
        break;
      case EffectKind::kHttpStart:
        request(effect);
        break;
      case EffectKind::kTurnAdded:
        ++submitted_;
        break;
      case EffectKind::kTurnRemoved:
        ++removed_;
        break;
      case EffectKind::kTurnState:
        if (static_cast<TurnState>(effect.arg) == TurnState::kSending) ++sendings_[effect.id];
        break;
      default:
        break;
    }
  }

  void request(const Effect& effect) {
    const std::string& text = effect.text;
    const std::size_t blank = text.find("\n\n");
    const std::string line = text.substr(0, text.find('\n'));
    const std::string body = text.substr(blank + 2);
    Connection connection;
    if (line == "POST /v1beta/interactions") {
      const std::size_t name = text.find("parley-stream: ");
      const std::string stream = text.substr(name + 15, text.find('\n', name) - name - 15);
      CHECK(stream.size() == 22);
      const std::size_t condition = text.find("parley-instance: ");
      if (condition == std::string::npos) {
        CHECK(streams_.count(stream) == 0);
        ++posts_[effect.arg];
        CHECK(posts_[effect.arg] == sendings_[effect.arg]);  // one POST for each time it is sent
      } else {
        connection.condition =
            text.substr(condition + 17, text.find('\n', condition) - condition - 17);
      }
      const std::size_t at = body.find("\"previous_interaction_id\":\"");
      if (at != std::string::npos) {
        const std::string parent = body.substr(at + 27, body.find('"', at + 27) - at - 27);
        // A parent is a completed turn, or the turn's own interaction that waits for results.
        CHECK((completed_.count(parent) != 0 || held_[effect.arg] == parent));
      }
      connection.stream = stream;
      connection.turn = effect.arg;
      connection.post = true;
      connection.stored = body.find("\"store\":false") == std::string::npos;
    } else if (line.rfind("GET /parley/streams/", 0) == 0) {
      const std::string stream = line.substr(20, 22);
      connection.stream = stream;
      if (buffered_.count(stream) == 0) {
        connection.status = 404;
        connection.body = R"({"error":{"code":"stream_not_found","message":"Unknown."}})";
      } else {
        connection.position = std::stoul(line.substr(line.find("offset=") + 7));
        CHECK(connection.position <= streams_[stream].bytes.size());
      }
    } else if (line.rfind("GET /v1beta/interactions/", 0) == 0) {
      const std::string id = line.substr(25);
      if (pick(4) == 0) {
        connection.body = R"({"id":")" + id + R"(","status":"in_progress","steps":[]})";
      } else if (const Stream* stream = by_interaction(id); stream != nullptr && pick(3) != 0) {
        connection.body = R"({"id":")" + id +
                          R"(","status":"completed","steps":[{"type":)"
                          R"("model_output","content":[{"type":"text","text":")" +
                          stream->answer + R"("}]}]})";
        completed_.insert(id);
        answers_[effect.arg] = stream->answer;
      } else {
        connection.status = 404;
        connection.body = R"({"error":{"code":"not_found","message":"Gone."}})";
      }
    } else {
      CHECK(line.rfind("DELETE /parley/streams/", 0) == 0);
    }
    connections_[effect.id] = connection;
  }

  const Stream* by_interaction(const std::string& id) const {
    for (const auto& [name, stream] : streams_) {
      if (stream.id == id) return &stream;
    }
    return nullptr;
  }

  static std::string event(const std::string& type, const std::string& members) {
    return "event: " + type + "\ndata: {\"event_type\":\"" + type + "\"," + members + "}\n\n";
  }

  Stream answer(TurnId turn, bool stored) {
    Stream stream;
    const std::uint32_t fate = pick(100);
    if (fate < 8) {
      stream.type = "application/json";
      stream.status = fate < 3 ? 429 : fate < 5 ? 503 : fate < 7 ? 404 : 400;
      stream.bytes = R"({"error":{"code":"x","message":"The interaction is unknown. )"
                     R"(Please retry in 2.5s"}})";
      return stream;
    }
    const std::string name = "v1_" + std::to_string(streams_.size() + 1);
    stream.id = stored ? name : "";
    stream.answer = "answer " + std::to_string(pick(100'000)) + " to turn " + std::to_string(turn);
    std::string status = "completed";
    stream.bytes = event("interaction.created",
                         R"("interaction":{"id":")" + stream.id + R"(","status":"in_progress"})");
    if (fate < 12) {
      status = "requires_action";
      stream.bytes += event("step.start", R"("index":0,"step":{"type":"function_call","id":"c1",)"
                                          R"("name":"dice","arguments":{}})");
      stream.bytes += event("step.stop", R"("index":0)");
    } else {
      stream.bytes += event("step.start", R"("index":0,"step":{"type":"model_output"})");
      for (std::size_t i = 0; i < stream.answer.size(); i += 7) {
        stream.bytes += event("step.delta", R"("index":0,"delta":{"type":"text","text":")" +
                                                stream.answer.substr(i, 7) + R"("})");
      }
      stream.bytes += event("step.stop", R"("index":0)");
      if (fate < 16) status = "incomplete";
    }
    if (fate < 20 && fate >= 16) {
      stream.bytes += event("error", R"("error":{"code":"api_error","message":"Broken."})");
      return stream;
    }
    stream.bytes += event("interaction.completed", R"("interaction":{"id":")" + stream.id +
                                                       R"(","status":")" + status + R"("})");
    if (pick(4) != 0) stream.bytes += "event: done\ndata: [DONE]\n\n";
    if (fate >= 92) {
      stream.broken = fate >= 94;  // else it ends as if all were said
      stream.bytes.resize(stream.bytes.size() / 3);
      return stream;
    }
    if (status == "completed") {
      completed_.insert(stream.id);
    } else {
      held_[turn] = stream.id;
    }
    stream.completed = status == "completed";
    if (stream.completed) answers_[turn] = stream.answer;
    return stream;
  }

  std::mt19937 random_;
  const bool one_branch_;
  Session session_;
  View view_;
  std::vector<std::string> journal_;
  std::map<RequestId, Connection> connections_;
  std::map<std::uint32_t, double> timers_;
  std::map<std::string, Stream> streams_;
  std::string instance_ = "run0";
  std::set<std::string> buffered_;   // those that the proxy still has
  std::set<std::string> completed_;  // interactions that may be chained
  std::map<TurnId, std::string> held_;
  std::map<TurnId, std::string> answers_;
  std::map<TurnId, std::uint32_t> posts_, sendings_;
  std::uint32_t submitted_ = 0, removed_ = 0, inputs_ = 0;
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

TEST_CASE("on one branch never two turns are in flight, and nothing is lost or doubled") {
  const std::uint32_t inputs = run(true, 60, 400);
  MESSAGE(inputs << " inputs");
  CHECK(inputs >= 50'000);
}

TEST_CASE("with branches, parallel turns and reloads nothing is lost, doubled or misplaced") {
  const std::uint32_t inputs = run(false, 90, 400);
  MESSAGE(inputs << " inputs");
  CHECK(inputs >= 50'000);
}

}  // namespace
}  // namespace parley
