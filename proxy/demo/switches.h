// What a person or a test types at the start of a message to see a certain behaviour:
//   demo:NAME [value]... [demo:NAME ...] [the message itself]
// The value "once" (or "twice") goes with each: the same message then has the effect that often,
// and none the next time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::demo {

struct SwitchInfo {
  const char* name;
  const char* values;  // for people; "" when it takes none
  const char* effect;
};

// Every switch there is, in the order of the README.
const std::vector<SwitchInfo>& all_switches();

struct Switch {
  std::string name;
  std::vector<std::string> values;  // lower case

  bool has(std::string_view value) const;
  // The first value that is a number of milliseconds ("2s", "300ms", bare: `unit` milliseconds
  // each), or `otherwise`.
  long milliseconds(long unit, long otherwise) const;
  long number(long otherwise) const;
};

struct Prompt {
  std::string full;  // the whole message
  std::string text;  // without its switches
  std::vector<Switch> switches;
  std::string unknown;  // the first switch that does not exist, or ""

  const Switch* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
};

Prompt parse_prompt(std::string_view message);

}  // namespace parley::demo
