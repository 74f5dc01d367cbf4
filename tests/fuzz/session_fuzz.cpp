// Whatever a user, a network and a damaged journal do, in whatever order: Session neither breaks
// nor says what cannot be, and the journal that it writes brings back all that was shown.
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "choices.h"
#include "shown.h"
#include "turns/journal.h"
#include "turns/session.h"

namespace {

using parley::Choices;
using parley::Effect;
using parley::EffectKind;
using parley::Input;
using parley::InputKind;
using parley::require;
using parley::Shown;

// kLook is the last one.
constexpr std::size_t kInputKinds = static_cast<std::size_t>(InputKind::kLook) + 1;

constexpr std::uint32_t kArgs[] = {0,   1,   2,   3,   7,   200, 204, 301,         400,
                                   404, 410, 412, 429, 500, 503, 599, 0x7FFFFFFFu, ~0U};
constexpr std::uint32_t kOddIds[] = {0, ~0U, 0x80000000u, 1000};
constexpr double kSteps[] = {0,
                             1,
                             0.5,
                             700,
                             5'000,
                             130'000,
                             301'000,
                             -1'000,
                             -1e300,
                             1e300,
                             std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()};

constexpr const char* kEventStream = "text/event-stream";
constexpr const char* kTypes[] = {kEventStream, "TEXT/EVENT-STREAM; x", "application/json", "",
                                  "text/html"};

constexpr const char* kMessages[] = {"", "Hello", "a\nb", "\xFF\xC3", "{}"};

constexpr const char* kSettings[] = {
    R"({"model":"m"})",
    R"({"model":"m","store":false})",
    R"({"model":"m","background":true})",
    R"({"agent":"deep-research","background":true,"store":true})",
    R"({"attachments":[{"name":"a","content":{"type":"image","data":"AA=="}},7,{"content":"x"}]})",
    R"({"attachments":{"content":[]},"store":"no","background":7,"agent":{}})",
    R"({"input":[{}],"stream":false,"previous_interaction_id":["x"],"continuation_token":7})",
    "[]",
    "{",
};

constexpr const char* kResults[] = {
    R"([{"type":"function_result","call_id":"c","result":"4"}])",
    R"([{"type":"text","text":"a"}])",
    R"([{"type":7},{"text":[]},{}])",
    R"([7])",
    R"({})",
    "x",
};

// Pieces of streams, whole and cut.
constexpr const char* kPieces[] = {
    "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_a\","
    "\"status\":\"in_progress\"}}\n\n",
    "data: "
    "{\"event_type\":\"interaction.created\",\"event_id\":\"e1\",\"interaction\":{\"id\":\"\","
    "\"status\":7}}\n\n",
    "id: 1\ndata: {\"event_type\":\"step.start\",\"index\":0,\"step\":{\"type\":\"model_output\"}}"
    "\n\n",
    "data: {\"event_type\":\"step.delta\",\"index\":0,\"delta\":{\"type\":\"text\",\"text\":\"a\"}}"
    "\n\n",
    "data: {\"event_type\":\"step.start\",\"index\":1,\"step\":{\"type\":\"function_call\","
    "\"id\":\"c\",\"name\":\"f\",\"arguments\":{}}}\n\n",
    "data: {\"event_type\":\"step.stop\",\"index\":4294967294}\n\n",
    "data: {\"event_type\":\"step.start\",\"index\":4294967294,\"step\":{\"content\":[\"x\"]}}\n\n",
    "data: {\"event_type\":\"step.start\",\"step\":{\"summary\":7}}\n\n",
    "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_a\","
    "\"status\":\"completed\"}}\n\n",
    "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_b\","
    "\"status\":\"requires_action\"}}\n\n",
    "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"status\":\"incomplete\","
    "\"continuation_token\":\"t\"}}\n\n",
    "data: "
    "{\"event_type\":\"interaction.completed\",\"interaction\":{\"status\":\"cancelled\"}}\n\n",
    "data: {\"event_type\":\"interaction.complete\",\"interaction\":{\"id\":\"v1_c\","
    "\"status\":\"completed\",\"outputs\":[{\"type\":\"text\",\"text\":\"a\"},7]}}\n\n",
    "data: {\"event_type\":\"error\",\"error\":{\"code\":429,\"message\":\"retry in 2s\"}}\n\n",
    "event: error\ndata: {\"error\":{\"code\":404,\"message\":\"The interaction is unknown\"}}\n\n",
    "event: error\ndata: {}\n\n",
    "data: [DONE]\n\n",
    "data: {\"event_type\":\"step.delta\",\"index\":0,\"del",
    "[{\"error\":{\"code\":500,\"message\":\"broken\"}}]",
    "retry: 1\n",
    "\n",
    "\n\n",
};

// Bodies that are no streams.
constexpr const char* kBodies[] = {
    R"({"id":"v1_a","status":"completed","steps":[{"type":"model_output","content":[]}]})",
    R"({"id":"v1_a","status":"in_progress","steps":[]})",
    R"({"id":"v1_a","status":"cancelled"})",
    R"({"id":"v1_a","status":"requires_action","steps":[{"type":"function_call","id":"c"},7,null]})",
    R"({"status":[],"outputs":{"a":[]},"steps":{}})",
    R"({"error":{"code":"stream_not_found","message":"Unknown."}})",
    R"({"error":{"code":"instance_changed","message":"Restarted."}})",
    R"([{"error":{"code":429,"status":"X","details":[{"retryDelay":"1.5s"},7]}}])",
    R"({"error":{"code":400,"message":"The interaction v1_a is unknown."}})",
    R"({"error":{"code":503,"details":[{"retryDelay":{"seconds":9007199254740992}}]}})",
    "<html><title>Bad gateway</title></html>",
    "",
};

class World {
 public:
  explicit World(Choices* choices) : choices_(*choices) { open(); }

  void act() {
    switch (choices_.below(8)) {
      case 0: {
        const auto kind = static_cast<InputKind>(choices_.below(kInputKinds));
        const std::uint32_t id = any_id();
        const std::uint32_t arg = any_arg();
        live(kind, id, arg, any_text());
        break;
      }
      case 1: {
        const auto mode = static_cast<std::uint32_t>(choices_.below(3));
        live(InputKind::kSubmit, 0, mode, choices_.of(kMessages));
        break;
      }
      case 2:
        live(InputKind::kHttpHead, shown_.newest_request, 200, kEventStream);
        break;
      case 3:
        live(InputKind::kHttpChunk, shown_.newest_request, 0, choices_.of(kPieces));
        break;
      case 4: {
        const std::uint32_t status = any_arg();
        live(InputKind::kHttpHead, shown_.newest_request, status, choices_.of(kTypes));
        live(InputKind::kHttpChunk, shown_.newest_request, 0, choices_.of(kBodies));
        break;
      }
      case 5:
        live(InputKind::kHttpEnd, shown_.newest_request,
             static_cast<std::uint32_t>(choices_.below(3)), {});
        break;
      case 6:
        live(InputKind::kTimer, shown_.newest_timer, 0, {});
        break;
      case 7:
        reload();
        break;
    }
  }

  void finish() { replay(); }

 private:
  std::uint32_t any_id() {
    const std::size_t choice = choices_.below(12);
    if (choice < 6) return static_cast<std::uint32_t>(choice);
    if (choice == 6) return shown_.newest_request;
    if (choice == 7) return shown_.newest_timer;
    return kOddIds[choice - 8];
  }
  std::uint32_t any_arg() { return choices_.of(kArgs); }
  std::string any_text() {
    switch (choices_.below(6)) {
      case 0:
        return choices_.of(kMessages);
      case 1:
        return choices_.of(kSettings);
      case 2:
        return choices_.of(kResults);
      case 3:
        return choices_.of(kPieces);
      case 4:
        return choices_.of(kBodies);
      default:
        return choices_.bytes(100);
    }
  }

  // Messages and bodies stand in journals only: of live streams there are bytes.
  void live(InputKind kind, std::uint32_t id, std::uint32_t arg, const std::string& text) {
    if (kind == InputKind::kMessage || kind == InputKind::kBody) kind = InputKind::kHttpChunk;
    if (kind == InputKind::kJournalEntry) return;
    if (kind == InputKind::kHttpEnd) shown_.close(id);
    if (kind == InputKind::kReplayed) shown_.close_all();
    time_ += choices_.of(kSteps);
    const double time = time_;
    if (!(time_ >= 0 && time_ < parley::kLatestTime)) time_ = 1'000'000;
    const std::vector<Effect> effects = session_.step({kind, id, arg, time, text});
    for (const Effect& effect : effects) {
      shown_.take(effect);
      if (effect.kind == EffectKind::kJournal) {
        Input entry{};
        require(parley::decode_entry(effect.text, &entry));
        require(parley::encode_entry(entry) == effect.text);
        journal_.push_back(effect.text);
      } else {
        write(effect, &record_);
      }
    }
    for (const Effect& effect : effects) {
      if (effect.kind == EffectKind::kRoom) live(InputKind::kRoom, effect.id, 0, {});
    }
  }

  void open() {
    live(InputKind::kKept, 0, ~0U, {});
    live(InputKind::kOpen, 0, static_cast<std::uint32_t>(choices_.below(3)),
         "AAAAAAAAAAAAAAAAAAAAAA");
    live(InputKind::kReplayed, 0, 0, {});
  }

  // What a request waits for on its way out is not in the journal.
  static bool is_out(EffectKind kind) {
    return kind == EffectKind::kHttpStart || kind == EffectKind::kHttpAbort ||
           kind == EffectKind::kKeep || kind == EffectKind::kRoom || kind == EffectKind::kRoomLeft;
  }

  static void write(const Effect& effect, std::string* to) {
    if (is_out(effect.kind)) return;
    *to += std::string(name(effect.kind)) + ' ' + std::to_string(effect.id) + ' ' +
           std::to_string(effect.arg) + ' ' + std::to_string(effect.time) + ' ' + effect.text +
           '\n';
  }

  // Brings back what was shown, effect for effect.
  void replay() {
    session_ = parley::Session();
    shown_ = Shown();
    std::string record;
    for (const std::string& entry : journal_) enter(entry, &record);
    require(record == record_);
  }

  void enter(const std::string& entry, std::string* record) {
    Input input{};
    if (parley::decode_entry(entry, &input)) {
      if (input.kind == InputKind::kHttpEnd) shown_.close(input.id);
      if (input.kind == InputKind::kReplayed) shown_.close_all();
    }
    for (const Effect& effect : session_.step({InputKind::kJournalEntry, 0, 0, time_, entry})) {
      require(effect.kind != EffectKind::kJournal);
      shown_.take(effect);
      write(effect, record);
    }
  }

  // The page comes back. Its journal is whole, or damaged, or of somebody else.
  void reload() {
    replay();
    const std::size_t damage = choices_.below(6);
    const std::size_t at = journal_.size() - 1 - choices_.below(journal_.size());
    const auto place = journal_.begin() + static_cast<std::ptrdiff_t>(at);
    if (damage == 1) journal_.erase(place);
    if (damage == 2) place->resize(place->size() - place->size() * choices_.below(8) / 8);
    if (damage == 3) std::swap(*place, journal_.back());
    if (damage == 4) journal_.insert(place, std::string(*place));
    if (damage == 5) journal_.insert(place, any_entry());
    if (damage != 0) {
      record_.clear();
      session_ = parley::Session();
      shown_ = Shown();
      for (const std::string& entry : journal_) enter(entry, &record_);
    }
    shown_.close_all();
    open();
  }

  std::string any_entry() {
    const std::size_t choice = choices_.below(4);
    if (choice == 0) return choices_.bytes(100);
    const auto kind =
        choice == 1 ? InputKind::kMessage : static_cast<InputKind>(choices_.below(kInputKinds));
    std::string entry = choice == 3 ? "9007199254740992 " : "0 ";
    entry += name(kind);
    entry += ' ' + std::to_string(any_id());
    entry += ' ' + std::to_string(any_arg()) + '\n';
    if (choice == 1) entry += "0 x\n\n";
    return entry + any_text();
  }

  Choices& choices_;
  parley::Session session_;
  Shown shown_;
  std::vector<std::string> journal_;
  std::string record_;
  double time_ = 1'000'000;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kMostActs = 300;  // more turns and requests than that tell nothing new
  Choices choices(data, size);
  World world(&choices);
  for (int i = 0; i < kMostActs && !choices.over(); ++i) world.act();
  world.finish();
  return 0;
}
