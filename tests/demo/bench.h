// A demo upstream to test, and the few words that requests to it are made of. Include
// <nlohmann/json.hpp> before it: no header here includes the JSON library.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "demo/demo_upstream.h"
#include "http_client.h"

namespace parley::demo {

using Json = nlohmann::ordered_json;

class Bench {
 public:
  explicit Bench(int pace_ms = 0) : demo_({std::chrono::milliseconds(pace_ms), ""}) {
    std::string error;
    if (!demo_.start(&error)) throw std::runtime_error(error);
  }
  std::string url() const { return demo_.url(); }

  // POST interactions with these members (a JSON object), for gemini-3.8-flash unless they say.
  Answered post(const std::string& members) const {
    return fetch(url(), "POST", "/v1beta/interactions", with_model(members));
  }
  Json create(const std::string& members) const { return Json::parse(post(members).body); }
  Answered get(const std::string& id, const std::string& query = "") const {
    return fetch(url(), "GET", "/v1beta/interactions/" + id + query);
  }
  Answered cancel(const std::string& id) const {
    return fetch(url(), "POST", "/v1beta/interactions/" + id + "/cancel");
  }

  static std::string with_model(const std::string& members) {
    Json body = Json::parse(members);
    if (!body.contains("model") && !body.contains("agent")) body["model"] = "gemini-3.8-flash";
    return body.dump();
  }

 private:
  DemoUpstream demo_;
};

// A value as JSON text: bodies are written as text, which compiles in a tenth of the time that
// nested initializer lists take under sanitizers.
template <class Value>
std::string j(const Value& value) {
  return Json(value).dump();
}

// The events of a stream in the plain framing; [DONE] is left out.
inline std::vector<Json> events_of(const std::string& body) {
  std::vector<Json> out;
  std::size_t from = 0;
  while ((from = body.find("data: ", from)) != std::string::npos) {
    const std::size_t end = body.find('\n', from);
    const std::string data = body.substr(from + 6, end - from - 6);
    if (data != "[DONE]") out.push_back(Json::parse(data));
    from = end;
  }
  return out;
}

inline std::vector<std::string> types_of(const std::vector<Json>& events) {
  std::vector<std::string> out;
  for (const Json& event : events) out.push_back(event["event_type"]);
  return out;
}

// All text of a resource's model_output steps.
inline std::string text_of(const Json& resource) {
  std::string out;
  if (!resource.contains("steps")) return out;
  for (const Json& step : resource["steps"]) {
    if (step["type"] != "model_output" || !step.contains("content")) continue;
    for (const Json& content : step["content"]) {
      if (content["type"] == "text") out += content["text"].get<std::string>();
    }
  }
  return out;
}

// All text deltas of a stream.
inline std::string streamed_text(const std::vector<Json>& events) {
  std::string out;
  for (const Json& event : events) {
    if (event["event_type"] == "step.delta" && event["delta"].value("type", "") == "text") {
      out += event["delta"]["text"].get<std::string>();
    }
  }
  return out;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace parley::demo
