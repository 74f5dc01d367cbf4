#include "turns/request_text.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

TEST_CASE("a request has its parts, whatever is missing") {
  RequestText post = read_request(
      "POST /v1beta/interactions\ncontent-type: application/json\naccept:x\n\n{\"a\":\"\\n\\n\"}");
  CHECK(post.method == "POST");
  CHECK(post.target == "/v1beta/interactions");
  CHECK(post.body == "{\"a\":\"\\n\\n\"}");
  std::string_view name;
  std::string_view value;
  CHECK(take_header(&post.headers, &name, &value));
  CHECK(name == "content-type");
  CHECK(value == "application/json");
  CHECK(take_header(&post.headers, &name, &value));
  CHECK(name == "accept");
  CHECK(value == "x");
  CHECK_FALSE(take_header(&post.headers, &name, &value));

  const RequestText bare = read_request("DELETE /parley/streams/A\n\n");
  CHECK(bare.method == "DELETE");
  CHECK(bare.target == "/parley/streams/A");
  CHECK(bare.headers.empty());
  CHECK(bare.body.empty());
  CHECK(read_request("").method.empty());
  CHECK(read_request("GET").target.empty());
}

TEST_CASE("what a request is for") {
  const auto of = [](const char* text) { return role_of(read_request(text)); };
  CHECK(of("POST /v1beta/interactions\n\n{}") == RequestRole::kPost);
  CHECK(of("POST /v1beta/interactions/v1_x/cancel\n\n{}") == RequestRole::kOther);
  CHECK(of("GET /parley/streams/AAA?offset=7\n\n") == RequestRole::kStream);
  CHECK(of("GET /v1beta/interactions/v1_x?stream=true&last_event_id=e\n\n") ==
        RequestRole::kStream);
  CHECK(of("GET /v1beta/interactions/v1_x\n\n") == RequestRole::kOther);
  CHECK(of("DELETE /parley/streams/AAA\n\n") == RequestRole::kOther);
}

}  // namespace
}  // namespace parley
