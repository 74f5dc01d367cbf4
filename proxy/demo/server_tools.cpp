// Tools that the service itself runs: search with citations, code, pages behind URLs. Nothing is
// really looked up or run.
#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "encoding.h"
#include "interaction_id.h"
#include "memory.h"
#include "script.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string redirect_url(std::uint64_t seed) {
  return "https://vertexaisearch.cloud.google.com/grounding-api-redirect/" +
         base64url(scramble(seed, 120));
}

// The chips that the service wants shown: style and markup of at least five kilobytes.
std::string suggestions_html(std::string_view query) {
  std::string escaped;
  for (const char c : utf8_prefix(query, 200)) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else {
      escaped += c;
    }
  }
  std::string html = "<style>\n";
  for (int i = 0; i < 60; ++i) {
    html +=
        ".demo-chip-" + std::to_string(i) +
        " { border: 1px solid #1f1f1f; border-radius: 16px; padding: 5px 10px; color: #1f1f1f }\n";
  }
  html += "</style>\n<div class=\"container\"><div class=\"carousel\">";
  html += "<a class=\"demo-chip-0\" href=\"https://www.google.com/search\">" + escaped + "</a>";
  return html + "</div></div>\n";
}

struct CitedText {
  std::string text;
  Json annotations = Json::array();
};

// Sentences with their sources. Indices are bytes (wire.md 3.5), and the text is not only ASCII,
// so that counting anything else shows. Two sources share a range, and one source comes twice.
void cite(CitedText* cited, const std::string& sentence, std::uint64_t seed,
          std::initializer_list<const char*> hosts) {
  const std::size_t start = cited->text.size();
  cited->text += sentence;
  for (const char* host : hosts) {
    cited->annotations.push_back({{"start_index", start},
                                  {"end_index", cited->text.size()},
                                  {"url", redirect_url(hash_of(host) + seed)},
                                  {"title", host},
                                  {"type", "url_citation"}});
  }
}

CitedText searched_text(const std::string& text, std::uint64_t seed) {
  CitedText cited;
  cited.text = text + "\n\nThe demo searched (not really) and found:\n\n* ";
  cite(&cited,
       "The Sagrada Fam\xc3\xadlia \xe2\x80\x93 Gaud\xc3\xad\xe2\x80\x99s basilica \xe2\x80\x93 "
       "has been under construction since 1882.",
       seed, {"example.com", "example.org"});
  cited.text += "\n* ";
  cite(&cited, "Tokyo (\xe6\x9d\xb1\xe4\xba\xac) is the capital of Japan.", seed, {"example.net"});
  cited.text += "\n* ";
  cite(&cited, "Rivers flow downhill \xf0\x9f\x8c\x8a.", seed, {"example.com"});
  return cited;
}

void add_search(const Scene& scene, const std::string& text, Answer* answer) {
  const std::string id = call_id(scene.seed, 20);
  const std::string query =
      scene.prompt.text.empty() ? "demo" : utf8_prefix(scene.prompt.text, 300);
  const bool first_generation = scene.request.model.substr(0, 10) == "gemini-2.5";
  const std::uint64_t sign = first_generation ? 0 : scene.seed + 20;
  const Step call =
      server_tool_step("google_search_call", id,
                       R"("arguments":)" + dump({{"queries", Json::array({query})}}), sign);
  const Step result = server_tool_step(
      "google_search_result", id,
      R"("result":)" + dump(Json::array({{{"search_suggestions", suggestions_html(query)}}})) +
          R"(,"is_error":false)",
      sign);
  const CitedText cited = searched_text(text, scene.seed);
  Step output = text_step(cited.text, scene.seed);
  output.deltas.push_back(annotations_delta(dump(cited.annotations)));
  auto& steps = answer->steps;
  // Which comes first depends on the model: wire.md 4.2.
  if (first_generation) {
    steps.insert(steps.end(), {opening_thought(scene), output, call, result});
  } else {
    steps.insert(steps.end(), {call, result, opening_thought(scene), output});
  }
  answer->usage.searches = 1;
  answer->usage.tool_use += 96;
}

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
  if (request.has_tool("google_search") || scene.prompt.has("search")) {
    add_search(scene, whole, answer);
    return true;
  }
  if (answer->steps.empty()) return false;
  answer->steps.push_back(opening_thought(scene));
  answer->steps.push_back(text_step(whole, scene.seed));
  return true;
}

}  // namespace parley::demo
