// What is written is read again as it was; what strangers give does no harm.
#include "archive/import.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/cost.h"
#include "told.h"

namespace parley {
namespace {

using Kind = Problem::Kind;
using Texts = std::vector<std::string>;

Imported read(const std::string& bytes, const ImportLimits& limits = {}) {
  return import_file("x.txt", bytes, 1e12, limits);
}

// A conversation with all that can be in one.
Told rich() {
  Told told;
  told.open();
  told.submit("caf\xC3\xA9 \"quoted\"\n\n  end ");
  told.answer("v1_a", "first");
  told.submit("two");
  told.refuse(400);
  told.submit("three");
  told.begin();
  told.input(InputKind::kHttpChunk, told.request, 0,
             ": comment\nid: 7\nevent: x\ndata: {\ndata: }\n\n");
  told.input(InputKind::kHttpChunk, told.request, 0, "data: [DONE]\n\nwhy it ended");
  told.end();
  return told;
}

std::string message_at(const Imported& imported, std::size_t at) {
  REQUIRE(at < imported.problems.size());
  const Problem& problem = imported.problems[at];
  return std::string(kProblemNames[static_cast<std::size_t>(problem.kind)]) + ' ' +
         std::to_string(problem.line) + problem.about;
}

TEST_CASE("a conversation file holds the journal as it is") {
  const Told told = rich();
  const std::string file = to_conversation_file("A \"title\"", told.journal);
  CHECK(file.rfind(
            "{\"format\":\"parley-conversation\",\"version\":1,\"title\":\"A \\\"title\\\"\"}\n",
            0) == 0);
  const Imported again = read(file);
  CHECK(again.title == "A \"title\"");
  CHECK(again.entries == told.journal);
  CHECK(again.problems.empty());
  CHECK(to_conversation_file(again.title, again.entries) == file);
}

TEST_CASE("damaged lines of it are told by number, five of them, and the others are read") {
  const Texts entries = {"1 submit 0 0\nx", "2 stop 0 0\n"};
  std::string file = to_conversation_file("", {entries[0]});
  file += "{\"what\":\"is this?\"\n\"1 nonsense 0 0\\n\"\n17\n\"1 submit 99999999999 0\\n\"\n\n";
  file += "\"-1 submit 0 0\\n\"\n[]\n\"2 stop 0 0\\n\"\n";
  const Imported imported = read(file);
  CHECK(imported.entries == entries);
  CHECK(imported.problems.size() == Imported::kMostProblems);
  CHECK(message_at(imported, 0) == "bad_line 3");
  CHECK(message_at(imported, 4) == "bad_line 7");
  CHECK(imported.more == 2);
}

TEST_CASE(
    "a recording in either form brings the same conversation, and is written the same again") {
  const Told told = rich();
  const Texts states = told.journal;
  for (const auto write : {to_json_lines, to_event_stream}) {
    const std::string file = write("of mine", told.journal);
    const Imported imported = read(file);
    CHECK(imported.title == "of mine");
    CHECK(imported.problems.empty());
    CHECK(write("of mine", imported.entries) == file);
    CHECK(show(imported.entries).states == show(told.journal).states);
    std::string crlf;  // as some mail programs leave it
    for (const char c : file) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    CHECK(write("of mine", read(crlf).entries) == file);
  }
}

TEST_CASE("what a recording holds of secrets is removed") {
  Told told;
  const std::string key = "AIza" + std::string(35, 'x');
  told.open();
  told.input(InputKind::kSettings, 0, 0, R"({"model":"m","tools":[{"headers":{"A":"hush"}}]})");
  told.submit("my key is " + key);
  told.answer("v1_a", key);
  told.submit("two");
  told.begin();
  told.input(InputKind::kOnline);
  for (const std::string& file :
       {to_json_lines("of " + key, told.journal), to_event_stream("of " + key, told.journal)}) {
    CHECK(file.find(key) == std::string::npos);
    CHECK(file.find("hush") == std::string::npos);
    CHECK(file.find("AAAAAAAAAAAAAAAAAAAAAA") == std::string::npos);
    CHECK(file.find("GET /parley/streams/removed?offset=") != std::string::npos);
    CHECK(file.find("my key is removed") != std::string::npos);
  }
}

TEST_CASE("later versions and other files are said to be so") {
  CHECK(
      message_at(read("{\"format\":\"parley-conversation\",\"version\":2}\n\"1 submit 0 0\\nx\"\n"),
                 0) == "version 12");
  CHECK(message_at(read("{\"format\":\"parley-recording\",\"version\":\"x\"}\n"), 0) ==
        "version 1\"x\"");
  CHECK(message_at(read(": parley-recording {}\n"), 0) == "version 1");
  for (const char* const other :
       {"", "A letter\nto someone\n", "\xFF\xFE\x00", "[[[[", "\n\n\n", "event: x\n"}) {
    const Imported imported = read(other);
    CHECK(imported.entries.empty());
    CHECK(message_at(imported, 0) == "foreign 1");
    CHECK(imported.problems.size() == 1);
  }
}

TEST_CASE("a stream of anyone is a turn, and what is odd in it is told by line") {
  const Imported imported = read(
      "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_x\",\"model\" : "
      "\"m1\"}}\n\n"
      "nonsense\n\ndata: {\"index\":0,\"del\n");
  CHECK(imported.title == "x.txt");
  CHECK(message_at(imported, 0) == "bad_line 3");
  CHECK(message_at(imported, 1) == "bad_data 5");
  CHECK(imported.entries[0].find("settings 0 0\n{\"model\":\"m1\"}") != std::string::npos);
  CHECK(show(imported.entries).states == std::vector<TurnState>{TurnState::kFailed});

  const Imported error = read(R"([{"error":{"code":429,"message":"No."}}])");
  CHECK(show(error.entries).states == std::vector<TurnState>{TurnState::kFailed});
  const Imported unary = read(R"({"id":"v1_a","status":"completed","steps":[]})");
  CHECK(show(unary.entries).states == std::vector<TurnState>{TurnState::kDone});
}

TEST_CASE("nothing of a file is ever sent, whichever way it comes in") {
  Told told;
  told.open();
  told.input(InputKind::kSettings, 0, 0, R"({"model":"m","background":true,"store":true})");
  told.submit("one");
  told.begin();
  told.event(
      R"({"event_type":"interaction.created","interaction":{"id":"v1_b","status":"in_progress"}})");
  told.submit("queued");
  told.input(InputKind::kSubmit, 0, static_cast<std::uint32_t>(SubmitMode::kParallel), "beside");
  told.submit("behind");
  for (std::size_t size = 3; size <= told.journal.size(); ++size) {  // cut off anywhere
    const Texts journal(told.journal.begin(),
                        told.journal.begin() + static_cast<std::ptrdiff_t>(size));
    for (const std::string& file : {to_conversation_file("", journal), to_json_lines("", journal),
                                    to_event_stream("", journal)}) {
      const Imported imported = read(file);
      const Shown shown = show(imported.entries);
      CHECK_MESSAGE(shown.sent == 0, file);
      for (const TurnState state : shown.states) {
        const bool still = state == TurnState::kQueued || state == TurnState::kStopped ||
                           state == TurnState::kFailed;
        CHECK(still);
      }
    }
  }
}

TEST_CASE("numbers out of range and odd shapes are damaged lines") {
  const std::string head = "{\"format\":\"parley-recording\",\"version\":1}\n";
  for (const char* const line :
       {R"({"time":-1,"input":"submit","id":0,"arg":0,"text":"x"})",
        R"({"time":1e300,"input":"submit","id":0,"text":"x"})",
        R"({"time":1,"input":"submit","id":4294967296,"arg":0,"text":"x"})",
        R"({"time":1,"input":"submit","id":0,"arg":-1,"text":"x"})",
        R"({"time":1,"input":"submit","id":[],"arg":0,"text":"x"})",
        R"({"time":1,"input":"fly","id":0,"arg":0,"text":"x"})",
        R"({"time":1,"input":7,"id":0,"arg":0,"text":"x"})",
        R"({"time":1,"input":"submit","id":0,"arg":0})",
        R"({"time":1,"input":"message","id":1,"offset":1,"type":"a\nb","data":"x"})",
        R"({"time":1,"input":"message","id":1,"offset":-1,"type":"a","data":"x"})",
        R"({"time":1,"input":"journal_entry","id":0,"arg":0,"text":"1 submit 0 0\nx"})", "7",
        "null", "[]", "{", "\"x\"", R"({"time":null,"input":"submit","id":0,"text":"x"})"}) {
    const Imported imported = read(head + line + "\n");
    CHECK_MESSAGE(imported.entries.empty(), line);
    CHECK(message_at(imported, 0) == "bad_line 2");
  }
  const std::string stream = ": parley-recording {\"version\":1}\n";
  for (const char* const line :
       {": [", ": []", ": [1]", ": [1,2,3]", ": [\"1\",\"submit\",0,0,\"x\"]",
        ": [1,\"submit\",0,0,7]", ": [1,\"submit\",-1,0,\"x\"]", "what"}) {
    const Imported imported = read(stream + line + "\n");
    CHECK_MESSAGE(imported.entries.empty(), line);
    CHECK(message_at(imported, 0) == "bad_line 2");
  }
}

TEST_CASE("more messages than a conversation may have are left out, and that is said once") {
  constexpr ImportLimits kFew{.messages = 50, .queued = 5, .entries = 300};
  const std::string lines = "{\"format\":\"parley-conversation\",\"version\":1,\"title\":\"\"}\n";
  // The first one goes out, all others are taken back.
  std::string all = lines + "\"1 submit 0 0\\nx\"\n\"1 remove 1 0\\n\"\n";
  for (std::size_t i = 1; i < kFew.messages + 3; ++i) {
    all += "\"1 submit 0 0\\nx\"\n\"1 remove " + std::to_string(i + 1) + " 0\\n\"\n";
  }
  const Imported imported = read(all, kFew);
  CHECK(imported.entries.size() == 2 * kFew.messages);
  CHECK(message_at(imported, 0) == "too_many " + std::to_string(2 * kFew.messages + 2));
  CHECK(imported.problems.size() == 1);

  std::string events;
  for (std::size_t i = 0; i < kFew.entries; ++i) events += "data: {}\n\n";
  const Imported stream = read(events, kFew);
  CHECK(stream.entries.size() < kFew.entries + 100);
  CHECK(message_at(stream, 0) == "too_many " + std::to_string(2 * kFew.entries - 5));
  CHECK(show(stream.entries).states == std::vector<TurnState>{TurnState::kFailed});

  // The real number. The first one goes out, the others wait.
  const std::size_t queued = ImportLimits().queued;
  const std::string recording = "{\"format\":\"parley-recording\",\"version\":1}\n";
  for (const bool own : {false, true}) {
    std::string waiting = own ? recording : lines;
    for (std::size_t i = 0; i < queued + 3; ++i) {
      waiting += own ? "{\"time\":1,\"input\":\"submit\",\"id\":0,\"text\":\"x\"}\n"
                     : "\"1 submit 0 0\\nx\"\n";
    }
    CHECK(message_at(read(waiting), 0) == "too_many " + std::to_string(queued + 3));
  }
}

TEST_CASE("reading costs in proportion to the file, whatever is in it") {
  struct Junk {
    const char* head;
    const char* piece;
  };
  for (const Junk& junk :
       {Junk{"", "junk \"model\"   "}, Junk{"", "\n"}, Junk{"", "x\n\n"}, Junk{"", "data: x\n\n"},
        Junk{"", "[0,"}, Junk{"{", "\"a\":{"}, Junk{"", "\r"}, Junk{"", "data\r\r"},
        Junk{"{\"format\":\"parley-conversation\",\"version\":1}\n", "x\n"},
        Junk{"{\"format\":\"parley-conversation\",\"version\":1}\n", "\"1 timer 1 0\\n\"\n"},
        Junk{"{\"format\":\"parley-recording\",\"version\":1}\n", "{}\n"},
        Junk{"{\"format\":\"parley-recording\",\"version\":1}\n",
             "{\"time\":1,\"input\":\"http_end\",\"id\":1,\"text\":\"x\"}\n"},
        Junk{": parley-recording {\"version\":1}\n", "data: x\n"},
        Junk{": parley-recording {\"version\":1}\n", "data: x\n\n"},
        Junk{": parley-recording {\"version\":1}\n", ": [\n"}}) {
    const auto run = [&junk](int size) {
      std::string text = junk.head;
      for (int i = 0; i < size; ++i) text += junk.piece;
      CHECK(read(text).problems.size() <= Imported::kMostProblems);
    };
    CHECK_MESSAGE(cost_is_linear(run, 4'000), junk.head << junk.piece);
  }
}

}  // namespace
}  // namespace parley
