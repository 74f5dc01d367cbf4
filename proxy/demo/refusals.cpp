#include "refusals.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>

#include "encoding.h"

namespace parley::demo {
namespace {

std::string decimal_seconds(long millis) {
  char text[32];
  std::snprintf(text, sizeof text, "%ld.%03ld", millis / 1000, millis % 1000);
  std::string out = text;
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

ApiError quota_refusal(const Switch& found) {
  const std::string seconds = decimal_seconds(found.milliseconds(1000, 5000));
  if (found.has("plain")) {
    return api_error("rate_limit_exceeded", "Too many requests. Please retry later.");
  }
  if (found.has("text")) {
    return rpc_error(429, "You exceeded your current quota. Please retry in " + seconds + "s.");
  }
  return quota_error(seconds, found.has("daily"));
}

ApiError html_page() {
  return {502,
          "<!DOCTYPE html><html><head><title>Error 502</title></head><body><h1>502</h1>"
          "<p>The server encountered a temporary error.</p></body></html>\n",
          "text/html; charset=UTF-8"};
}

bool is_status(const std::string& name) {
  return name.size() == 3 && (name[0] == '4' || name[0] == '5') &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

long turns_of(const Switch& item) { return item.has("once") ? 1 : item.has("twice") ? 2 : 0; }

}  // namespace

ApiError refusal_of(const Prompt& prompt, bool stream) {
  for (const Switch& item : prompt.switches) {
    if (item.name == "gate" && item.values.empty()) {
      return api_error("invalid_request",
                       "demo:gate takes a name of 1 to 64 characters of a-z, 0-9 and '-'.");
    }
    if (item.name == "429") return quota_refusal(item);
    if (item.name == "html") return html_page();
    if (item.name == "array") {
      ApiError error = rpc_error(503, "The service is currently unavailable.");
      error.body = "[" + error.body + "]";
      return error;
    }
    if (item.name == "blocked" && !stream) {
      const std::string code = item.values.empty() ? "safety" : item.values[0];
      return api_error(is_block_code(code) ? code : "safety", "The answer was blocked.");
    }
    if (is_status(item.name)) {
      const int status = std::atoi(item.name.c_str());
      const std::string code = code_of_status(status);
      ApiError error = api_error(code, message_of_code(code));
      error.status = status;
      return error;
    }
  }
  return {};
}

void RepeatCounter::spend(Prompt* prompt) {
  long most = 0;
  for (const Switch& item : prompt->switches) most = std::max(most, turns_of(item));
  if (most == 0) return;
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= kMostMessages) seen_.clear();
  long& seen = seen_[hash_of(prompt->full)];
  const long turn = ++seen;
  if (seen > most) seen = 0;  // the next time it all starts anew
  auto& switches = prompt->switches;
  switches.erase(std::remove_if(switches.begin(), switches.end(),
                                [turn](const Switch& item) {
                                  return turns_of(item) > 0 && turn > turns_of(item);
                                }),
                 switches.end());
}

}  // namespace parley::demo
