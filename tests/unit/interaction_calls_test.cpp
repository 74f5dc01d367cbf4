// Which function calls wait for their results.
#include "answer/interaction.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

// Of an answer with these steps.
std::string pending(const std::string& steps) {
  Interaction interaction;
  REQUIRE(interaction.load(R"({"status":"completed","steps":[)" + steps + "]}"));
  CHECK(interaction.has_pending_calls() == (interaction.pending_calls_json() != "[]"));
  return interaction.pending_calls_json();
}

TEST_CASE("calls are pending until a result answers them, whatever the status says") {
  const std::string call = R"({"type":"function_call","id":"1","name":"f","signature":"s",)"
                           R"("arguments":{"a":[1]}})";
  CHECK(pending(call) == R"([{"arguments":{"a":[1]},"id":"1","name":"f"}])");
  CHECK(pending(call + R"(,{"type":"function_call","id":"2"})"
                       R"(,{"type":"function_result","call_id":"1"})"
                       R"(,{"type":"mcp_server_tool_call","id":"3"})") == R"([{"id":"2"}])");
  CHECK(pending(call + R"(,{"type":"function_result","call_id":"1"})") == "[]");
  CHECK(pending(R"({"type":"model_output"})") == "[]");
}

TEST_CASE("a call without an id is answered by a result that names it, and by no other") {
  const std::string f = R"({"type":"function_call","name":"f","arguments":{}})";
  const std::string answer = R"({"type":"function_result","name":"f","result":"1"})";
  CHECK(pending(f) == R"([{"arguments":{},"name":"f"}])");
  CHECK(pending(f + "," + answer) == "[]");
  CHECK(pending(f + "," + f + "," + answer) == R"([{"arguments":{},"name":"f"}])");
  CHECK(pending(f + R"(,{"type":"function_result","name":"g"})") != "[]");
  CHECK(pending(f + R"(,{"type":"function_result","name":"f","call_id":"1"})") != "[]");
  CHECK(pending(R"({"type":"function_call","id":"1","name":"f"},)" + answer) != "[]");
}

TEST_CASE("a call of any shape is no more than what it has") {
  CHECK(pending(R"({"type":"function_call","id":7,"name":null,"arguments":"x"})") ==
        R"([{"arguments":"x","id":7}])");
  CHECK(pending(R"({"type":"function_result"},7)") == "[]");
}

}  // namespace
}  // namespace parley
