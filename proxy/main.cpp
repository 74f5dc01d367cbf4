// The command: options, key, demo, signals. What it does is in proxy.cpp.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "command/api_key.h"
#include "command/options.h"
#include "command/sharing.h"
#include "command/upstream_url.h"
#include "demo/demo_upstream.h"
#include "descriptors.h"
#include "http/addresses.h"
#include "proxy.h"
#include "random_word.h"
#include "users/access.h"
#include "users/ledger.h"
#include "users/token.h"
#include "users/usage.h"
#include "users/users_file.h"

namespace {

using parley::ApiKey;
using parley::Demo;
using parley::Options;

constexpr int kFailure = 1;
constexpr int kUsage = 2;
// After the last answer was broken off: what still runs then hangs, and must not keep a service
// from ending.
constexpr unsigned kGrace = 5;  // seconds

int complain(int code, const std::string& message) {
  std::fprintf(stderr, "parley: %s\n", message.c_str());
  return code;
}

// So that no other program of this user, and no core file, can read the key.
void keep_memory_private() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // sanitizers look into their own process
#endif
}

// What a child or /proc could still show of it.
void wipe_variable(const char* name) {
  char* value = std::getenv(name);
  if (value == nullptr) return;
  std::memset(value, 0, std::strlen(value));
  ::unsetenv(name);
}

void raise_descriptor_limit(const Options& options) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted =
      options.max_streams * (parley::kConnectionDescriptors + parley::kExchangeDescriptors) + 1024;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

void wait_for_stop(const sigset_t& signals, parley::Proxy& proxy) {
  for (;;) {
    const timespec tick{30, 0};
    const int signal = ::sigtimedwait(&signals, nullptr, &tick);
    if (signal == SIGTERM || signal == SIGINT) return;
    // A terminal that is closed, or a service manager that asks to read anew.
    if (signal == SIGHUP) proxy.reload();
    if (signal < 0 && errno == EAGAIN) proxy.tidy();
  }
}

// For those who are to come in from elsewhere.
void show_links(const Options& options, const parley::Proxy& proxy, const std::string& token) {
  const std::string url = proxy.url();
  const int port = std::stoi(url.substr(url.rfind(':') + 1));
  const auto urls = parley::page_urls(url.substr(0, url.find(':')), options.host, port,
                                      parley::local_addresses());
  for (const std::string& each : urls) std::printf("for others: %s\n", each.c_str());
  if (token.empty()) return;
  std::printf("Whoever has this link may use it until Parley ends:\n%s",
              parley::link_text(urls[0], token).c_str());
}

int show_usage(const Options& options) {
  if (options.state_directory.empty())
    return complain(kFailure, "there is no state directory to read from");
  const std::int64_t today = parley::ledger_day();
  const auto entries = parley::Ledger::read(options.state_directory + "/interactions", today);
  std::printf("%s", parley::usage_text(parley::usage_of(entries, today)).c_str());
  return 0;
}

int invite(const std::string& name, const std::string& url, const Options& options) {
  const std::string token = parley::random_token();
  const std::string base =
      url.empty() ? parley::page_urls(options.serves_tls() ? "https" : "http", options.host,
                                      options.port, parley::local_addresses())[0]
                  : url.substr(0, url.find_last_not_of('/') + 1);
  std::printf("%s%s\n", parley::link_text(base, token).c_str(),
              parley::users_line(name, parley::token_digest(token)).c_str());
  return 0;
}

int run(const Options& options, const ApiKey& key, bool demo) {
  // Before the first thread, so that all inherit it.
  const sigset_t signals = awaited_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  raise_descriptor_limit(options);

  std::string error;
  std::string upstream = options.upstream.empty() ? parley::kGoogleUpstream : options.upstream;
  std::unique_ptr<parley::DemoUpstream> demo_upstream;
  // The demo wants a key, too, as the API does: one that only this run knows.
  const std::string demo_key = demo ? parley::random_word() : "";
  if (demo) {
    parley::DemoOptions demo_options;
    demo_options.key = demo_key;
    demo_options.pace = std::chrono::milliseconds(options.demo_pace_ms);
    demo_upstream = std::make_unique<parley::DemoUpstream>(demo_options);
    if (!demo_upstream->start(&error)) return complain(kFailure, "the demo cannot start: " + error);
    upstream = demo_upstream->url();
  }
  parley::Proxy proxy(options, upstream, demo ? demo_key : key.key, demo);
  // Beyond this machine nobody gets in without a token: without users, one of this run.
  const bool shared = options.users.empty() && !parley::is_loopback(options.host);
  const std::string token = shared ? parley::random_token() : "";
  if (shared) proxy.share(token);
  if (!proxy.start(&error)) return complain(kFailure, error);
  std::printf("parley %s listening on %s (%s)\n", PARLEY_VERSION, proxy.url().c_str(),
              demo ? "demo" : "live");
  if (demo) std::printf("demo upstream on %s\n", upstream.c_str());
  if (!parley::is_loopback(options.host)) show_links(options, proxy, token);
  std::fflush(stdout);
  if (demo && key.key.empty()) {
    complain(0,
             "no API key found, so the built-in demo answers. For live use, set GEMINI_API_KEY "
             "or give --api-key-file.");
  }
  wait_for_stop(signals, proxy);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGHUP, SIG_IGN);
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second one ends it at once
  std::signal(SIGALRM, [](int) { std::_Exit(kFailure); });
  ::alarm(static_cast<unsigned>(options.drain_seconds) + kGrace);
  const auto drain = std::chrono::seconds(options.drain_seconds);
  proxy.stop(std::max<std::chrono::milliseconds>(drain, std::chrono::milliseconds(500)));
  return 0;
}

int start(const std::vector<std::string>& arguments) {
  const parley::Environment env = [](const char* name) { return std::getenv(name); };
  const parley::ParsedOptions parsed = parley::parse_options(arguments, env);
  const Options& options = parsed.options;
  switch (parsed.action) {
    case parley::Action::kUsageError:
      return complain(kUsage, parsed.error);
    case parley::Action::kHelp:
      std::printf("%s", parley::help_text().c_str());
      return 0;
    case parley::Action::kVersion:
      std::printf("parley %s\n", PARLEY_VERSION);
      return 0;
    case parley::Action::kToken: {
      const std::string token = parley::random_token();
      std::printf("%s\n%s\n", token.c_str(),
                  parley::users_line(parsed.user, parley::token_digest(token)).c_str());
      return 0;
    }
    case parley::Action::kUsage:
      return show_usage(options);
    case parley::Action::kInvite:
      return invite(parsed.user, parsed.url, options);
    case parley::Action::kPrintConfig:
    case parley::Action::kRun:
      break;
  }
  ApiKey key;
  if (options.demo != Demo::kOn) key = parley::find_api_key(options.api_key_file, env);
  wipe_variable("GEMINI_API_KEY");
  wipe_variable("GOOGLE_API_KEY");
  if (!key.error.empty()) return complain(kFailure, key.error);
  for (const std::string& warning : key.warnings) complain(0, warning);
  const bool demo = options.demo == Demo::kOn ||
                    (options.demo == Demo::kAuto && key.key.empty() && options.upstream.empty());
  if (parsed.action == parley::Action::kPrintConfig) {
    std::printf("%s# mode: %s\n# API key: %s\n", parley::print_options(options).c_str(),
                demo ? "demo" : "live",
                key.key.empty() ? "none" : ("hidden, from " + key.source).c_str());
    return 0;
  }
  if (!demo && key.key.empty()) {
    return complain(kFailure,
                    "no API key found. Set GEMINI_API_KEY, or give --api-key-file FILE; or start "
                    "with --demo, which needs none.");
  }
  if (!demo) complain(0, "taking the API key from " + key.source);
  return run(options, key, demo);
}

}  // namespace

int main(int count, char** values) {
  keep_memory_private();
  try {
    return start(std::vector<std::string>(values + 1, values + count));
  } catch (const std::exception& problem) {
    return complain(kFailure, std::string("cannot go on: ") + problem.what());
  }
}
