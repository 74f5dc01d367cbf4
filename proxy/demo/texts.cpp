#include "texts.h"

#include <iterator>

#include "memory.h"
#include "switches.h"

namespace parley::demo {
namespace {

constexpr const char* kOrdinary[] = {
    "That is all the demo can make of it: no model read your message, this text is scripted. What "
    "is real is everything around it. These words travelled as server-sent events, a few at a "
    "time, "
    "through the same proxy and the same parser as those of the live service.\n\n"
    "Send another message **while this one is still running**: it waits its turn and then goes out "
    "with the id of this answer, so that the conversation stays in order.",
    "A model would have thought about that; the demo only has a script. Still, it remembers. Ask "
    "*what did I say before?* and you will see your own words come back: they are kept by the demo "
    "under this interaction's id, and the next message only names that id.\n\n"
    "Things to try next:\n\n"
    "- `demo:thoughts` for thought summaries\n"
    "- `demo:markdown` for a page of formatted text\n"
    "- `demo:429 3s once` for a quota error that passes\n",
    "No model was asked, so there is no wisdom here, only a faithful wire. Each event you see in "
    "the log has the members and the order of the real service: a thought with its signature, then "
    "the text, then the usage that adds up.\n\n"
    "Press *Stop* in the middle of an answer, or type `demo:slow` before a message to have the "
    "time "
    "for it.",
};

constexpr const char* kThoughts[] = {
    "**Reading the message**\n\nThe demo looks at what was typed. There is no model behind this, "
    "so "
    "the thinking is scripted too, but it arrives as real thought summaries do.\n\n\n",
    "**Looking at the history**\n\nEarlier turns come from the interaction that this one names as "
    "its parent. Nothing else is inherited: neither tools nor the system instruction.\n\n\n",
    "**Choosing an answer**\n\nA script picks the text. The same message in the same place gets "
    "the "
    "same answer, which is what tests like about it.\n\n\n",
    "**Checking the numbers**\n\nInput, output and thought tokens are added up so that the total "
    "is "
    "their sum, as in every recording of the service.\n\n\n",
};

}  // namespace

std::string help_text(std::string_view unknown_switch) {
  std::string out;
  if (!unknown_switch.empty()) {
    out = "There is no switch `demo:" + std::string(unknown_switch) + "`. ";
  }
  out +=
      "This is the demo upstream: scripted answers, no model. Put one or more of these before a "
      "message, for example `demo:slow demo:thoughts Tell me about rivers`.\n\n"
      "| switch | what it does |\n|---|---|\n"
      "| `demo:400` ... `demo:504` `[once\\|twice]` | that HTTP status; with `once` the same "
      "message "
      "succeeds the second time |\n";
  for (const SwitchInfo& info : all_switches()) {
    std::string values = info.values;
    for (std::size_t at = values.find('|'); at != std::string::npos;
         at = values.find('|', at + 2)) {
      values.insert(at, "\\");
    }
    out += std::string("| `demo:") + info.name + (values.empty() ? "" : " " + values) + "` | " +
           info.effect + " |\n";
  }
  out +=
      "\n`echo: TEXT` answers with TEXT, byte for byte. Questions such as *what did I say two "
      "turns ago?* are answered from the conversation's history.\n";
  return out;
}

std::string markdown_text() {
  return "# Formatted text, from the demo\n\n"
         "A paragraph with **strong**, *emphasised*, ~~deleted~~ and `inline code`, and a "
         "[link](https://example.com/).\n\n"
         "## Lists\n\n1. first\n2. second\n   - nested\n   - nested again\n3. third\n\n"
         "- [x] done\n- [ ] to do\n\n"
         "## A table\n\n| planet | moons | rings |\n|---|---:|:---:|\n| Earth | 1 | no |\n"
         "| Mars | 2 | no |\n| Saturn | 146 | yes |\n\n"
         "## Code\n\n```cpp\n#include <iostream>\n\nint main() {\n"
         "  std::cout << \"Hello, Parley\\n\";  // <b>not bold</b>\n}\n```\n\n"
         "```python\nfor n in range(3):\n    print(n ** 2)\n```\n\n"
         "## A quotation\n\n> The medium is the message.\n>\n> > And the message is scripted.\n\n"
         "## Mathematics\n\nInline $a^2 + b^2 = c^2$ and on its own:\n\n"
         "$$\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}$$\n\n---\n\nThe end.\n";
}

std::string unicode_text() {
  return "Scripts and signs, from the demo:\n\n"
         "- Gr\xc3\xbc\xc3\x9f"
         "e, na\xc3\xafve caf\xc3\xa9s, Gaud\xc3\xad \xe2\x80\x93 \xe2\x80\x9cquoted\xe2\x80\x9d\n"
         "- \xce\x95\xce\xbb\xce\xbb\xce\xb7\xce\xbd\xce\xb9\xce\xba\xce\xac, "
         "\xd0\xa0\xd1\x83\xd1\x81\xd1\x81\xd0\xba\xd0\xb8\xd0\xb9\n"
         "- \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d and "
         "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 run from right to left\n"
         "- \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e, \xe4\xb8\xad\xe6\x96\x87, "
         "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4\n"
         "- \xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80, "
         "\xe0\xb9\x84\xe0\xb8\x97\xe0\xb8\xa2\n"
         "- a combining accent: e\xcc\x81, a zero-width joiner family: "
         "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7, a flag: "
         "\xf0\x9f\x87\xaa\xf0\x9f\x87\xba, a skin tone: \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd\n"
         "- mathematics: \xe2\x88\x80x \xe2\x88\x88 \xe2\x84\x9d, \xf0\x9d\x94\xb8\n"
         "- a line separator \xe2\x80\xa8 inside a line, a no-break\xc2\xa0space, a replacement "
         "\xef\xbf\xbd\n";
}

std::string hostile_text() {
  return "A page must show all of this as text or as harmless formatting:\n\n"
         "<script>window.parley_was_here = 1</script>\n\n"
         "<img src=x onerror=\"window.parley_was_here = 2\">\n\n"
         "[a link](javascript:window.parley_was_here=3) and "
         "![an image](https://example.invalid/leak?text=secret)\n\n"
         "<iframe src=\"https://example.invalid/\"></iframe>"
         "<style>body{display:none}</style><base href=\"https://example.invalid/\">\n\n"
         "&lt;b&gt;entities&lt;/b&gt; &amp;amp; `<b>code</b>`\n\n"
         "```html\n<script>window.parley_was_here = 4</script>\n```\n";
}

std::string long_text(std::size_t words) {
  std::string out;
  for (std::size_t i = 1; i <= words; ++i) {
    out += "word" + std::to_string(i) + (i == words ? "." : i % 100 == 0 ? ".\n\n" : " ");
  }
  return out;
}

std::string report_text(std::string_view topic) {
  return "# Report (scripted by the demo)\n\nSubject: " + std::string(topic) +
         "\n\n## Summary\n\nNo research took place: this text stands where a report would. It is "
         "long "
         "enough to watch it grow, and it comes in several steps, as reports do.\n\n"
         "## Findings\n\n1. A background run goes on when nobody listens.\n"
         "2. Its events can be read again from any `event_id`.\n"
         "3. It can be cancelled, and deleting it does not stop it.\n\n";
}

std::string thought_summary(std::size_t number, std::string_view prompt) {
  std::string out = kThoughts[number % std::size(kThoughts)];
  if (number == 0 && !prompt.empty() && prompt.size() <= 200) {
    out.insert(out.size() - 3, " The message was: " + std::string(prompt));
  }
  return out;
}

std::string known_text(std::string_view prompt) {
  const std::string p = lower_case(prompt);
  if (p.size() > 80) return "";
  const auto starts = [&p](std::string_view word) {
    return p.compare(0, word.size(), word) == 0 &&
           (p.size() == word.size() || !((p[word.size()] >= 'a' && p[word.size()] <= 'z')));
  };
  if (starts("hello") || starts("hi") || starts("hey") || starts("good morning")) {
    return "Hello! This is the demo: no model, no key, a scripted answer. But you can try "
           "everything: send several messages at once, stop me, ask what you said before. Type "
           "`demo:help` for all there is.";
  }
  if (contains_any(p, {"poem", "haiku"})) {
    return "A scripted poem:\n\nWords come one by one,\nover the wire, in their turn;\nnobody "
           "wrote "
           "this.";
  }
  if (contains_any(p, {"story"})) {
    return "A scripted story. Once upon a time a message set out while another was still being "
           "answered. \"Wait,\" said the queue, \"your parent is not finished.\" So it waited, and "
           "watched the words go by, and when the last event had passed it learned its parent's id "
           "and went on its way. It arrived in order, and only once. The end.";
  }
  if (contains_any(p,
                   {"what can i type", "what can you do", "how does this work", "who are you"})) {
    return "I am Parley's demo upstream: I speak the protocol of the Interactions API and answer "
           "from a script. I remember the conversation, call functions, search (not really), draw "
           "a "
           "small picture, run in the background and fail in every way you ask for. `demo:help` "
           "lists the switches.";
  }
  return "";
}

std::string ordinary_text(std::uint64_t seed) { return kOrdinary[seed % std::size(kOrdinary)]; }

}  // namespace parley::demo
