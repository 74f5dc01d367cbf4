#include "rules/api_reply.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace parley {
namespace {

TEST_CASE("errors have the API's shape") {
  const HttpReply reply = api_error(409, "stream_conflict", "Say \"why\".");
  CHECK(reply.status == 409);
  CHECK(reply.body ==
        "{\"error\":{\"code\":\"stream_conflict\",\"message\":\"Say \\\"why\\\".\"}}\n");
  CHECK_FALSE(reply.keep_alive);
}

TEST_CASE("text becomes a JSON string") {
  CHECK(json_string("") == "\"\"");
  CHECK(json_string("a\\b\"c") == "\"a\\\\b\\\"c\"");
  CHECK(json_string(std::string_view("\n\0\x1f", 3)) == "\"\\u000a\\u0000\\u001f\"");
}

TEST_CASE("headers that are there are not added again") {
  HeaderList headers = {{"a", "1"}};
  add_missing({{"a", "2"}, {"b", "3"}}, &headers);
  CHECK(headers == HeaderList{{"a", "1"}, {"b", "3"}});
}

TEST_CASE("the policy lets nothing in from outside, and compiles WebAssembly") {
  std::string policy;
  for (const auto& [name, value] : security_headers()) {
    if (name == "content-security-policy") policy = value;
  }
  CHECK(policy.find("default-src 'none'") == 0);
  CHECK(policy.find("'wasm-unsafe-eval'") != std::string::npos);
  CHECK(policy.find("'unsafe-inline'") == std::string::npos);
  CHECK(policy.find("http") == std::string::npos);
  CHECK(policy.find('*') == std::string::npos);
}

TEST_CASE("each answer has what acts on it") {
  const auto has = [](const HttpReply& reply, const std::string& name) {
    return std::any_of(reply.headers.begin(), reply.headers.end(),
                       [&](const auto& entry) { return entry.first == name; });
  };
  HttpReply page;
  page.headers = {{"content-type", "text/html; charset=utf-8"}};
  HttpReply part;
  part.headers = {{"content-type", "text/javascript; charset=utf-8"}};
  part.is_part = true;
  for (const HttpReply& reply : {secured(page), secured(part), secured(json_reply("{}"))}) {
    CHECK(has(reply, "x-content-type-options"));
    CHECK(has(reply, "cross-origin-resource-policy"));
    const bool document = reply.headers.front().second.find("html") != std::string::npos;
    CHECK(has(reply, "permissions-policy") == document);
    CHECK(has(reply, "cross-origin-opener-policy") == document);
    CHECK(has(reply, "content-security-policy") == !reply.is_part);
    CHECK(has(reply, "x-frame-options") == !reply.is_part);
  }
}

}  // namespace
}  // namespace parley
