#include "command/options.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "command/state_directory.h"
#include "command/upstream_url.h"
#include "users/users_file.h"

namespace parley {
namespace {

// Sets one option from its text; on failure says what would do.
using Setter = std::string (*)(Options&, const std::string& value);
using Getter = std::string (*)(const Options&);

struct Flag {
  const char* name;   // without the dashes
  const char* value;  // what help calls it; null: a switch, true without a value
  const char* help;
  Setter set;
  Getter get;
};

std::string read_number(const std::string& text, std::uint64_t low, std::uint64_t high,
                        std::uint64_t* number) {
  const bool digits =
      !text.empty() && text.size() <= 15 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::uint64_t value = digits ? std::stoull(text) : 0;
  if (!digits || value < low || value > high) {
    return "must be a number from " + std::to_string(low) + " to " + std::to_string(high);
  }
  *number = value;
  return {};
}

std::string read_switch(const std::string& text, bool* on) {
  if (text != "true" && text != "false" && text != "1" && text != "0") {
    return "must be true or false";
  }
  *on = text == "true" || text == "1";
  return {};
}

// Lists grow with each flag; commas separate, too, for the environment's sake.
std::string append_list(const std::string& text, std::vector<std::string>* list) {
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (!part.empty()) list->push_back(part);
  }
  return list->empty() ? "must not be empty" : "";
}

std::string join(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& entry : list) text += (text.empty() ? "" : ",") + entry;
  return text;
}

std::string set_upstream(Options& options, const std::string& value) {
  return read_upstream_url(value, &options.upstream);
}

std::string set_rate(Options& options, const std::string& value) {
  std::string number = value;
  const std::string suffix = "/min";
  if (number.size() > suffix.size() &&
      number.compare(number.size() - suffix.size(), suffix.size(), suffix) == 0) {
    number.resize(number.size() - suffix.size());
  }
  const std::string error = read_number(number, 0, 1'000'000, &options.rate_per_minute);
  return error.empty() ? error : error + ", requests a minute (0: no limit)";
}

std::string set_log_level(Options& options, const std::string& value) {
  if (value == "off") {
    options.log_level = LogLevel::kOff;
  } else if (value == "error") {
    options.log_level = LogLevel::kError;
  } else if (value == "info") {
    options.log_level = LogLevel::kInfo;
  } else {
    return "must be off, error or info";
  }
  return {};
}

std::string set_log_format(Options& options, const std::string& value) {
  if (value != "text" && value != "json") return "must be text or json";
  options.log_format = value == "json" ? LogFormat::kJson : LogFormat::kText;
  return {};
}

const Flag kFlags[] = {
    {"host", "ADDRESS", "address to listen on",
     [](Options& o, const std::string& v) -> std::string {
       const bool brackets = v.size() > 2 && v.front() == '[' && v.back() == ']';
       o.host = brackets ? v.substr(1, v.size() - 2) : v;
       return v.empty() ? "must not be empty" : "";
     },
     [](const Options& o) { return o.host; }},
    {"port", "N", "port to listen on; 0: any free one",
     [](Options& o, const std::string& v) {
       std::uint64_t number = 0;
       std::string error = read_number(v, 0, 65535, &number);
       if (error.empty()) o.port = static_cast<int>(number);
       return error;
     },
     [](const Options& o) { return std::to_string(o.port); }},
    {"demo", nullptr, "answer from the built-in demo; on by itself when no key is found",
     [](Options& o, const std::string& v) {
       bool on = false;
       std::string error = read_switch(v, &on);
       if (error.empty()) o.demo = on ? Demo::kOn : Demo::kOff;
       return error;
     },
     [](const Options& o) -> std::string {
       return o.demo == Demo::kAuto ? "auto" : o.demo == Demo::kOn ? "true" : "false";
     }},
    {"demo-pace", "MS", "milliseconds between words of the demo",
     [](Options& o, const std::string& v) {
       std::uint64_t number = 0;
       std::string error = read_number(v, 0, 60'000, &number);
       if (error.empty()) o.demo_pace_ms = static_cast<int>(number);
       return error;
     },
     [](const Options& o) { return std::to_string(o.demo_pace_ms); }},
    {"upstream", "URL", "the API; http:// on this machine only", set_upstream,
     [](const Options& o) { return o.upstream.empty() ? kGoogleUpstream : o.upstream; }},
    {"api-key-file", "FILE",
     "file with the API key; else $CREDENTIALS_DIRECTORY/gemini-api-key,\n"
     "GEMINI_API_KEY, GOOGLE_API_KEY",
     [](Options& o, const std::string& v) -> std::string {
       if (v.empty()) return "must not be empty";
       o.api_key_file = v;
       return {};
     },
     [](const Options& o) { return o.api_key_file; }},
    {"upstream-ca", "FILE", "PEM bundle that verifies the API; else the system's",
     [](Options& o, const std::string& v) -> std::string {
       if (v.empty()) return "must not be empty";
       o.upstream_ca = v;
       return {};
     },
     [](const Options& o) { return o.upstream_ca; }},
    {"allow-host", "NAME", "one more name the page may be opened by; may be repeated",
     [](Options& o, const std::string& v) { return append_list(v, &o.allow_hosts); },
     [](const Options& o) { return join(o.allow_hosts); }},
    {"tls-cert", "FILE", "serve https: PEM certificate, with those that it was signed with",
     [](Options& o, const std::string& v) -> std::string {
       o.tls_cert = v;
       return v.empty() ? "must not be empty" : "";
     },
     [](const Options& o) { return o.tls_cert; }},
    {"tls-key", "FILE", "its key, PEM; both are read anew on SIGHUP",
     [](Options& o, const std::string& v) -> std::string {
       o.tls_key = v;
       return v.empty() ? "must not be empty" : "";
     },
     [](const Options& o) { return o.tls_key; }},
    {"tls-self-signed", nullptr,
     "serve https with a certificate of its own making, which is kept;\n"
     "browsers ask before they trust it: compare the fingerprint",
     [](Options& o, const std::string& v) { return read_switch(v, &o.tls_self_signed); },
     [](const Options& o) -> std::string { return o.tls_self_signed ? "true" : "false"; }},
    {"allow-model", "GLOB", "models and agents that may be used; may be repeated",
     [](Options& o, const std::string& v) { return append_list(v, &o.allow_models); },
     [](const Options& o) { return join(o.allow_models); }},
    {"users", "FILE", "who may use it, with tokens; see parley token NAME",
     [](Options& o, const std::string& v) -> std::string {
       if (v.empty()) return "must not be empty";
       o.users = v;
       return {};
     },
     [](const Options& o) { return o.users; }},
    {"rate", "N/min", "interactions started a minute; 0: no limit", set_rate,
     [](const Options& o) { return std::to_string(o.rate_per_minute) + "/min"; }},
    {"max-streams", "N", "requests to the API at one time",
     [](Options& o, const std::string& v) { return read_number(v, 1, 20'000, &o.max_streams); },
     [](const Options& o) { return std::to_string(o.max_streams); }},
    {"max-streams-per-user", "N", "of these, for each user of --users",
     [](Options& o, const std::string& v) {
       return read_number(v, 1, 20'000, &o.max_streams_per_user);
     },
     [](const Options& o) { return std::to_string(o.max_streams_per_user); }},
    {"max-body", "BYTES", "largest request body",
     [](Options& o, const std::string& v) { return read_number(v, 1, 1u << 30, &o.max_body); },
     [](const Options& o) { return std::to_string(o.max_body); }},
    {"max-memory", "BYTES", "for requests and all that is kept of streams",
     [](Options& o, const std::string& v) {
       return read_number(v, 1u << 20, std::uint64_t{1} << 40, &o.max_memory);
     },
     [](const Options& o) { return std::to_string(o.max_memory); }},
    {"replay-bytes", "BYTES", "what is kept of each stream",
     [](Options& o, const std::string& v) { return read_number(v, 1, 1u << 30, &o.replay_bytes); },
     [](const Options& o) { return std::to_string(o.replay_bytes); }},
    {"replay-ttl", "SECONDS", "how long it is kept after the stream's end",
     [](Options& o, const std::string& v) {
       return read_number(v, 0, 86'400, &o.replay_ttl_seconds);
     },
     [](const Options& o) { return std::to_string(o.replay_ttl_seconds); }},
    {"web-root", "DIR", "serve the page from disk while working on it",
     [](Options& o, const std::string& v) -> std::string {
       if (v.empty()) return "must not be empty";
       o.web_root = v;
       return {};
     },
     [](const Options& o) { return o.web_root; }},
    {"drain", "SECONDS", "how long answers may go on after SIGTERM, which lets none begin",
     [](Options& o, const std::string& v) { return read_number(v, 0, 86'400, &o.drain_seconds); },
     [](const Options& o) { return std::to_string(o.drain_seconds); }},
    {"metrics", nullptr, "serve /metrics",
     [](Options& o, const std::string& v) { return read_switch(v, &o.metrics); },
     [](const Options& o) -> std::string { return o.metrics ? "true" : "false"; }},
    {"log-format", "text|json", "of the line for each request, on stderr", set_log_format,
     [](const Options& o) -> std::string {
       return o.log_format == LogFormat::kJson ? "json" : "text";
     }},
    {"log-level", "off|error|info", "what is logged", set_log_level,
     [](const Options& o) -> std::string {
       return o.log_level == LogLevel::kOff     ? "off"
              : o.log_level == LogLevel::kError ? "error"
                                                : "info";
     }},
};

std::string environment_name(const std::string& flag) {
  std::string name = "PARLEY_";
  for (const char c : flag) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

ParsedOptions usage_error(std::string message) {
  ParsedOptions parsed;
  parsed.action = Action::kUsageError;
  parsed.error = std::move(message);
  return parsed;
}

std::string read_environment(const Environment& env, Options* options) {
  for (const Flag& flag : kFlags) {
    const std::string name = environment_name(flag.name);
    const char* value = env(name.c_str());
    if (value == nullptr || *value == '\0') continue;
    const std::string error = flag.set(*options, value);
    if (!error.empty()) return name + ' ' + error;
  }
  return {};
}

// Combinations that cannot be meant.
std::string check(const Options& options) {
  if (options.demo == Demo::kOn && !options.upstream.empty()) {
    return "--demo and --upstream exclude each other: the demo is an upstream of its own";
  }
  if (options.max_memory < options.max_body) {
    return "--max-memory must be at least --max-body, or no body of that size could come in";
  }
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return "--tls-cert and --tls-key need each other; where one file holds both, give it twice";
  }
  if (options.tls_self_signed && !options.tls_cert.empty()) {
    return "--tls-self-signed and --tls-cert exclude each other: which certificate is it to be?";
  }
  return {};
}

}  // namespace

ParsedOptions parse_options(const std::vector<std::string>& arguments, const Environment& env) {
  ParsedOptions parsed;
  parsed.options.state_directory = state_directory(env);
  const std::string environment_error = read_environment(env, &parsed.options);
  std::vector<std::string> lists_begun;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& argument = arguments[at];
    if (at == 0 && argument == "usage") {
      parsed.action = Action::kUsage;
      continue;
    }
    if (at == 0 && (argument == "token" || argument == "invite")) {
      parsed.action = argument == "token" ? Action::kToken : Action::kInvite;
      if (++at == arguments.size() || !is_user_name(arguments[at])) {
        return usage_error(
            argument +
            " needs the name of a user: 1 to 32 letters, digits or . _ - @, a letter "
            "or a digit first");
      }
      parsed.user = arguments[at];
      const bool has_url = argument == "invite" && at + 1 < arguments.size() &&
                           arguments[at + 1].compare(0, 4, "http") == 0;
      if (has_url) parsed.url = arguments[++at];
      continue;
    }
    if (argument.compare(0, 2, "--") != 0) {
      return usage_error("\"" + argument + "\" is not a flag. See parley --help");
    }
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
    if (name == "help" || name == "version" || name == "print-config") {
      if (equals != std::string::npos) return usage_error("--" + name + " takes no value");
      const Action action = name == "help"      ? Action::kHelp
                            : name == "version" ? Action::kVersion
                                                : Action::kPrintConfig;
      if (parsed.action == Action::kRun || action == Action::kHelp) parsed.action = action;
      continue;
    }
    const auto flag = std::find_if(std::begin(kFlags), std::end(kFlags),
                                   [&](const Flag& each) { return name == each.name; });
    if (flag == std::end(kFlags)) {
      return usage_error("there is no flag --" + name + ". See parley --help");
    }
    std::string value = "true";
    if (equals != std::string::npos) {
      value = argument.substr(equals + 1);
    } else if (flag->value != nullptr) {
      if (++at == arguments.size()) {
        return usage_error("--" + name + " needs a value: " + flag->value);
      }
      value = arguments[at];
    }
    if (name == "allow-host" || name == "allow-model") {
      if (std::find(lists_begun.begin(), lists_begun.end(), name) == lists_begun.end()) {
        lists_begun.push_back(name);
        (name == "allow-host" ? parsed.options.allow_hosts : parsed.options.allow_models).clear();
      }
    }
    const std::string error = flag->set(parsed.options, value);
    if (!error.empty()) return usage_error("--" + name + ' ' + error);
  }
  if (parsed.action == Action::kHelp || parsed.action == Action::kVersion) return parsed;
  if (!environment_error.empty()) return usage_error(environment_error);
  const std::string error = check(parsed.options);
  if (!error.empty()) return usage_error(error);
  return parsed;
}

std::string print_options(const Options& options) {
  std::string text;
  for (const Flag& flag : kFlags) {
    text += std::string("--") + flag.name + '=' + flag.get(options) + '\n';
  }
  return text;
}

std::string help_text() {
  std::string text =
      "parley: a live window on the Gemini Interactions API\n\n"
      "usage: parley [FLAG...]\n"
      "       parley token NAME           a fresh access token, and its line for --users\n"
      "       parley invite NAME [URL]    the same as a link and a QR code\n"
      "       parley usage                who of --users used what\n\n";
  for (const Flag& flag : kFlags) {
    std::string head = std::string("  --") + flag.name;
    if (flag.value != nullptr) head += std::string(" ") + flag.value;
    head.resize(std::max<std::size_t>(head.size() + 2, 30), ' ');
    std::istringstream lines(flag.help);
    for (std::string line; std::getline(lines, line);) {
      text += head + line + '\n';
      head = std::string(30, ' ');
    }
    const std::string initial = flag.get(Options());
    if (!initial.empty()) text += std::string(30, ' ') + "(" + initial + ")\n";
  }
  text +=
      "  --print-config              show what would be in force, without secrets\n"
      "  --version                   show the version\n"
      "  --help                      show this\n\n"
      "Each flag has its environment variable: --max-body is PARLEY_MAX_BODY. The API key is\n"
      "never taken from the command line, where every user of the machine could read it.\n";
  return text;
}

}  // namespace parley
