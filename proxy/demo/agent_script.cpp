// Runs of agents: deep research, and the agent with a sandbox.
#include "interaction_id.h"
#include "models.h"
#include "script.h"
#include "texts.h"

namespace parley::demo {
namespace {

// Long runs send thoughts with empty signatures (wire.md 6.4).
Step research_thought(const Scene& scene, std::size_t number) {
  std::vector<std::string> summaries;
  if (scene.request.summaries || scene.prompt.has("thoughts")) {
    summaries = {thought_summary(2 * number, scene.prompt.text),
                 thought_summary(2 * number + 1, scene.prompt.text)};
  }
  Step step = thought_step(summaries, "");
  step.deltas.push_back({R"({"signature":"","type":"thought_signature"})", 20});
  return step;
}

// The report's first finding has a source, as findings do.
Step report_step(const Scene& scene) {
  const std::string text = report_text(scene.prompt.text);
  Step step = text_step(text, scene.seed);
  const std::size_t start = text.find("A background run goes on");
  const std::size_t end = text.find('.', start) + 1;
  step.deltas.push_back(annotations_delta(
      R"([{"start_index":)" + std::to_string(start) + R"(,"end_index":)" + std::to_string(end) +
      R"(,"url":"https://example.com/background","title":"example.com","type":"url_citation"}])"));
  return step;
}

void plan_research(const Scene& scene, Answer* answer) {
  const std::string& topic = scene.prompt.text;
  answer->steps.push_back(research_thought(scene, 0));
  if (scene.request.collaborative_planning) {
    answer->steps.push_back(text_step(
        "**Research plan** (scripted by the demo)\n\nSubject: " + topic +
            "\n\n1. Collect sources\n2. Compare what they say\n3. Write the report\n\nSay what to "
            "change, or approve the plan to start.",
        scene.seed));
    return;
  }
  answer->steps.push_back(research_thought(scene, 1));
  answer->steps.push_back(report_step(scene));
  answer->steps.push_back(research_thought(scene, 2));
  answer->steps.push_back(
      text_step("## Conclusion\n\nThe report ends here, in a step of its own, "
                "so that clients must join the steps.\n",
                scene.seed + 1));
}

Step function_result_step(std::string_view id, std::string_view name, std::string_view result) {
  Step step{R"({"call_id":)" + json_string(id) + R"(,"type":"function_result","name":)" +
                json_string(name) + R"(,"result":""})",
            {}};
  step.deltas.push_back(
      {R"({"type":"function_result","result":)" + json_string(result) + R"(,"is_error":false})",
       6});
  return step;
}

// The agent answers its own calls: clients must not.
void plan_sandbox(const Scene& scene, Answer* answer) {
  const std::string id = call_id(scene.seed, 50);
  const bool older = scene.request.agent == "antigravity-preview-05-2026";
  const std::string name = older ? "write_file" : "write_to_file";
  answer->steps.push_back(opening_thought(scene));
  answer->steps.push_back(
      function_call_step(id, name, R"({"path":"hello.py","content":"print(\"hello\")\n"})", 2));
  answer->steps.push_back(function_result_step(id, name, "hello.py written"));
  const std::string run = call_id(scene.seed, 51);
  answer->steps.push_back(server_tool_step(
      "code_execution_call", run, R"("arguments":{"language":"bash","code":"python3 hello.py"})",
      scene.seed + 51));
  answer->steps.push_back(server_tool_step(
      "code_execution_result", run, R"("result":"hello\n","is_error":false)", scene.seed + 52));
  answer->steps.push_back(text_step(
      "The demo's sandbox agent pretended to write and to run `hello.py`. You asked:\n\n" +
          scene.prompt.text,
      scene.seed));
}

}  // namespace

void plan_agent(const Scene& scene, Answer* answer) {
  if (is_deep_research(scene.request.agent)) {
    plan_research(scene, answer);
  } else {
    plan_sandbox(scene, answer);
  }
}

}  // namespace parley::demo
