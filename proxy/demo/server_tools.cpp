// Tools that the service itself runs: code, pages behind URLs, and those of grounding.cpp. Nothing
// is really looked up or run.
#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "dump.h"
#include "encoding.h"
#include "interaction_id.h"
#include "memory.h"
#include "script.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

std::vector<long> whole_numbers(std::string_view text) {
  std::vector<long> out;
  for (std::size_t i = 0; i < text.size() && out.size() < 20; ++i) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) continue;
    const std::string digits(text.substr(i, 9));
    char* end = nullptr;
    out.push_back(std::strtol(digits.c_str(), &end, 10));
    i += static_cast<std::size_t>(end - digits.c_str());
  }
  return out;
}

std::string run_code(const Scene& scene, Answer* answer) {
  std::vector<long> numbers = whole_numbers(scene.prompt.text);
  if (numbers.empty()) numbers = {6, 7};
  long sum = 0;
  for (const long number : numbers) sum += number;
  const std::string code = "numbers = " + dump(numbers) + "\nprint(sum(numbers))\n";
  const std::string output = std::to_string(sum) + "\n";
  const std::string id = call_id(scene.seed, 30);
  answer->steps.push_back(server_tool_step(
      "code_execution_call", id, R"("arguments":)" + dump({{"language", "python"}, {"code", code}}),
      scene.seed + 30));
  answer->steps.push_back(server_tool_step(
      "code_execution_result", id, R"("result":)" + json_string(output) + R"(,"is_error":false)",
      scene.seed + 31));
  answer->usage.tool_use += tokens_of(code) + tokens_of(output);
  return "\n\nThe demo pretended to run some Python: the sum is " + std::to_string(sum) + ".";
}

std::vector<std::string> urls_in(std::string_view text) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while ((from = text.find("http", from)) != std::string_view::npos && out.size() < 20) {
    const std::string_view rest = text.substr(from);
    const std::size_t end = std::min(rest.find_first_of(" \n\t\r\"'<>)"), rest.size());
    const bool is_url = rest.substr(0, 7) == "http://" || rest.substr(0, 8) == "https://";
    if (is_url) out.emplace_back(rest.substr(0, end));
    from += end;
  }
  return out;
}

std::string read_urls(const Scene& scene, const std::vector<std::string>& urls, Answer* answer) {
  const std::string id = call_id(scene.seed, 40);
  Json results = Json::array();
  for (const std::string& url : urls) {
    const bool missing = url.find(".invalid") != std::string::npos;
    results.push_back({{"url", url}, {"status", missing ? "error" : "success"}});
  }
  answer->steps.push_back(server_tool_step(
      "url_context_call", id, R"("arguments":)" + dump({{"urls", urls}}), scene.seed + 40));
  answer->steps.push_back(server_tool_step("url_context_result", id,
                                           R"("result":)" + dump(results) + R"(,"is_error":false)",
                                           scene.seed + 41));
  answer->usage.tool_use += 64;
  return "\n\nThe demo pretended to read " + std::to_string(urls.size()) + " page(s).";
}

}  // namespace

bool plan_server_tools(const Scene& scene, const std::string& text, Answer* answer) {
  if (lower_case(scene.prompt.text.substr(0, 5)) == "echo:") return false;
  const CreateRequest& request = scene.request;
  std::string whole = text;
  const std::vector<std::string> urls = urls_in(scene.prompt.text);
  if (request.has_tool("url_context") && !urls.empty()) whole += read_urls(scene, urls, answer);
  if (request.has_tool("code_execution")) whole += run_code(scene, answer);
  if (plan_grounding(scene, whole, answer)) return true;
  if (answer->steps.empty()) return false;
  answer->steps.push_back(opening_thought(scene));
  answer->steps.push_back(text_step(whole, scene.seed));
  return true;
}

}  // namespace parley::demo
