// Which answer for which request: the place of the model. Pure: the same arguments always give the
// same answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "answer.h"
#include "request.h"
#include "switches.h"

namespace parley::demo {

struct Scene {
  const CreateRequest& request;
  const Prompt& prompt;                     // the last message of the user
  const std::vector<std::string>& history;  // steps before this request's input
  std::uint64_t seed = 0;                   // of ids and signatures
};

Answer plan_answer(const Scene& scene);

// The last message of the user in these steps.
std::string last_message(const std::vector<std::string>& steps);

// --- Parts, in sources of their own ---

// Calls to the request's own functions; false: this scene asks for none.
bool plan_function_calls(const Scene& scene, Answer* answer);
// The words for function results at the end of the input; "" when there are none there.
std::string function_result_text(const Scene& scene);
// Refuses results nobody asked for, and calls without their signature: wire.md 7. The message, or
// "" when all is well; the error's code goes to `code`.
std::string check_function_results(const CreateRequest& request,
                                   const std::vector<std::string>& history, std::string* code);

// Searches, runs code or reads URLs if the tools are there: adds their steps and `text` with what
// they brought. False: none of them applies.
bool plan_server_tools(const Scene& scene, const std::string& text, Answer* answer);
// The part of it whose tools bring sources: search, maps, files.
bool plan_grounding(const Scene& scene, const std::string& text, Answer* answer);
// Deep research and the sandbox agent.
void plan_agent(const Scene& scene, Answer* answer);

std::vector<std::string> summaries_for(const Scene& scene);
Step opening_thought(const Scene& scene);

}  // namespace parley::demo
