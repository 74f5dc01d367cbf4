// The small parts by themselves: encodings, ids, memory, the store's bounds.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>

#include "bench.h"
#include "demo/answer.h"
#include "demo/encoding.h"
#include "demo/interaction_id.h"
#include "demo/interaction_store.h"
#include "demo/memory.h"
#include "demo/script.h"

namespace parley::demo {
namespace {

TEST_CASE("base64: RFC 4648 section 10, and back") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    CHECK(base64(plain) == coded);
    std::string back;
    CHECK(decode_base64url(base64url(plain), &back));
    CHECK(back == plain);
  }
  CHECK(base64("\xff\xfe\xfd") == "//79");
  CHECK(base64url("\xff\xfe\xfd") == "__79");
  std::string out;
  CHECK_FALSE(decode_base64url("ab=", &out));
  CHECK_FALSE(decode_base64url("a", &out));
}

TEST_CASE("queries and percent signs") {
  CHECK(query_value("a=1&b=%20x%2f&c", "b") == " x/");
  CHECK(query_value("a=1&b=2", "c") == "");
  CHECK(query_value("ab=1&a=2", "a") == "2");
  CHECK(query_value("last_event_id=v1_MQ==", "last_event_id") == "v1_MQ==");
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%4") == "%4");
  CHECK(percent_decode("%41%zz") == "A%zz");
}

TEST_CASE("text is never cut inside a character") {
  const std::string wave = "\xf0\x9f\x8c\x8a";
  CHECK(utf8_prefix("a" + wave, 4) == "a");
  CHECK(utf8_prefix("a" + wave, 5) == "a" + wave);
  for (const std::string& text :
       {wave + wave + " " + wave, std::string(1000, 'x'), std::string("\n\n a\n\n\nb \t"),
        std::string(" "), std::string()}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      std::string joined;
      for (const Delta& delta : text_step(text, seed).deltas) {
        const Json json = Json::parse(delta.json);
        CHECK_FALSE(json["text"].get<std::string>().empty());
        joined += json["text"].get<std::string>();
      }
      CHECK(joined == text);
    }
  }
}

TEST_CASE("ids differ, and look as the service's do") {
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) tokens.insert(new_token());
  CHECK(tokens.size() == 1000);
  CHECK(tokens.begin()->size() == 23);
  const std::string uuid = new_uuid();
  CHECK(uuid.size() == 36);
  CHECK(uuid[14] == '4');
  CHECK(call_id(1, 0) != call_id(1, 1));
  // The documented example.
  CHECK(event_id(0, "thought", 15) == "v1_MF90aG91Z2h0XzE1");
}

TEST_CASE("arguments are cut between characters and join again") {
  const std::string arguments = "{\"a\":\"\xf0\x9f\x8c\x8a\xf0\x9f\x8c\x8a\xf0\x9f\x8c\x8a\"}";
  for (int pieces = 1; pieces < 30; ++pieces) {
    const Step step = function_call_step("id", "f", arguments, pieces);
    const Json whole = Json::parse(assembled_step(step, step.deltas.size()));
    CHECK(whole["arguments"] == Json::parse(arguments));
  }
}

std::vector<Utterance> talk(const std::vector<std::string>& said) {
  std::vector<Utterance> out;
  for (const std::string& text : said) {
    out.push_back({true, text, {}});
    out.push_back({false, "answer to " + text, {}});
  }
  return out;
}

TEST_CASE("questions about the conversation") {
  const std::vector<Utterance> past =
      talk({"My name is Ada.", "my favourite colour is teal, and I am tired", "The code is 4711"});
  const auto ask = [&past](const std::string& question) { return recall(past, question); };
  CHECK(contains(ask("What's my name?"), "Ada"));
  CHECK(contains(ask("Who am I?"), "Ada"));
  CHECK(contains(ask("What is my favourite colour?"), "teal"));
  CHECK_FALSE(contains(ask("What is my favourite colour?"), "tired"));
  CHECK(contains(ask("What is my shoe size?"), "not told me"));
  CHECK(contains(ask("What did I just say?"), "\"The code is 4711\""));
  CHECK(contains(ask("what did i say before"), "\"The code is 4711\""));
  CHECK(contains(ask("Repeat what I said one turn ago."), "4711"));
  CHECK(contains(ask("Repeat what I said two turns ago."), "teal"));
  CHECK_FALSE(contains(ask("Repeat what I said 2 turns ago."), "4711"));
  CHECK(contains(ask("What did I say three messages ago?"), "Ada"));
  CHECK(contains(ask("What did I say nine messages ago?"), "3 earlier messages"));
  CHECK(contains(ask("What was the first thing I said?"), "Ada"));
  CHECK(contains(ask("What did you say?"), "answer to The code is 4711"));
  CHECK(contains(ask("Summarise our conversation"), "teal"));
  CHECK(ask("Hello") == "");
  CHECK(ask("I just want to say hi") == "");
  CHECK(ask("How do rivers work?") == "");
  CHECK(contains(recall({}, "What did I say before?"), "nothing"));
  CHECK(contains(recall({}, "My name is Bo. What is my name?"), "Bo"));
}

std::shared_ptr<Interaction> stored(const std::string& id, const std::string& text,
                                    const std::string& parent = "") {
  Record record;
  record.id = id;
  record.request.previous_interaction_id = parent;
  record.request.input = {R"({"type":"user_input","content":[{"type":"text","text":")" + text +
                          "\"}]}"};
  auto out = std::make_shared<Interaction>(std::move(record));
  out->finish(0);
  return out;
}

TEST_CASE("the store forgets the oldest, by number and by bytes") {
  InteractionStore few(3, 1'000'000);
  for (int i = 0; i < 5; ++i)
    few.add(stored(std::to_string(i), "x", i > 0 ? std::to_string(i - 1) : ""));
  CHECK(few.find("1") == nullptr);
  CHECK(few.find("2") != nullptr);
  CHECK(few.history("4").size() == 3);
  CHECK(few.erase("3"));
  CHECK_FALSE(few.erase("3"));
  CHECK(few.history("4").size() == 1);

  InteractionStore small(100, 20'000);
  for (int i = 0; i < 10; ++i) small.add(stored(std::to_string(i), std::string(5000, 'x')));
  CHECK(small.find("0") == nullptr);
  CHECK(small.find("9") != nullptr);
  small.add(stored("large", std::string(100'000, 'x')));
  CHECK(small.find("9") == nullptr);
  CHECK(small.find("large") != nullptr);
}

TEST_CASE("the same scene gives the same answer") {
  CreateRequest request;
  const std::string body = R"({"model":"gemini-3.8-flash","input":"demo:thoughts Hello rivers"})";
  REQUIRE_FALSE(parse_create_request(body, "v1", &request));
  const Prompt prompt = parse_prompt(last_message(request.input));
  const auto plan = [&] {
    std::string out;
    for (const Step& step : plan_answer({request, prompt, {}, 7}).steps) {
      out += assembled_step(step, step.deltas.size());
    }
    return out;
  };
  CHECK(plan() == plan());
  CHECK(contains(plan(), "Hello rivers"));
}

}  // namespace
}  // namespace parley::demo
