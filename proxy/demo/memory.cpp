#include "memory.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "encoding.h"
#include "json_members.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestQuote = 8000;
constexpr std::size_t kLongestInList = 300;

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \n\t\r");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \n\t\r") - start + 1);
}

std::string quote(std::string_view text, std::size_t most = kLongestQuote) {
  std::string out = "\"";
  out += utf8_prefix(text, most);
  return out + (text.size() > most ? " ...\"" : "\"");
}

// "two turns ago", "3 messages ago", "the message before last"; 0: nothing of the kind.
std::size_t distance_asked(std::string_view prompt) {
  constexpr std::string_view kNumbers[] = {"a",   "one",   "two",   "three", "four", "five",
                                           "six", "seven", "eight", "nine",  "ten"};
  if (contains_any(prompt,
                   {"before last", "before the last", "second to last", "second-to-last"})) {
    return 2;
  }
  const std::size_t ago = prompt.find(" ago");
  if (ago == std::string_view::npos) return 0;
  std::vector<std::string> words;
  std::string word;
  for (const char c : prompt.substr(0, ago)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(word);
      word.clear();
    }
  }
  if (words.empty() || !contains_any(word, {"turn", "message", "question", "prompt"})) return 0;
  const std::string& number = words.back();
  if (std::isdigit(static_cast<unsigned char>(number[0])) != 0) {
    return static_cast<std::size_t>(std::min(std::strtol(number.c_str(), nullptr, 10), 1000L));
  }
  for (std::size_t i = 0; i < std::size(kNumbers); ++i) {
    if (number == kNumbers[i]) return std::max<std::size_t>(i, 1);
  }
  return number == "few" || number == "couple" ? 2 : 0;
}

// What is said from `from` on, to the end of the sentence or to the next "and".
std::string rest_of_sentence(std::string_view text, std::size_t from) {
  const std::string_view rest = text.substr(from);
  const std::size_t end = std::min(rest.find_first_of("!?,;\n"), rest.find(" and "));
  std::string_view words = trimmed(rest.substr(0, std::min(end, rest.find(". "))));
  if (!words.empty() && words.back() == '.') words.remove_suffix(1);
  return std::string(words);
}

// "what is my NAME?" -> "name"
std::string thing_asked(std::string_view prompt) {
  if (contains_any(prompt, {"who am i", "my name?", "what am i called"})) return "name";
  for (const std::string_view start : {"what is my ", "what's my ", "what was my ", "tell me my ",
                                       "which is my ", "remember my ", "know my "}) {
    const std::size_t at = prompt.find(start);
    if (at != std::string_view::npos) return rest_of_sentence(prompt, at + start.size());
  }
  return "";
}

// What follows one of the phrases in the newest message that has one. `named`: only if it starts
// with a capital letter.
std::string newest_after(const std::vector<std::string>& said,
                         const std::vector<std::string>& phrases, bool named) {
  for (auto text = said.rbegin(); text != said.rend(); ++text) {
    const std::string lower = lower_case(*text);
    for (const std::string& phrase : phrases) {
      const std::size_t at = lower.find(phrase);
      if (at == std::string::npos) continue;
      const std::string value = rest_of_sentence(*text, at + phrase.size());
      const bool capital = !value.empty() && value[0] >= 'A' && value[0] <= 'Z';
      if (capital || (!named && !value.empty())) return value;
    }
  }
  return "";
}

// What the user said their THING is.
std::string told(const std::vector<std::string>& said, const std::string& thing) {
  const std::string start = "my " + thing;
  const std::string value =
      newest_after(said, {start + " is ", start + " was ", start + ": "}, false);
  if (!value.empty() || thing != "name") return value;
  return newest_after(said, {"call me ", "i am called ", "i am ", "i'm "}, true);
}

std::size_t decoded_size(std::string_view base64) {
  const std::size_t last = base64.find_last_not_of('=');
  return last == std::string_view::npos ? 0 : (last + 1) * 3 / 4;
}

std::string nth_from_end(const std::vector<std::string>& said, std::size_t distance) {
  const std::string turns = distance == 1 ? "One turn" : std::to_string(distance) + " turns";
  if (distance > said.size()) {
    return turns + " ago is before this conversation began: I know of " +
           std::to_string(said.size()) + " earlier message" + (said.size() == 1 ? "." : "s.");
  }
  return turns + " ago you said:\n\n" + quote(said[said.size() - distance]);
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

std::vector<Utterance> utterances(const std::vector<std::string>& steps) {
  std::vector<Utterance> out;
  for (const std::string& text : steps) {
    const Json step = Json::parse(text, nullptr, false);
    if (!step.is_object() || !step.contains("type")) continue;
    const bool user = step["type"] == "user_input";
    if (!user && step["type"] != "model_output") continue;
    Utterance utterance{user, "", {}};
    const auto contents = step.find("content");
    if (contents != step.end() && contents->is_array()) {
      for (const Json& content : *contents) {
        if (!content.is_object()) continue;
        if (content.contains("text") && content["text"].is_string()) {
          if (!utterance.text.empty()) utterance.text += '\n';
          utterance.text += content["text"].get<std::string>();
        }
        const std::string type = string_member(content, "type");
        if (type != "text") {
          utterance.attachments.push_back({type, string_member(content, "mime_type"),
                                           decoded_size(string_member(content, "data"))});
        }
      }
    }
    out.push_back(utterance);
  }
  return out;
}

std::string list_of_attachments(const std::vector<Attachment>& attachments) {
  std::string out;
  for (const Attachment& attachment : attachments) {
    out += out.empty() ? "" : ", ";
    out += attachment.modality + " (";
    if (!attachment.mime_type.empty()) out += attachment.mime_type + ", ";
    out += attachment.bytes > 0 ? std::to_string(attachment.bytes) + " bytes)" : "by URI)";
  }
  return out;
}

std::vector<std::string> said_by(const std::vector<Utterance>& past, bool user) {
  std::vector<std::string> out;
  for (const Utterance& utterance : past) {
    if (utterance.from_user == user) out.push_back(utterance.text);
  }
  return out;
}

std::string list_of_messages(const std::vector<Utterance>& past, std::size_t most) {
  const std::vector<std::string> said = said_by(past, true);
  std::string out;
  const std::size_t first = said.size() > most ? said.size() - most : 0;
  for (std::size_t i = first; i < said.size(); ++i) {
    out += std::to_string(i + 1) + ". " + quote(said[i], kLongestInList) + "\n";
  }
  return out;
}

std::string recall(const std::vector<Utterance>& past, std::string_view prompt_text) {
  const std::string prompt = lower_case(prompt_text);
  const std::vector<std::string> said = said_by(past, true);
  const std::vector<std::string> answered = said_by(past, false);

  const std::string thing = thing_asked(prompt);
  const bool about_words = contains_any(thing, {"message", "question", "prompt", "words"});
  if (!thing.empty() && !about_words) {
    std::vector<std::string> sources = said;
    sources.push_back(std::string(prompt_text));  // "My name is Ada. What is my name?"
    const std::string value = told(sources, thing);
    if (!value.empty()) return "Your " + thing + " is " + value + ". You told me so.";
    return "You have not told me your " + thing + " in this conversation. (" +
           (said.empty() ? "This is its first message.)"
                         : "What you did say:)\n\n" + list_of_messages(past, 20));
  }
  const bool about_model = contains_any(
      prompt, {"did you say", "you said", "did you answer", "you answered", "your last answer",
               "your previous answer", "your last reply", "your previous reply", "did you reply"});
  if (about_model) {
    if (answered.empty()) return "I have said nothing yet: this is the first message.";
    return "My last answer was:\n\n" + quote(answered.back());
  }
  const bool about_user =
      contains_any(prompt, {"i say", "i said", "i ask", "i told", "i tell", "i just", "i wrote",
                            "i write", "i mention", "have i ", "my message", "my last", "my first",
                            "my previous", "my earlier"});
  const bool about_talk =
      contains_any(prompt, {"conversation", "so far", "remember", "recall", "repeat", "summar",
                            "earlier", "before", "previous", "what was said", "what we said"});
  const std::size_t distance = distance_asked(prompt);
  if (distance > 0 && (about_user || about_talk)) return nth_from_end(said, distance);
  const bool asks = contains_any(
      prompt, {"?", "repeat", "summar", "recall", "what", "tell me", "list", "quote", "remind"});
  if (!asks || !(about_user || about_talk)) return "";
  if (said.empty()) return "You have said nothing before: this is the first message I know of.";
  if (contains_any(prompt, {"first"})) return "The first thing you said was:\n\n" + quote(said[0]);
  if (contains_any(prompt, {"everything", "all ", "so far", "summar", "list", "conversation"})) {
    return "This is what you said so far:\n\n" + list_of_messages(past, 1000);
  }
  std::string out = "Just before this you said:\n\n" + quote(said.back());
  if (said.size() > 1) {
    out += "\n\nAnd before that:\n\n" +
           list_of_messages(std::vector<Utterance>(past.begin(), past.end()), 20);
  }
  return out;
}

}  // namespace parley::demo
