#include "answer/error_decoder.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "support/fixtures.h"

namespace parley {
namespace {

TEST_CASE("bodies of HTTP errors: Interactions, google.rpc, in an array") {
  const ApiError own = decode_error(R"({"error":{"code":"not_found","message":"No such."}})", 404);
  CHECK(own.code == "not_found");
  CHECK(own.message == "No such.");
  CHECK(own.http_status == 404);
  CHECK(own.retry_ms == -1);
  CHECK_FALSE(own.daily);
  const ApiError rpc = decode_error(
      R"([{"error":{"code":503,"message":"The service.","status":"UNAVAILABLE"}}])", 0);
  CHECK(rpc.code == "UNAVAILABLE");
  CHECK(rpc.http_status == 503);
  CHECK(decode_error(R"({"error":{"code":429,"message":"m"}})", 0).code == "429");
  CHECK(decode_error(R"({"error":{"code":"429","message":"m"}})", 0).http_status == 429);
  CHECK(decode_error(R"({"error":{"code":13,"message":"Internal"}})", 500).http_status == 500);
  CHECK(decode_error(R"({"error":"denied"})", 403).message == "denied");
  CHECK(decode_error(R"({"code":5,"message":"m"})", 404).message == "m");
}

TEST_CASE("bodies that no API wrote: a short text with the status") {
  CHECK(decode_error("<!DOCTYPE html><html><title>Error 502\n (Server Error)!!1</title>x", 502)
            .message == "HTTP 502: Error 502 (Server Error)!!1");
  CHECK(decode_error("<html>x", 502).message == "HTTP 502");
  CHECK(decode_error("upstream  connect\nerror", 503).message ==
        "HTTP 503: upstream connect error");
  CHECK(decode_error("", 504).message == "HTTP 504");
  CHECK(decode_error("{}", 504).message == "HTTP 504: {}");
  CHECK(decode_error(R"({"error":{}})", 504).message == "HTTP 504");
  CHECK(decode_error("", 504).code == "504");
  CHECK(decode_error("\xFF\xFE", 500).message == "HTTP 500: \xEF\xBF\xBD\xEF\xBF\xBD");
  const std::string umlauts = [] {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "\xC3\xA4";
    return text;
  }();
  const ApiError cut = decode_error("x" + umlauts, 500);
  CHECK(cut.message.size() < 220);
  CHECK(cut.message.find("\xEF\xBF\xBD") == std::string::npos);
  CHECK(error_json(cut).find("\xEF\xBF\xBD") == std::string::npos);
}

TEST_CASE("how long to wait: RetryInfo, then quotaResetDelay, then the message") {
  const auto retry = [](const std::string& message, const std::string& details) {
    return decode_error(R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":")" +
                            message + R"(","details":[)" + details + "]}}",
                        429)
        .retry_ms;
  };
  const std::string info = R"({"@type":"type.googleapis.com/google.rpc.RetryInfo",)"
                           R"("retryDelay":"45.837906927s"})";
  const std::string reset = R"({"metadata":{"quotaResetDelay":"373.8ms"}})";
  const std::string text = "Quota. Please retry in 28.13s.";
  CHECK(retry(text, reset + ',' + info) == 45838);
  CHECK(retry(text, reset) == 374);
  CHECK(retry(text, "") == 28130);
  CHECK(retry("Please retry in 1h2m3.5s", "") == 3723500);
  CHECK(retry("Quota.", "") == -1);
  CHECK(retry("Quota.", R"({"retryDelay":{"seconds":"34","nanos":400000000}})") == 34400);
  CHECK(retry("Quota.", R"({"retryDelay":"soon"},7,null)") == -1);
}

TEST_CASE("a daily quota is said to be one") {
  CHECK(decode_error(R"({"error":{"code":429,"message":"m","details":[{"violations":[)"
                     R"({"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}})",
                     429)
            .daily);
  CHECK(decode_error(R"({"error":{"code":"quota_exceeded","message":"m"}})", 429).daily);
  CHECK_FALSE(decode_error(R"({"error":{"code":429,"message":"m","details":[{"violations":[)"
                           R"({"quotaId":"GenerateRequestsPerMinutePerProject"}]}]}})",
                           429)
                  .daily);
}

TEST_CASE("error_json leaves out what is unknown") {
  CHECK(error_json({}) == "{}");
  ApiError error;
  error.code = "c";
  error.message = "m\n\"";
  error.retry_ms = 0;
  error.daily = true;
  error.http_status = 429;
  CHECK(error_json(error) == R"({"code":"c","kind":"daily","message":"m\n\"","retry_ms":0})");
}

TEST_CASE("each kind of trouble is told from status, code and words") {
  const auto kind = [](const char* code, int status, const char* message = "m") {
    ApiError error;
    error.code = code;
    error.message = message;
    error.http_status = status;
    return std::string(trouble_of(error));
  };
  CHECK(kind("x", 429) == "busy");
  for (const char* const code : {"429", "RESOURCE_EXHAUSTED", "resource_exhausted",
                                 "rate_limit_exceeded", "too_many_requests"}) {
    CHECK_MESSAGE(kind(code, 0) == "busy", code);
  }
  CHECK(kind("x", 401) == "key");
  CHECK(kind("x", 403) == "key");
  CHECK(kind("INVALID_ARGUMENT", 400, "API key not valid. Pass a valid API key.") == "key");
  CHECK(kind("not_found", 404) == "model");
  CHECK(kind("x", 500) == "server");
  CHECK(kind("x", 503) == "server");
  CHECK(kind("invalid_request", 400) == "request");
  CHECK(kind("cut", 0) == "");
  CHECK(kind("api_error", 200) == "");
  CHECK(std::string(trouble_of(
            decode_error(R"({"error":{"code":"quota_exceeded","message":"m"}})", 429))) == "daily");
}

TEST_CASE("recorded error bodies") {
  for (const std::string& path : recordings("google-429-retry-info.json")) {
    const ApiError error = decode_error(read_file(path), 429);
    CHECK(error.code == "RESOURCE_EXHAUSTED");
    CHECK(error.http_status == 429);
    CHECK(error.retry_ms == 34400);
    CHECK_FALSE(error.daily);
  }
}

TEST_CASE("find_error finds what says something, and only in JSON") {
  const auto find = [](const char* text) {
    return find_error(nlohmann::json::parse(text, nullptr, false));
  };
  CHECK(find(R"({"error":{"code":"c","message":"m"}})").code == "c");
  CHECK(find(R"([{"error":{"code":503,"status":"UNAVAILABLE"}}])").code == "UNAVAILABLE");
  CHECK(find(R"({"error":"words"})").message == "words");
  for (const char* const none : {"", "words", "{}", "[]", R"({"error":{}})", R"({"error":null})",
                                 R"({"error":{"code":0,"message":""}})", R"({"message":"m"})"}) {
    CAPTURE(none);
    CHECK(find(none).empty());
  }
}

}  // namespace
}  // namespace parley
