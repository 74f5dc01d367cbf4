#include "turns/turn.h"

#include <utility>

namespace parley {

void Turn::append_steps(std::vector<std::string>* steps) const {
  steps->push_back(user_input_json(message, message_input_json(settings->json, message)));
  steps->insert(steps->end(), answer.rounds().begin(), answer.rounds().end());
}

std::string Turn::body(std::vector<std::string> history) const {
  RequestParts parts;
  parts.settings = settings->json;
  std::string attached;
  if (answer.rounds().empty()) {
    attached = message_input_json(settings->json, message);
    parts.message = message;
    parts.input_json = attached;
  } else {
    parts.message = said;
    if (results) parts.input_json = answer.rounds().back();
    parts.continuation_token = token;
  }
  parts.previous_interaction_id = continues;
  parts.environment = environment;
  if (continues.empty()) {
    parts.history = std::move(history);
    if (!answer.rounds().empty()) {
      append_steps(&parts.history);
      parts.history.pop_back();  // the input itself
    }
  }
  return encode_request(parts);
}

std::vector<std::string> history(const TurnQueue& queue, const std::map<TurnId, Turn>& turns,
                                 TurnId turn) {
  std::vector<TurnId> path;
  for (TurnId each = turn; each != kNoTurn; each = queue.parent(each)) path.push_back(each);
  std::vector<std::string> steps;
  for (auto each = path.rbegin(); each != path.rend(); ++each) {
    const Turn& past = turns.at(*each);
    past.append_steps(&steps);
    steps.push_back(past.answer.interaction().steps_json());
  }
  return steps;
}

}  // namespace parley
