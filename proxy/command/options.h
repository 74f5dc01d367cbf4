// What the command line and the environment ask for. Flags beat the environment (PARLEY_ and the
// flag's name in capitals, '-' as '_'), which beats the defaults. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "replay/patience.h"

namespace parley {

enum class Action { kRun, kToken, kInvite, kUsage, kPrintConfig, kVersion, kHelp, kUsageError };
enum class Demo { kAuto, kOn, kOff };  // kAuto: on when no key is found
enum class LogFormat { kText, kJson };
enum class LogLevel { kOff, kError, kInfo };

struct Options {
  std::string host = "127.0.0.1";
  int port = 8080;  // 0: any free one
  Demo demo = Demo::kAuto;
  int demo_pace_ms = 40;
  std::string upstream;      // empty: Google's; else scheme://host[:port][/prefix]
  std::string api_key_file;  // empty: the environment's
  std::string upstream_ca;   // empty: the system's store
  std::vector<std::string> allow_hosts;
  std::vector<std::string> allow_models;  // globs; empty: all
  std::uint64_t rate_per_minute = 0;      // 0: no limit
  std::string users;                      // file; empty: nobody needs a token
  std::uint64_t max_streams = 1000;
  std::uint64_t max_streams_per_user = 100;
  std::uint64_t max_body = 32u << 20;      // bytes
  std::uint64_t max_memory = 512u << 20;   // bytes: bodies, and what is kept of streams
  std::uint64_t replay_bytes = 8u << 20;   // a stream
  std::uint64_t replay_ttl_seconds = 300;  // after its end
  std::string web_root;                    // empty: the page inside the program
  std::uint64_t drain_seconds = 0;         // at the end, for answers under way
  bool metrics = false;
  std::string tls_cert;  // PEM files; empty: no TLS, but for the next
  std::string tls_key;
  bool tls_self_signed = false;
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
  Patience patience;            // no flags: only tests have less
  std::string state_directory;  // nor here: state_directory(env)

  bool serves_tls() const { return tls_self_signed || !tls_cert.empty(); }
};

struct ParsedOptions {
  Action action = Action::kRun;
  Options options;
  std::string user;   // kToken, kInvite: a name
  std::string url;    // kInvite: where he opens the page; empty: where this machine listens
  std::string error;  // kUsageError: for people
};

inline constexpr const char* kGoogleUpstream = "https://generativelanguage.googleapis.com";

// Returns a variable's value, or null.
using Environment = std::function<const char*(const char* name)>;

// `arguments` without the program's name.
ParsedOptions parse_options(const std::vector<std::string>& arguments, const Environment& env);

// One --flag=value a line.
std::string print_options(const Options& options);

std::string help_text();

}  // namespace parley
