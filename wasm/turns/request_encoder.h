// Turn, settings and parent to the JSON body of POST /interactions. One of the three sources that
// know JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley {

// Members of the body that follow from the conversation, whatever settings say. `attachments` is
// none of the body, see message_input_json.
inline constexpr const char* kOwnMembers[] = {"input", "stream", "previous_interaction_id",
                                              "continuation_token", "attachments"};

struct RequestParts {
  std::string_view settings;    // JSON object; members go into the body as they are, but for
                                // kOwnMembers
  std::string_view message;     // what the user wrote
  std::string_view input_json;  // if not empty: used as `input` instead of message (array of steps
                                // or content)
  std::string_view previous_interaction_id;  // "" none
  std::string_view continuation_token;       // "" none; with it and a previous interaction, `input`
                                             // is left out (the API forbids it there)
  std::string_view environment;  // the sandbox to go on in, where settings ask for a fresh one: who
                                 // goes on without it would lose it; "" none
  // Stateless history, oldest first, each a JSON array of steps (the user's input included).
  // If not empty, `input` is all of these steps and then the message as a user_input step.
  std::vector<std::string> history;
};

// The body, `stream` true. "" when settings or input_json is not JSON of the right kind.
std::string encode_request(const RequestParts& parts);

// What the session itself must know of settings. Defaults are the API's.
struct SettingsFacts {
  bool valid = false;  // a JSON object
  bool store = true;
  bool background = false;
  bool agent = false;
};
SettingsFacts read_settings(std::string_view settings);

// A message with what is attached to it: a JSON array of content, to be used as input_json; "" when
// nothing is. Its settings say what: {"attachments":[{"content":{"type":"image",...},...},...]}.
std::string message_input_json(std::string_view settings, std::string_view message);

// Results of functions, a JSON array of steps, of which some have in place of `result` what
// somebody wrote: `typed`. The service takes a text, an object, or a list of content: what the text
// is as JSON where that is one of these, else the text. What is no array is given back.
std::string typed_results(std::string_view results);

// A JSON array of one user_input step for what the user wrote: stateless history needs it, since
// replies do not repeat it. input_json as above.
std::string user_input_json(std::string_view message, std::string_view input_json);

}  // namespace parley
