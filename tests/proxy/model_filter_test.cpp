#include "rules/model_filter.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

const std::vector<std::string> kFlash = {"gemini-*-flash", "exact"};

ModelVerdict check(const std::string& body) { return check_model(body, kFlash); }

TEST_CASE("globs") {
  CHECK(glob_matches("", ""));
  CHECK_FALSE(glob_matches("", "a"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("a*c", "abbc"));
  CHECK(glob_matches("a*b*c", "axbxbxc"));
  CHECK_FALSE(glob_matches("a*c", "abb"));
  CHECK(glob_matches("a?c", "abc"));
  CHECK_FALSE(glob_matches("a?c", "ac"));
  CHECK(glob_matches("gemini-*", "gemini-"));
  CHECK_FALSE(glob_matches("gemini", "gemini-3"));
}

TEST_CASE("allowed and not") {
  CHECK(check(R"({"model":"gemini-3.8-flash","input":"hi"})") == ModelVerdict::kAllowed);
  CHECK(check(R"( { "input" : [ {"model":"x"} ] , "agent" : "exact" } )") ==
        ModelVerdict::kAllowed);
  CHECK(check(R"({"model":"gemini-3.8-pro"})") == ModelVerdict::kNotAllowed);
  CHECK(check(R"({"input":"a\"b","agent":"deep-research"})") == ModelVerdict::kNotAllowed);
  CHECK(check(R"({"mod\u0065l":"gemini-3.8-pro"})") == ModelVerdict::kNotAllowed);
  CHECK(check(R"({"model":"gemini\u002d3-flash"})") == ModelVerdict::kAllowed);
}

TEST_CASE("exactly one model or agent is named") {
  for (const char* body :
       {"{}", R"({"input":"model"})", R"({"model":""})", R"({"Model":"exact"})",
        R"({"input":{"model":"exact"}})", R"({"model":"exact","agent":"exact"})",
        R"({"model":"exact","agent":"other"})", R"({"model":"exact","agent":null})"}) {
    CAPTURE(body);
    CHECK(check(body) == ModelVerdict::kNotReadable);
  }
}

TEST_CASE("without a list anything goes, readable or not") {
  CHECK(check_model("nonsense", {}) == ModelVerdict::kAllowed);
}

TEST_CASE("what two readers could read differently is refused") {
  for (const char* body : {"",
                           "[]",
                           "null",
                           "{",
                           R"({"model":"exact"} {})",
                           R"({"model":"exact","model":"other"})",
                           R"({"model":"exact","mod\u0065l":"other"})",
                           R"({model:"other"})",
                           R"({'model':'other'})",
                           R"({"a":'}',"model":"other"})",
                           R"({/**/"model":"other"})",
                           R"({"a":1,})",
                           R"({"a"})",
                           R"({"model":["other"]})",
                           R"({"model":null})",
                           R"({"a":})",
                           R"({"a":]})",
                           R"({"a":"})",
                           "{\"a\":\"\n\"}",
                           R"({"model":"\x"})",
                           R"({"model":"\u12"})"}) {
    CAPTURE(body);
    CHECK(check(body) == ModelVerdict::kNotReadable);
  }
  CHECK(check("{\"a\":" + std::string(100'000, '[')) == ModelVerdict::kNotReadable);
}

}  // namespace
}  // namespace parley
