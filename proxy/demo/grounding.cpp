// Tools that ground an answer: search, maps, files. Their sources are cited in it.
#include <nlohmann/json.hpp>

#include "dump.h"
#include "encoding.h"
#include "interaction_id.h"
#include "script.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

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

// An answer with its citations. Indices are bytes (wire.md 3.5), and the text is not only ASCII, so
// that counting anything else shows.
struct CitedText {
  std::string text;
  Json annotations = Json::array();
};

// A sentence with its sources. Where there are several they share a range.
void cite(CitedText* cited, const std::string& sentence, const Json& sources) {
  const std::size_t start = cited->text.size();
  cited->text += sentence;
  for (const Json& source : sources) {
    Json annotation = {{"start_index", start}, {"end_index", cited->text.size()}};
    annotation.update(source);
    cited->annotations.push_back(annotation);
  }
}

Json web_page(const char* host, std::uint64_t seed) {
  return {{"url", redirect_url(hash_of(host) + seed)}, {"title", host}, {"type", "url_citation"}};
}

struct Grounded {
  CitedText cited;
  std::vector<Step> calls;  // each call before its result
  std::uint64_t seed;       // of call ids and signatures
  bool is_signed;
};

// `asked` and `found`: members of the call and of its result.
void add_call(Grounded* grounded, const std::string& tool, int number, const std::string& asked,
              const std::string& found) {
  const std::uint64_t seed = grounded->seed + static_cast<std::uint64_t>(number);
  const std::string id = call_id(grounded->seed, number);
  const std::uint64_t sign = grounded->is_signed ? seed : 0;
  grounded->calls.push_back(server_tool_step(tool + "_call", id, asked, sign));
  grounded->calls.push_back(server_tool_step(tool + "_result", id, found, sign));
}

std::string query_of(const Scene& scene) {
  return scene.prompt.text.empty() ? "demo" : utf8_prefix(scene.prompt.text, 300);
}

std::string queries(const std::string& query) {
  return R"("arguments":)" + dump({{"queries", Json::array({query})}});
}

void search(const Scene& scene, Grounded* grounded) {
  const std::string query = query_of(scene);
  const std::uint64_t seed = scene.seed;
  const Json suggestions = Json::array({{{"search_suggestions", suggestions_html(query)}}});
  add_call(grounded, "google_search", 20, queries(query),
           R"("result":)" + dump(suggestions) + R"(,"is_error":false)");
  CitedText* cited = &grounded->cited;
  cited->text += "\n\nThe demo searched (not really) and found:\n\n* ";
  cite(cited,
       "The Sagrada Fam\xc3\xadlia \xe2\x80\x93 Gaud\xc3\xad\xe2\x80\x99s basilica \xe2\x80\x93 "
       "has been under construction since 1882.",
       {web_page("example.com", seed), web_page("example.org", seed)});
  cited->text += "\n* ";
  cite(cited, "Tokyo (\xe6\x9d\xb1\xe4\xba\xac) is the capital of Japan.",
       Json::array({web_page("example.net", seed)}));
  cited->text += "\n* ";
  // One source comes twice.
  cite(cited, "Rivers flow downhill \xf0\x9f\x8c\x8a.",
       Json::array({web_page("example.com", seed)}));
}

void look_at_maps(const Scene& scene, Grounded* grounded) {
  const Json place = {{"name", "Caf\xc3\xa9 Parley"},
                      {"place_id", "demo_" + base64url(scramble(scene.seed, 12))},
                      {"url", "https://maps.google.com/?cid=4711"}};
  Json source = place;
  source["type"] = "place_citation";
  add_call(grounded, "google_maps", 22, queries(query_of(scene)),
           R"("result":)" + dump(Json::array({{{"places", Json::array({place})}}})));
  grounded->cited.text += "\n\nThe demo looked at a map (not really):\n\n* ";
  cite(&grounded->cited, "Caf\xc3\xa9 Parley is open until late.", Json::array({source}));
}

void search_files(Grounded* grounded) {
  const Json source = {{"document_uri", "fileSearchStores/demo/documents/handbook"},
                       {"file_name", "handbook.pdf"},
                       {"page_number", 7},
                       {"type", "file_citation"}};
  add_call(grounded, "file_search", 24, R"("signature":"")", R"("result":[])");
  grounded->cited.text += "\n\nThe demo searched files (not really):\n\n* ";
  cite(&grounded->cited, "Nothing is lost \xe2\x80\x93 page 7 of the handbook says so.",
       Json::array({source}));
}

}  // namespace

bool plan_grounding(const Scene& scene, const std::string& text, Answer* answer) {
  const CreateRequest& request = scene.request;
  const bool older = request.model.substr(0, 10) == "gemini-2.5";
  Grounded grounded{{text, Json::array()}, {}, scene.seed, !older};
  if (request.has_tool("google_search") || scene.prompt.has("search")) {
    search(scene, &grounded);
    answer->usage.grounding["google_search"] = 1;
  }
  if (request.has_tool("google_maps")) {
    look_at_maps(scene, &grounded);
    answer->usage.grounding["google_maps"] = 1;
  }
  if (request.has_tool("file_search")) search_files(&grounded);
  if (grounded.calls.empty()) return false;
  Step output = text_step(grounded.cited.text, scene.seed);
  output.deltas.push_back(annotations_delta(dump(grounded.cited.annotations)));
  const auto& calls = grounded.calls;
  auto& steps = answer->steps;
  // Which comes first depends on the model: wire.md 4.2.
  if (older) {
    steps.insert(steps.end(), {opening_thought(scene), output});
    steps.insert(steps.end(), calls.begin(), calls.end());
  } else {
    steps.insert(steps.end(), calls.begin(), calls.end());
    steps.insert(steps.end(), {opening_thought(scene), output});
  }
  answer->usage.tool_use += 48 * static_cast<long>(calls.size());
  return true;
}

}  // namespace parley::demo
