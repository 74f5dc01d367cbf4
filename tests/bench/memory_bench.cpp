// What conversations hold in memory, beside what is kept of them in the journal.
//
//   memory_bench
#include <malloc.h>

#include <cstdio>
#include <string>
#include <vector>

#include "turns/session.h"

namespace {

using parley::Effect;
using parley::EffectKind;
using parley::InputKind;

// A host that keeps the journal elsewhere and has room.
class Host {
 public:
  Host() {
    step(InputKind::kKept, 0, ~0U, {});
    step(InputKind::kOpen, 0, 1, "AAAAAAAAAAAAAAAAAAAAAA");
  }

  void step(InputKind kind, std::uint32_t id, std::uint32_t arg, const std::string& text) {
    std::vector<parley::RequestId> rooms;
    for (const Effect& effect : session_.step({kind, id, arg, ++now_, text})) {
      if (effect.kind == EffectKind::kJournal) journal_ += effect.text.size();
      if (effect.kind == EffectKind::kRoom) rooms.push_back(effect.id);
      if (effect.kind == EffectKind::kHttpStart) request_ = effect.id;
    }
    for (const parley::RequestId id_ : rooms) step(InputKind::kRoom, id_, 0, {});
  }

  // An answer of so many bytes of text in deltas of 300.
  void answer(std::size_t bytes) {
    const parley::RequestId id = request_;
    const auto event = [](const std::string& type, const std::string& members) {
      return "event: " + type + "\ndata: {" + members + ",\"event_type\":\"" + type + "\"}\n\n";
    };
    const auto chunk = [this, id](const std::string& text) {
      step(InputKind::kHttpChunk, id, 0, text);
    };
    step(InputKind::kHttpHead, id, 200, "text/event-stream");
    chunk(event("interaction.created", R"("interaction":{"id":"v1_a","status":"in_progress"})"));
    chunk(event("step.start", R"("index":0,"step":{"type":"model_output"})"));
    for (std::size_t at = 0; at < bytes; at += 300) {
      chunk(event("step.delta",
                  R"("index":0,"delta":{"type":"text","text":")" + std::string(300, 'a') + "\"}"));
    }
    chunk(event("step.stop", R"("index":0)"));
    chunk(event("interaction.completed", R"("interaction":{"id":"v1_a","status":"completed"})") +
          "event: done\ndata: [DONE]\n\n");
    step(InputKind::kHttpEnd, id, 0, {});
  }

  std::size_t journal() const { return journal_; }

 private:
  parley::Session session_;
  std::size_t journal_ = 0;
  parley::RequestId request_ = 0;
  double now_ = 1'000'000;
};

std::size_t in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

template <typename Fill>
void measure(const char* what, Fill fill) {
  const std::size_t before = in_use();
  Host host;
  fill(&host);
  host.step(InputKind::kOnline, 0, 0, {});  // the last effects are freed
  const double held = static_cast<double>(in_use() - before);
  const double kept = static_cast<double>(host.journal());
  std::printf("%-44s journal %7.2f MB   memory %7.2f MB   %.2f times\n", what, kept / 1e6,
              held / 1e6, held / kept);
}

}  // namespace

int main() {
  measure("200 turns of 10 KB with store:false", [](Host* host) {
    host->step(InputKind::kSettings, 0, 0, R"({"model":"m","store":false})");
    for (int i = 0; i < 200; ++i) {
      host->step(InputKind::kSubmit, 0, 0, std::string(1'000, 'q'));
      host->answer(10'000);
    }
  });
  measure("10 turns, each with an attachment of 5 MB", [](Host* host) {
    for (int i = 0; i < 10; ++i) {
      host->step(InputKind::kSettings, 0, 0,
                 R"({"model":"m","attachments":[{"name":"a","content":{"type":"image","data":")" +
                     std::string(5'000'000, 'A') + "\"}}]}");
      host->step(InputKind::kSubmit, 0, 0, "What is this?");
      host->answer(1'000);
      host->step(InputKind::kSettings, 0, 0, R"({"model":"m"})");
    }
  });
  measure("5 turns after one with an attachment, stateless", [](Host* host) {
    host->step(InputKind::kSettings, 0, 0,
               R"({"model":"m","store":false,"attachments":[{"content":{"type":"image","data":")" +
                   std::string(5'000'000, 'A') + "\"}}]}");
    host->step(InputKind::kSubmit, 0, 0, "What is this?");
    host->answer(1'000);
    host->step(InputKind::kSettings, 0, 0, R"({"model":"m","store":false})");
    for (int i = 0; i < 5; ++i) {
      host->step(InputKind::kSubmit, 0, 0, "And?");
      host->answer(1'000);
    }
  });
}
