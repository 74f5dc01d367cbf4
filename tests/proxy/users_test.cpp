// Who may use the proxy, and that what one makes is not there for another: the set of users alone,
// and through the whole proxy over real sockets.
#include "users/users.h"

#include <doctest/doctest.h>

#include "support/eventually.h"
#include "support/lab.h"

namespace parley {
namespace {

const std::string kOk = plain_answer(200, "application/json", "{\"ok\":1}");
const std::string kStream = "AAAAAAAAAAAAAAAAAAAAAA";
const std::string kStreamPath = "/parley/streams/" + kStream;
const std::string kCreated =
    "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_hers\"}}\n\n";

// Each POST makes the interaction v1_hers and then says nothing more; all else is fine.
void makes_hers(Peer& peer) {
  ReceivedRequest request;
  while (peer.read_request(&request)) {
    if (request.method() != "POST" || request.target().find("cancel") != std::string::npos) {
      if (!peer.send(kOk)) return;
      continue;
    }
    if (peer.send(kStreamHead + chunk(kCreated))) peer.wait_closed();
    return;
  }
}

UserEntry entry(const std::string& name, const std::string& token) {
  UserEntry made;
  made.name = name;
  made.digest = token_digest(token);
  return made;
}

TEST_CASE("users are found by their tokens; who stays, stays as he is") {
  Users users;
  CHECK_FALSE(users.required());
  CHECK(users.replace({entry("anna", "a"), entry("bob", "b")}, 5).empty());
  CHECK(users.required());
  const auto anna = users.find("a");
  REQUIRE(anna);
  CHECK(anna->name() == "anna");
  CHECK(users.find("b")->name() == "bob");
  CHECK(users.find("") == nullptr);
  CHECK(users.find("c") == nullptr);
  const auto gone = users.replace({entry("anna", "a"), entry("bob", "b2")}, 5);
  REQUIRE(gone.size() == 1);
  CHECK(gone[0]->name() == "bob");
  CHECK(users.find("a") == anna);
  CHECK(users.find("b") == nullptr);
  CHECK(users.find("b2")->name() == "bob");
  CHECK(users.all().size() == 3);
}

TEST_CASE("without a token there is the page, and nothing that costs or tells anything") {
  Lab lab(always(kOk));
  CHECK(lab.ask_as("", "GET", "/").status == 200);
  CHECK(lab.ask_as("", "GET", "/healthz").status == 200);
  struct Case {
    const char* method;
    std::string target;
    const char* body;
  };
  const Case cases[] = {{"GET", "/parley/config", ""},
                        {"GET", "/v1beta/models", ""},
                        {"POST", "/v1beta/interactions", "{}"},
                        {"GET", "/v1beta/interactions/x", ""},
                        {"GET", kStreamPath, ""},
                        {"DELETE", kStreamPath, ""},
                        {"GET", "/metrics", ""},
                        {"POST", "/parley/session/invite", ""}};
  for (const std::string& token : {std::string(), random_token(), lab.anna + "x"}) {
    Lab fresh(always(kOk));  // so that nobody is wrong too often
    for (const Case& each : cases) {
      CAPTURE(each.target);
      const Answer answer = fresh.ask_as(token, each.method, each.target, each.body);
      CHECK(answer.status == 401);
      CHECK(answer.header("www-authenticate").find("Bearer") == 0);
      CHECK(answer.body.find("sign_in_required") != std::string::npos);
      CHECK(fresh.fake().connections() == 0);
    }
  }
}

TEST_CASE("a token is taken as bearer, as key and as cookie, and never goes on to the API") {
  Lab lab(always(kOk));
  const std::string port = std::to_string(lab.port());
  for (const std::string& header : {Lab::bearer(lab.anna), "x-goog-api-key: " + lab.anna,
                                    "Cookie: parley-" + port + '=' + lab.anna,
                                    "Cookie: x=y; __Host-parley-" + port + '=' + lab.anna}) {
    CAPTURE(header);
    CHECK(lab.ask_as("", "GET", "/v1beta/models", "", {header}).status == 200);
    CHECK(lab.ask_as("", "GET", "/parley/config", "", {header}).body.find("\"user\":\"anna\"") !=
          std::string::npos);
  }
  const auto requests = lab.fake().requests();
  REQUIRE(requests.size() == 4);
  for (const ReceivedRequest& request : requests) {
    CHECK(request.head.find(lab.anna) == std::string::npos);
    CHECK(request.header("x-goog-api-key") == kTestKey);
  }
}

TEST_CASE("a body is not asked for before it is known who asks") {
  Lab lab(always(kOk));
  TcpClient client(lab.port());
  client.send("POST /v1/interactions HTTP/1.1\r\nHost: " + lab.host() + "\r\n" + kJson +
              "\r\nContent-Length: 30000000\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_answer().status == 401);
  CHECK(client.received().find("100 Continue") == std::string::npos);
}

TEST_CASE(
    "who is wrong too often is told when to come again; who has a token gets in all the same") {
  Lab lab(always(kOk));
  for (int i = 0; i < 10; ++i)
    CHECK(lab.ask_as("parley_wrong", "GET", "/parley/config").status == 401);
  const Answer limited = lab.ask_as("parley_wrong", "GET", "/parley/config");
  CHECK(limited.status == 429);
  CHECK_FALSE(limited.header("retry-after").empty());
  CHECK(limited.body.find("too_many_failures") != std::string::npos);
  CHECK(lab.ask_as("", "POST", "/parley/session", R"({"token":"parley_wrong"})").status == 429);
  CHECK(lab.ask_as(lab.anna, "GET", "/parley/config").status == 200);
}

TEST_CASE("streams of one are not there for another: the same id is another stream") {
  Lab lab(makes_hers);
  TcpClient client(lab.port());
  client.send(lab.post_as(lab.anna, kStream));
  REQUIRE(client.read_until("v1_hers"));
  const Answer foreign = lab.ask_as(lab.bob, "GET", kStreamPath);
  CHECK(foreign.status == 404);
  CHECK(foreign.body == lab.ask_as(lab.bob, "GET", "/parley/streams/BBBBBBBBBBBBBBBBBBBBBB").body);
  CHECK(lab.ask_as(lab.bob, "DELETE", kStreamPath).status == 404);
  CHECK(lab.fake().requests().size() == 1);
  TcpClient other(lab.port());
  other.send(lab.post_as(lab.anna, kStream));  // joins
  REQUIRE(other.read_until("v1_hers"));
  CHECK(lab.fake().requests().size() == 1);
  // Bob's stop of what he had not begun counts for what he begins; hers goes on.
  CHECK(lab.ask_as(lab.bob, "POST", "/v1beta/interactions", R"({"model":"m","input":"hi"})",
                   {"Parley-Stream: " + kStream})
            .status == 410);
  CHECK(lab.ask_as(lab.anna, "DELETE", kStreamPath).status == 200);
}

TEST_CASE("interactions of one are for another as if they were not there") {
  Lab lab(makes_hers);
  TcpClient client(lab.port());
  client.send(lab.post_as(lab.anna));
  REQUIRE(client.read_until("v1_hers"));
  struct Case {
    const char* method;
    const char* path;
    const char* body;
  };
  const Case cases[] = {
      {"GET", "/v1beta/interactions/ID", ""},
      {"GET", "/v1/interactions/ID?stream=true", ""},
      {"DELETE", "/v1beta/interactions/ID", ""},
      {"POST", "/v1beta/interactions/ID/cancel", ""},
      {"POST", "/v1beta/interactions",
       R"({"model":"m","input":"hi","previous_interaction_id":"ID"})"},
      {"POST", "/v1beta/interactions",
       R"({"model":"m","previous_interaction_id":"\u0076\u0031_hers","input":"hi"})"}};
  const auto with = [](std::string text, const std::string& id) {
    const std::size_t at = text.find("ID");
    return at == std::string::npos ? text : text.replace(at, 2, id);
  };
  const std::size_t before = lab.fake().requests().size();
  for (const Case& each : cases) {
    CAPTURE(each.path);
    CAPTURE(each.body);
    const Answer hers =
        lab.ask_as(lab.bob, each.method, with(each.path, "v1_hers"), with(each.body, "v1_hers"));
    const Answer none =
        lab.ask_as(lab.bob, each.method, with(each.path, "v1_none"), with(each.body, "v1_none"));
    CHECK(hers.status == 404);
    CHECK(hers.body == none.body);
    CHECK(hers.headers.size() == none.headers.size());
  }
  CHECK(lab.ask_as(lab.bob, "POST", "/v1beta/interactions",
                   R"({"model":"m","previous_interaction_id":["v1_hers"]})")
            .status == 400);
  CHECK(
      lab.ask_as(
             lab.bob, "POST", "/v1beta/interactions",
             R"({"model":"m","previous_interaction_id":"v1_his","previous_interaction_id":"v1_hers"})")
          .status == 400);
  CHECK(lab.fake().requests().size() == before);
  CHECK(lab.ask_as(lab.anna, "GET", "/v1beta/interactions/v1_hers").status == 200);
  CHECK(lab.ask_as(lab.anna, "POST", "/v1beta/interactions/v1_hers/cancel").status == 200);
  lab.start();  // they stay hers when the proxy is started anew
  CHECK(lab.ask_as(lab.anna, "GET", "/v1beta/interactions/v1_hers").status == 200);
  CHECK(lab.ask_as(lab.bob, "GET", "/v1beta/interactions/v1_hers").status == 404);
}

TEST_CASE("a recorded answer's interaction is its maker's, also when it is not a stream") {
  Lab lab(after_request([](Peer& peer) {
    peer.send(plain_answer(200, "application/json", R"({"steps":[],"id":"v1_unary"})"));
    ReceivedRequest request;
    while (peer.read_request(&request) && peer.send(kOk)) continue;
  }));
  CHECK(lab.ask_as(lab.anna, "POST", "/v1beta/interactions", R"({"model":"m"})",
                   {"Parley-Stream: " + kStream})
            .status == 200);
  CHECK(lab.ask_as(lab.anna, "DELETE", "/v1beta/interactions/v1_unary").status == 200);
  CHECK(lab.ask_as(lab.bob, "GET", "/v1beta/interactions/v1_unary").status == 404);
}

TEST_CASE("who is taken out of the file is cut off at once; others go on") {
  Lab lab(makes_hers);
  TcpClient direct(lab.port());
  direct.send(lab.post_as(lab.anna));
  REQUIRE(direct.read_until("v1_hers"));
  TcpClient recorded(lab.port());
  recorded.send(lab.post_as(lab.anna, kStream));
  REQUIRE(recorded.read_until("v1_hers"));
  TcpClient reader(lab.port());
  reader.send(request_text(lab.port(), "GET", kStreamPath, {Lab::bearer(lab.anna)}));
  REQUIRE(reader.read_until("v1_hers"));
  TcpClient bobs(lab.port());
  bobs.send(lab.post_as(lab.bob, kStream));
  REQUIRE(bobs.read_until("v1_hers"));

  lab.write_users(Lab::line("bob", lab.bob) + '\n');
  CHECK(lab.reload() == "");
  CHECK(direct.read_until("signed_out"));
  CHECK(direct.read_to_end());
  CHECK(recorded.read_to_end());
  CHECK_FALSE(recorded.answer().whole);
  CHECK(reader.read_to_end());
  CHECK_FALSE(reader.answer().whole);
  CHECK(lab.fake().wait_closed(2));
  CHECK(lab.ask_as(lab.anna, "GET", "/parley/config").status == 401);
  CHECK(lab.ask_as(lab.bob, "GET", "/parley/config").status == 200);
  CHECK_FALSE(bobs.ended());
  CHECK(lab.ask_as(lab.bob, "DELETE", kStreamPath).status == 200);
}

TEST_CASE("a file that cannot be used leaves all as it was, and says where it is wrong") {
  Lab lab(always(kOk));
  for (const std::string& text : {std::string("anna nonsense\n"), std::string()}) {
    lab.write_users(text);
    CHECK(lab.reload().find("/users:") != std::string::npos);
    CHECK(lab.ask_as(lab.anna, "GET", "/parley/config").status == 200);
    CHECK(lab.ask_as(lab.bob, "GET", "/parley/config").status == 200);
  }
  lab.write_users("anna nonsense\n");
  CHECK_THROWS(lab.start());
}

TEST_CASE("what one user has under way or asks for keeps no other one out") {
  Lab lab(makes_hers, "streams=1 rate=2");
  TcpClient hers(lab.port());
  hers.send(lab.post_as(lab.anna));
  REQUIRE(hers.read_until("v1_hers"));
  const Answer more = lab.ask_as(lab.anna, "GET", "/v1beta/models");
  CHECK(more.status == 429);
  CHECK(more.body.find("too_many_streams") != std::string::npos);
  const Answer second = lab.ask_as(lab.anna, "POST", "/v1beta/interactions", R"({"model":"m"})");
  CHECK(second.body.find("too_many_streams") != std::string::npos);
  const Answer third = lab.ask_as(lab.anna, "POST", "/v1beta/interactions", R"({"model":"m"})");
  CHECK(third.status == 429);
  CHECK(third.body.find("rate_limited") != std::string::npos);
  CHECK(std::stoi(third.header("retry-after")) <= 30);
  for (int i = 0; i < 3; ++i) {
    TcpClient his(lab.port());
    his.send(lab.post_as(lab.bob));
    CHECK(his.read_until("v1_hers"));
  }
}

TEST_CASE("a day's tokens, a body's size, models: each user has his own, and is told so") {
  Lab lab(
      always(plain_answer(200, "application/json", R"({"usage":{"total_tokens":60},"id":"v1_x"})")),
      "tokens=100 body=100 model=gemini-*");
  const std::string body = R"({"model":"gemini-3.8-flash","input":"hi"})";
  const auto post = [&](const std::string& token, const std::string& text) {
    return lab.ask_as(token, "POST", "/v1beta/interactions", text);
  };
  CHECK(post(lab.anna, std::string(101, ' ')).status == 413);
  CHECK(
      post(lab.anna, R"({"model":"deep-research","input":"hi"})").body.find("model_not_allowed") !=
      std::string::npos);
  CHECK(lab.fake().connections() == 0);
  CHECK(post(lab.anna, body).status == 200);
  CHECK(post(lab.bob, R"({"model":"deep-research","input":")" + std::string(200, 'x') + "\"}")
            .status == 200);
  CHECK(post(lab.anna, body).status == 200);  // the same interaction again: 60 in all
  lab.start();                                // what was used stays used
  CHECK(post(lab.anna, body).status == 200);
  CHECK(lab.ask_as(lab.anna, "GET", "/parley/usage").status == 404);
}

TEST_CASE("who has used his tokens is told until when; the operator sees who used what") {
  std::atomic<int> count{0};
  Lab lab(after_request([&](Peer& peer) {
            const std::string id = std::to_string(++count);
            peer.send(plain_answer(200, "application/json",
                                   R"({"usage":{"total_tokens":60},"id":"v1_)" + id + "\"}",
                                   {"Connection: close"}));
          }),
          "tokens=100 operator");
  const auto post = [&](const std::string& token) {
    return lab.ask_as(token, "POST", "/v1beta/interactions", R"({"model":"m"})");
  };
  CHECK(post(lab.anna).status == 200);
  CHECK(post(lab.anna).status == 200);
  const Answer refused = post(lab.anna);
  CHECK(refused.status == 429);
  CHECK(refused.body.find("tokens_used_up") != std::string::npos);
  CHECK(refused.body.find("100 tokens") != std::string::npos);
  CHECK(std::stoi(refused.header("retry-after")) <= 24 * 60 * 60);
  CHECK(post(lab.bob).status == 200);
  CHECK(count == 3);
  CHECK(lab.ask_as(lab.anna, "GET", "/v1beta/interactions/v1_1").status == 200);
  const Answer usage = lab.ask_as(lab.anna, "GET", "/parley/usage");
  CHECK(usage.body.find(R"({"name":"anna","today":{"interactions":2,"tokens":120})") !=
        std::string::npos);
  CHECK(usage.body.find(R"({"name":"bob","today":{"interactions":1,"tokens":60})") !=
        std::string::npos);
  CHECK(lab.ask_as(lab.bob, "GET", "/parley/usage").status == 404);
}

}  // namespace
}  // namespace parley
