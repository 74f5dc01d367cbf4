// How a page gets in and out again, through the whole proxy over real sockets.
#include "users/access.h"

#include <doctest/doctest.h>

#include "support/lab.h"

namespace parley {
namespace {

const std::string kOk = plain_answer(200, "application/json", "{\"ok\":1}");

// What a browser would send back.
std::string cookie_of(const Answer& answer) {
  const std::string cookie = answer.header("set-cookie");
  return "Cookie: " + cookie.substr(0, cookie.find(';'));
}

std::string member(const std::string& body, const std::string& name) {
  const std::size_t begin = body.find('"' + name + "\":\"") + name.size() + 4;
  return body.substr(begin, body.find('"', begin) - begin);
}

TEST_CASE("a link's token becomes a cookie that no script reads, and signing out takes it away") {
  Lab lab(always(kOk));
  const std::string origin = "Origin: http://" + lab.host();
  const Answer in =
      lab.ask_as("", "POST", "/parley/session", "{\"token\":\"" + lab.anna + "\"}", {origin});
  CHECK(in.status == 200);
  CHECK(in.body == "{\"user\":\"anna\"}\n");
  CHECK(in.header("set-cookie") == "parley-" + std::to_string(lab.port()) + '=' + lab.anna +
                                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000");
  CHECK(lab.ask_as("", "GET", "/v1beta/models", "", {cookie_of(in)}).status == 200);
  const Answer out = lab.ask_as("", "DELETE", "/parley/session", "", {origin, cookie_of(in)});
  CHECK(out.status == 200);
  CHECK(out.header("set-cookie").find("Max-Age=0") != std::string::npos);
  CHECK(lab.ask_as("", "GET", "/v1beta/models", "", {cookie_of(out)}).status == 401);
}

TEST_CASE("what does not sign in gets no cookie") {
  Lab lab(always(kOk));
  struct Case {
    std::string body;
    int status;
  };
  const Case cases[] = {{"{\"token\":\"" + random_token() + "\"}", 401},
                        {"{\"token\":\"\"}", 401},
                        {"{\"invite\":\"" + lab.anna + "\"}", 401},
                        {"{\"token\":1}", 400},
                        {"{}", 400},
                        {"[]", 400},
                        {"{\"token\":\"" + lab.anna + "\",\"invite\":\"x\"}", 400},
                        {"{\"token\":\"" + std::string(5000, 'x') + "\"}", 413}};
  for (const Case& each : cases) {
    CAPTURE(each.body);
    const Answer answer = lab.ask_as("", "POST", "/parley/session", each.body);
    CHECK(answer.status == each.status);
    CHECK(answer.header("set-cookie") == "");
  }
  CHECK(lab.ask_as("", "POST", "/parley/session").status == 400);
  CHECK(lab.ask_as("", "GET", "/parley/session").header("allow") == "POST, DELETE");
  const Answer foreign =
      lab.ask_as("", "POST", "/parley/session", "{\"token\":\"" + lab.anna + "\"}",
                 {"Origin: http://evil.example"});
  CHECK(foreign.status == 403);
  CHECK(foreign.header("set-cookie") == "");
}

TEST_CASE(
    "another device of the same user comes in by a link that is good once, and shows no token") {
  Lab lab(always(kOk));
  const Answer invited = lab.ask_as(lab.anna, "POST", "/parley/session/invite");
  CHECK(invited.status == 200);
  CHECK(invited.body.find(lab.anna) == std::string::npos);
  CHECK(invited.body.find("\"seconds\":300") != std::string::npos);
  CHECK(invited.body.find("\"qr\":[\"1111111") != std::string::npos);
  const std::string link = member(invited.body, "link");
  const std::string begin = "http://" + lab.host() + "/sign_in.html#invite=";
  REQUIRE(link.compare(0, begin.size(), begin) == 0);
  const std::string body = "{\"invite\":\"" + link.substr(begin.size()) + "\"}";
  const Answer in = lab.ask_as("", "POST", "/parley/session", body);
  CHECK(in.status == 200);
  CHECK(
      lab.ask_as("", "GET", "/parley/config", "", {cookie_of(in)}).body.find("\"user\":\"anna\"") !=
      std::string::npos);
  CHECK(lab.ask_as("", "POST", "/parley/session", body).status == 401);
}

TEST_CASE("while nobody needs a token there is nothing to sign in to") {
  FakeUpstream fake(always(kOk));
  RunningProxy proxy(fake.url());
  CHECK(ask(proxy.port(), "GET", "/parley/config").body.find("\"user\"") == std::string::npos);
  CHECK(ask(proxy.port(), "POST", "/parley/session/invite").status == 404);
  CHECK(ask(proxy.port(), "GET", "/v1beta/models", {"Authorization: Bearer x"}).status == 200);
}

TEST_CASE("one token for all whom it was given: nobody else gets in, and all see the same") {
  FakeUpstream fake(always(plain_answer(200, "application/json", R"({"id":"v1_x"})")));
  Options options = quiet_options();
  const std::string token = random_token();
  RunningProxy proxy(fake.url(), options, token);
  CHECK(ask(proxy.port(), "GET", "/v1beta/models").status == 401);
  CHECK(ask(proxy.port(), "GET", "/v1beta/models", {Lab::bearer(token)}).status == 200);
  CHECK(ask(proxy.port(), "GET", "/v1beta/interactions/v1_before", {Lab::bearer(token)}).status ==
        200);
  CHECK(
      ask(proxy.port(), "GET", "/parley/config", {Lab::bearer(token)}).body.find("\"user\":\"\"") !=
      std::string::npos);
}

}  // namespace
}  // namespace parley
