// What must not leave the machine in an export.
#include "archive/redact.h"

#include <doctest/doctest.h>

#include <string>

#include "support/cost.h"

namespace parley {
namespace {

std::string repeat(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

const std::string kKey = "AIza" + repeat("Sy0_-", 7);
const std::string kToken = "AQ." + repeat("a1_-", 8);

TEST_CASE("keys of the service are removed wherever they stand, and nothing else") {
  CHECK(without_keys("my key is " + kKey + ", is it?") == "my key is removed, is it?");
  CHECK(without_keys('"' + kToken + '"') == "\"removed\"");
  CHECK(without_keys("GET /x?a=1&key=" + kKey + "&b=2") == "GET /x?a=1&key=removed&b=2");
  CHECK(without_keys("GET /x?key=short HTTP") == "GET /x?key=removed HTTP");
  CHECK(without_keys("Authorization: Bearer abc.def/ghi==") == "Authorization: Bearer removed");
  CHECK(without_keys(kKey + kKey) == "removedremoved");
  // Behind an escape of JSON.
  for (const std::string escape : {"\\n", "\\t", "\\u00e9", "\\\"", "\\\\"}) {
    CHECK(without_keys("{\"text\":\"my key:" + escape + kKey + "\"}") ==
          "{\"text\":\"my key:" + escape + "removed\"}");
    CHECK(without_keys(escape + kToken) == escape + "removed");
    CHECK(without_keys(escape + "Bearer abcdefgh") == escape + "Bearer removed");
  }
  for (const std::string text :
       {"", "AIza is short", "the bearer of news", "xAIza", "AQ.x", "monkey=banana", "a key = b",
        "Bearer", "Bearer ", "?key=", "AIza", "AQ.", "A"}) {
    CHECK(without_keys(text) == text);
  }
  CHECK(without_keys("x" + kKey) == "x" + kKey);  // a word of its own it is not
}

TEST_CASE("secret members and all headers lose their values, deep inside as well") {
  const std::string text = redact_json(
      R"({"model":"m","tools":[{"type":"mcp_server","headers":{"X-Any":"hush","more":["hush",{"a":"hush"}]},)"
      R"("apiKey":"hush","client_secret":"hush","list":["kept"]}],"x-goog-api-key":"hush",)"
      R"("access_token":"hush","password":"hush","signing_secret":"hush","max_output_tokens":5,)"
      R"("keyboard":"kept","thought_signature":"kept","Authorization":"hu\"sh"})");
  CHECK(
      text ==
      R"({"model":"m","tools":[{"type":"mcp_server","headers":{"X-Any":"removed","more":["removed",{"a":"removed"}]},)"
      R"("apiKey":"removed","client_secret":"removed","list":["kept"]}],"x-goog-api-key":"removed",)"
      R"("access_token":"removed","password":"removed","signing_secret":"removed","max_output_tokens":5,)"
      R"("keyboard":"kept","thought_signature":"kept","Authorization":"removed"})");
}

TEST_CASE("JSON without secrets stays as it was written, and so does what is no JSON") {
  for (const std::string text : {R"({ "a" : 1.0, "headers": {"n": 5} , "b":[true,null,-1e9]})",
                                 "{ broken", "", "}]", "{\"a\"", "{\"key\":", "[\"key\",\"value\"]",
                                 "\"key\"", "{\"key\" \"x\"}", "{{{", "{\"a\":\"\xFF\"}x"}) {
    CHECK(redact_json(text) ==
          (text.find('\xFF') == text.npos ? text : "{\"a\":\"\xEF\xBF\xBD\"}x"));
  }
  CHECK(redact_json("{ broken " + kKey) == "{ broken removed");
  // What was cut off was one all the same.
  CHECK(redact_json(R"({"password":"hush","a)") == R"({"password":"removed","a)");
}

TEST_CASE("doing it twice is doing it once") {
  const std::string once =
      redact_json(R"({"key":"hush","text":"Bearer )" + kToken + " ?key=" + kKey + R"(x"})");
  CHECK(redact_json(once) == once);
  CHECK(without_keys(once) == once);
}

TEST_CASE("of inputs the words that name streams are removed, other texts lose keys only") {
  const auto of = [](InputKind kind, std::string_view text) {
    return redact({.kind = kind, .text = text});
  };
  CHECK(of(InputKind::kOpen, "abcdefghijklmnopqrstuv") == "removed");
  CHECK(of(InputKind::kInstance, "abc") == "removed");
  CHECK(of(InputKind::kInstance, "") == "");
  CHECK(of(InputKind::kSettings, R"({"password":"x"})") == R"({"password":"removed"})");
  // What the user says is no setting.
  CHECK(of(InputKind::kSubmit, R"({"password":"x"})") == R"({"password":"x"})");
  CHECK(of(InputKind::kSubmit, "see " + kKey) == "see removed");
}

TEST_CASE("of headers those are secret that name a stream or hold a key") {
  for (const char* const each :
       {"parley-stream", "parley-instance", "Authorization", "x-goog-api-key", "cookie"}) {
    CHECK_MESSAGE(is_secret_header(each), each);
  }
  CHECK_FALSE(is_secret_header("content-type"));
  CHECK_FALSE(is_secret_header("accept"));
}

TEST_CASE("it costs in proportion to the text") {
  for (const std::string_view piece :
       {"Bearer   ", "AQ.abc", "AIza0123", "&key=", "{\"headers\":[", "A"}) {
    const auto run = [piece](int size) {
      const std::string text = repeat(piece, size);
      CHECK(without_keys(text).size() > 0);
      CHECK(redact_json(text).size() > 0);
    };
    CHECK_MESSAGE(cost_is_linear(run, 50'000), piece);
  }
}

}  // namespace
}  // namespace parley
