// The request's own functions: when to call them, with what, and what to say to their results.
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "dump.h"
#include "interaction_id.h"
#include "json_members.h"
#include "memory.h"
#include "schema_value.h"
#include "script.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

// "getCurrentWeather", "get_current_weather" -> get, current, weather
std::vector<std::string> words_of_name(std::string_view name) {
  std::vector<std::string> out(1);
  for (const char c : name) {
    const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if ((upper || !letter) && !out.back().empty()) out.emplace_back();
    if (letter) out.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

// Words that belong together, so that "what time is it?" finds a clock.
bool related(std::string_view word, std::string_view prompt) {
  const std::initializer_list<std::string_view> kFamilies[] = {
      {"time", "clock", "date", "today", "o'clock"},
      {"dice", "die", "roll", "random"},
      {"calculate", "calculator", "compute", "evaluate", "add", "sum", "plus", "times", "+", "*"},
      {"weather", "temperature", "forecast", "rain", "warm", "cold"},
      {"search", "find", "lookup", "look up"},
  };
  return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](const auto& family) {
    return std::find(family.begin(), family.end(), word) != family.end() &&
           contains_any(prompt, family);
  });
}

bool mentions(const std::string& prompt, const std::string& name) {
  if (prompt.find(lower_case(name)) != std::string::npos) return true;
  const std::vector<std::string> words = words_of_name(name);
  return std::any_of(words.begin(), words.end(), [&prompt](const std::string& word) {
    const bool telling = word.size() > 3 && prompt.find(word) != std::string::npos;
    return telling || related(word, prompt);
  });
}

std::vector<const Tool*> callable(const CreateRequest& request) {
  std::vector<const Tool*> out;
  for (const Tool& tool : request.tools) {
    const auto& allowed = request.allowed_tools;
    const bool may =
        allowed.empty() || std::find(allowed.begin(), allowed.end(), tool.name) != allowed.end();
    if (tool.type == "function" && may) out.push_back(&tool);
  }
  return out;
}

bool ends_with_results(const CreateRequest& request) {
  return !request.input.empty() && string_member(Json::parse(request.input.back(), nullptr, false),
                                                 "type") == "function_result";
}

// What is to be called, in order; empty: nothing.
std::vector<const Tool*> wanted(const Scene& scene) {
  const CreateRequest& request = scene.request;
  std::vector<const Tool*> functions = callable(request);
  if (functions.empty() || request.tool_choice == ToolChoice::kNone) return {};
  const std::string prompt = lower_case(scene.prompt.text);
  const bool answering = ends_with_results(request);
  const bool parallel =
      scene.prompt.has("parallel") || prompt.find("parallel") != std::string::npos;
  if (parallel && !answering) {
    if (functions.size() == 1) functions.push_back(functions[0]);
    return functions;
  }
  if (request.tool_choice == ToolChoice::kAny) return {functions[0]};
  if (answering) return {};
  for (const Tool* tool : functions) {
    if (mentions(prompt, tool->name)) return {tool};
  }
  const bool asked = scene.prompt.has("completed-call") ||
                     contains_any(prompt, {"call a function", "call the function", "use a tool",
                                           "use the tool", "call a tool", "function call"});
  if (!asked) return {};
  return {functions[0]};
}

// Where the turn that is being answered begins: signatures of earlier turns are not asked for.
std::size_t start_of_turn(const std::vector<std::string>& input) {
  std::size_t start = input.size();
  while (start > 0) {
    --start;
    if (string_member(Json::parse(input[start], nullptr, false), "type") == "user_input") break;
  }
  return start;
}

// Clients that know no other calls (@ai-sdk/google) send those of the service's own tools back as
// function calls, without signature and without result.
bool names_server_tool(const Json& step) {
  constexpr const char* kNames[] = {"google_search", "code_execution", "url_context", "google_maps",
                                    "file_search"};
  return among(kNames, string_member(step, "name"));
}

std::string result_words(const Json& result) {
  if (result.is_string()) return result.get<std::string>();
  const Json* contents = nullptr;
  if (result.is_array()) contents = &result;
  if (result.is_object() && result.contains("content") && result["content"].is_array()) {
    contents = &result["content"];
  }
  std::string text;
  if (contents != nullptr) {
    for (const Json& content : *contents) {
      if (content.is_object()) text += string_member(content, "text");
    }
  }
  return text.empty() ? dump(result) : text;
}

}  // namespace

bool plan_function_calls(const Scene& scene, Answer* answer) {
  const std::vector<const Tool*> calls = wanted(scene);
  if (calls.empty()) return false;
  answer->steps.push_back(opening_thought(scene));
  int number = 0;
  for (const Tool* tool : calls) {
    const std::string arguments =
        tool->parameters.empty() ? "{}" : schema_value(tool->parameters, scene.prompt.text, number);
    // Short arguments come whole, longer ones in pieces: both were recorded.
    const int pieces = arguments.size() > 40 ? 3 : 1;
    answer->steps.push_back(
        function_call_step(call_id(scene.seed, number), tool->name, arguments, pieces));
    ++number;
  }
  answer->status = scene.prompt.has("completed-call") ? "completed" : "requires_action";
  return true;
}

std::string function_result_text(const Scene& scene) {
  if (!ends_with_results(scene.request)) return "";
  std::string out;
  for (const std::string& text : scene.request.input) {
    const Json step = Json::parse(text, nullptr, false);
    if (string_member(step, "type") != "function_result") {
      out.clear();  // results of an earlier round
      continue;
    }
    const std::string name = string_member(step, "name");
    const bool failed = step.contains("is_error") && step["is_error"] == true;
    out += (out.empty() ? "" : "\n\n") + std::string("The function ") +
           (name.empty() ? "" : "`" + name + "` ") + (failed ? "failed: " : "returned: ") +
           result_words(step["result"]);
  }
  return out + "\n\n(Scripted by the demo.)";
}

std::string check_function_results(const CreateRequest& request,
                                   const std::vector<std::string>& history, std::string* code) {
  *code = "invalid_request";
  const std::size_t turn = start_of_turn(request.input);
  std::vector<std::string> open;  // calls without a result so far
  bool signed_turn = true;        // of what came through the server, the signatures are known
  bool results = false;
  // `checked`: sent by the client as part of the turn that is being answered.
  const auto read = [&](const std::string& text, bool checked) -> std::string {
    const Json step = Json::parse(text, nullptr, false);
    const std::string type = string_member(step, "type");
    if (type == "user_input") {
      signed_turn = !checked;
    } else if (type == "thought") {
      signed_turn = signed_turn || !string_member(step, "signature").empty();
    } else if (type == "function_call" && !names_server_tool(step)) {
      const bool older_model = request.model.substr(0, 10) == "gemini-2.5";
      if (checked && !signed_turn && !older_model) {
        *code = "missing_thought_signature";
        return "Function call '" + string_member(step, "name") +
               "' is missing a thought signature.";
      }
      open.push_back(string_member(step, "id"));
    } else if (type == "function_result") {
      const auto call = std::find(open.begin(), open.end(), string_member(step, "call_id"));
      if (call == open.end()) {
        return "No function call with id '" + string_member(step, "call_id") +
               "' waits for a result.";
      }
      open.erase(call);
      results = true;
    }
    return "";
  };
  for (const std::string& step : history) {
    if (std::string message = read(step, false); !message.empty()) return message;
  }
  results = false;
  for (std::size_t i = 0; i < request.input.size(); ++i) {
    if (std::string message = read(request.input[i], i >= turn); !message.empty()) return message;
  }
  if (results && !open.empty()) {
    return "The number of function results does not match the number of function calls: '" +
           open.front() + "' has none.";
  }
  return "";
}

}  // namespace parley::demo
