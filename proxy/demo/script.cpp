#include "script.h"

#include <algorithm>

#include "encoding.h"
#include "interaction_id.h"
#include "memory.h"
#include "models.h"
#include "png.h"
#include "schema_value.h"
#include "texts.h"

namespace parley::demo {
namespace {

constexpr std::size_t kLongestRepeat = 8000;  // of a prompt inside an ordinary answer
constexpr long kLongDecode = 65536;
constexpr long kTokensOfMedia = 258;  // an image or a page; the demo knows no other size
constexpr long kLeastTokens = 16;     // below this, thinking alone uses the limit up

// "reply with exactly: PONG"
std::string exact_reply(std::string_view prompt) {
  const std::string lower = lower_case(prompt);
  for (const std::string_view verb : {"reply", "respond", "answer", "say"}) {
    for (const std::string_view how :
         {" with exactly", " exactly", " with only", " only", " with just", " just"}) {
      const std::string start = std::string(verb) + std::string(how);
      const std::size_t at = lower.find(start);
      if (at == std::string::npos) continue;
      std::string_view rest = prompt.substr(at + start.size());
      for (const std::string_view filler : {":", " the word", " the words", " the text", ":"}) {
        if (lower_case(rest.substr(0, filler.size())) == filler) rest = rest.substr(filler.size());
      }
      while (!rest.empty() && (rest.front() == ' ' || rest.front() == ':')) rest = rest.substr(1);
      const char mark = rest.empty() ? '\0' : rest.front();
      if (mark == '"' || mark == '\'' || mark == '`') {
        const std::size_t end = rest.find(mark, 1);
        if (end != std::string_view::npos) return std::string(rest.substr(1, end - 1));
      }
      while (!rest.empty() && (rest.back() == '.' || rest.back() == ' ' || rest.back() == '\n')) {
        rest.remove_suffix(1);
      }
      return std::string(rest);
    }
  }
  return "";
}

std::string ordinary_answer(const Scene& scene, const std::vector<Utterance>& past) {
  const std::string& text = scene.prompt.text;
  std::string out = "**Demo answer.** You wrote:\n\n";
  if (text.size() <= kLongestRepeat) {
    out += text.empty() ? "(nothing but a switch)" : text;
  } else {
    out += "(" + std::to_string(text.size()) + " bytes, too long to repeat; `echo:` would)";
  }
  out += "\n\n" + ordinary_text(hash_of(text));
  const std::vector<Utterance> now = utterances(scene.request.input);
  if (!now.empty() && !now.back().attachments.empty()) {
    out += "\n\nWith it came, not looked at: " + list_of_attachments(now.back().attachments) + ".";
  }
  if (!past.empty()) {
    out += "\n\nEarlier in this conversation you said:\n\n" + list_of_messages(past, 8);
  }
  if (!scene.request.system_instruction.empty()) {
    out += "\n\nSystem instruction of this turn: " +
           utf8_prefix(scene.request.system_instruction, 500);
  }
  return out;
}

std::string choose_text(const Scene& scene, const std::vector<Utterance>& past) {
  const Prompt& prompt = scene.prompt;
  if (!prompt.unknown.empty() || prompt.has("help")) return help_text(prompt.unknown);
  if (const Switch* found = prompt.find("long")) {
    return long_text(static_cast<std::size_t>(std::clamp(found->number(300), 1L, 100'000L)));
  }
  if (prompt.has("markdown")) return markdown_text();
  if (prompt.has("unicode")) return unicode_text();
  if (prompt.has("hostile")) return hostile_text();
  if (lower_case(prompt.text.substr(0, 5)) == "echo:") {
    const std::size_t skip = prompt.text.size() > 5 && prompt.text[5] == ' ' ? 6 : 5;
    return prompt.text.substr(skip);
  }
  std::string text = exact_reply(prompt.text);
  if (text.empty()) text = recall(past, prompt.text);
  if (text.empty()) text = known_text(prompt.text);
  return text.empty() ? ordinary_answer(scene, past) : text;
}

// What the caller's limits leave of a text.
std::string limited(const CreateRequest& request, std::string text, Answer* answer) {
  for (const std::string& stop : request.stop_sequences) text = text.substr(0, text.find(stop));
  const long limit = request.max_output_tokens;
  if (limit > 0 && tokens_of(text) > limit) {
    text = utf8_prefix(text, static_cast<std::size_t>(limit) * 4);
    answer->status = "incomplete";
  }
  return text;
}

std::size_t words_per_delta(const Prompt& prompt, std::string_view text) {
  if (prompt.has("long")) return 1;
  return std::max<std::size_t>(3, text.size() / 6000);  // a huge text stays a bearable stream
}

Step image_step(const Scene& scene) {
  std::uint32_t width = 96;
  std::uint32_t height = 96;
  const std::string& ratio = scene.request.aspect_ratio;
  const std::size_t colon = ratio.find(':');
  if (colon != std::string::npos) {
    const long across = std::clamp(std::strtol(ratio.c_str(), nullptr, 10), 1L, 21L);
    const long down = std::clamp(std::strtol(ratio.c_str() + colon + 1, nullptr, 10), 1L, 16L);
    width = static_cast<std::uint32_t>(96 * across / std::max(across, down));
    height = static_cast<std::uint32_t>(96 * down / std::max(across, down));
  }
  Step step{R"({"type":"model_output"})", {}};
  step.deltas.push_back(
      image_delta(base64(png_picture(width, height, hash_of(scene.prompt.text))), "image/png"));
  const Step text =
      text_step(" A picture made in code by the demo: no model painted it.", scene.seed);
  step.deltas.insert(step.deltas.end(), text.deltas.begin(), text.deltas.end());
  return step;
}

void add_text(const Scene& scene, const std::string& whole, Answer* answer) {
  const std::string text = limited(scene.request, whole, answer);
  const std::size_t most = words_per_delta(scene.prompt, text);
  // A long decode in the background comes in several steps, one a hop.
  const std::size_t hops =
      scene.request.background && scene.request.max_output_tokens > kLongDecode ? 3 : 1;
  std::size_t from = 0;
  for (std::size_t hop = 1; hop <= hops; ++hop) {
    std::size_t end = hop == hops ? text.size() : text.find(' ', hop * text.size() / hops);
    if (end == std::string::npos) end = text.size();
    if (end == from && hop > 1) continue;
    answer->steps.push_back(text_step(text.substr(from, end - from), scene.seed + hop, most));
    from = end;
  }
}

// A generation that stops at its limit and goes on when asked with the token.
bool plan_hops(const Scene& scene, Answer* answer) {
  long hop = 1;
  long hops = 0;
  const std::string& token = scene.request.continuation_token;
  if (!token.empty()) {
    std::string text;
    decode_base64url(token, &text);  // checked before: see is_continuation_token
    hop = std::strtol(text.c_str() + text.find(' '), nullptr, 10);
    hops = std::strtol(text.c_str() + text.rfind(' '), nullptr, 10);
  } else if (const Switch* found = scene.prompt.find("continue")) {
    hops = std::clamp(found->number(2), 1L, 20L);
  } else {
    return false;
  }
  answer->steps.push_back(opening_thought(scene));
  const std::string text = "Part " + std::to_string(hop) + " of " + std::to_string(hops) +
                           ", scripted by the demo. " + long_text(30) + " ";
  answer->steps.push_back(text_step(text, scene.seed));
  if (hop < hops) {
    answer->status = "requires_continuation";
    answer->continuation_token =
        base64url("hop " + std::to_string(hop + 1) + " " + std::to_string(hops));
  }
  return true;
}

void count_usage(const Scene& scene, Answer* answer) {
  Usage& usage = answer->usage;
  for (const std::vector<std::string>* steps : {&scene.history, &scene.request.input}) {
    for (const Utterance& utterance : utterances(*steps)) {
      usage.input += tokens_of(utterance.text);
      for (const Attachment& attachment : utterance.attachments) {
        usage.input_media[attachment.modality] += kTokensOfMedia;
        usage.input += kTokensOfMedia;
      }
    }
  }
  usage.input += tokens_of(scene.request.system_instruction) - 1;
  for (const Tool& tool : scene.request.tools) {
    usage.input += tokens_of(tool.name) + tokens_of(tool.parameters);
  }
  usage.input = std::max(usage.input, 1L);
  for (const Step& step : answer->steps) {
    const bool thought = step.start.find(R"("thought")") != std::string::npos;
    for (const Delta& delta : step.deltas) {
      if (delta.json.find(R"("type":"image")") != std::string::npos) {
        usage.output_image += 1120;
      } else if (thought) {
        usage.thought += 13 + delta.words * 4;
      } else if (delta.json.find(R"("type":"text")") != std::string::npos ||
                 delta.json.find("arguments_delta") != std::string::npos) {
        usage.output += std::max(1, delta.words);
      }
    }
  }
  usage.output += usage.output_image;
}

}  // namespace

std::string last_message(const std::vector<std::string>& steps) {
  std::string last;
  for (const Utterance& utterance : utterances(steps)) {
    if (utterance.from_user) last = utterance.text;
  }
  return last;
}

std::vector<std::string> summaries_for(const Scene& scene) {
  std::vector<std::string> out;
  const Switch* asked = scene.prompt.find("thoughts");
  if (asked == nullptr && !scene.request.summaries) return out;
  const long count = asked == nullptr ? 2 : std::clamp(asked->number(3), 0L, 200L);
  for (long i = 0; i < count; ++i) {
    out.push_back(thought_summary(static_cast<std::size_t>(i), scene.prompt.text));
  }
  return out;
}

Step opening_thought(const Scene& scene) {
  return thought_step(summaries_for(scene), thought_signature(scene.seed));
}

Answer plan_answer(const Scene& scene) {
  Answer answer;
  const CreateRequest& request = scene.request;
  std::vector<std::string> earlier = scene.history;
  // A stateless request brings its history as steps before the last one.
  if (request.input.size() > 1) {
    earlier.insert(earlier.end(), request.input.begin(), request.input.end() - 1);
  }
  const std::vector<Utterance> past = utterances(earlier);
  const Model* model = find_model(request.model, request.version);
  const std::string results = function_result_text(scene);
  if (!request.agent.empty()) {
    plan_agent(scene, &answer);
  } else if (request.max_output_tokens > 0 && request.max_output_tokens < kLeastTokens) {
    answer.status = "incomplete";
    answer.usage.thought = request.max_output_tokens;
  } else if (plan_hops(scene, &answer) || plan_function_calls(scene, &answer)) {
  } else if (!results.empty()) {
    answer.steps.push_back(opening_thought(scene));
    add_text(scene, results, &answer);
  } else if (request.json_output) {
    answer.steps.push_back(opening_thought(scene));
    const std::string schema =
        request.schema.empty() ? R"({"type":"object","properties":{"answer":{"type":"string"}}})"
                               : request.schema;
    add_text(scene, schema_value(schema, scene.prompt.text), &answer);
  } else if (request.image_output || scene.prompt.has("image") ||
             (model != nullptr && model->kind == ModelKind::kImage)) {
    answer.steps.push_back(opening_thought(scene));
    answer.steps.push_back(image_step(scene));
  } else {
    const std::string text = choose_text(scene, past);
    if (!plan_server_tools(scene, text, &answer)) {
      answer.steps.push_back(opening_thought(scene));
      add_text(scene, text, &answer);
    }
  }
  count_usage(scene, &answer);
  return answer;
}

}  // namespace parley::demo
