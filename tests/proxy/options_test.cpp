#include "command/options.h"

#include <doctest/doctest.h>

#include <map>

namespace parley {
namespace {

using Arguments = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

ParsedOptions parse(const Arguments& arguments, const Variables& variables = {}) {
  return parse_options(arguments, [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

bool usage_error(const Arguments& arguments, const Variables& variables = {}) {
  const ParsedOptions parsed = parse(arguments, variables);
  CHECK(parsed.error.empty() == (parsed.action != Action::kUsageError));
  return parsed.action == Action::kUsageError;
}

TEST_CASE("defaults") {
  const ParsedOptions parsed = parse({});
  CHECK(parsed.action == Action::kRun);
  CHECK(parsed.options.host == "127.0.0.1");
  CHECK(parsed.options.port == 8080);
  CHECK(parsed.options.demo == Demo::kAuto);
  CHECK(parsed.options.replay_bytes == 8 * 1024 * 1024);
  CHECK(parsed.options.replay_ttl_seconds == 300);
}

TEST_CASE("a value follows its flag, or an equals sign") {
  CHECK(parse({"--port", "1"}).options.port == 1);
  CHECK(parse({"--port=2"}).options.port == 2);
  CHECK(parse({"--port=2", "--port", "3"}).options.port == 3);
  CHECK(parse({"--upstream-ca=a=b"}).options.upstream_ca == "a=b");
  CHECK(parse({"--demo"}).options.demo == Demo::kOn);
  CHECK(parse({"--demo=false"}).options.demo == Demo::kOff);
  CHECK(usage_error({"--port"}));
}

TEST_CASE("flags beat the environment, which beats the defaults") {
  const Variables variables = {{"PARLEY_PORT", "99"},        {"PARLEY_MAX_BODY", "5"},
                               {"PARLEY_ALLOW_HOST", "a,b"}, {"PARLEY_LOG_FORMAT", "json"},
                               {"PARLEY_DEMO", "1"},         {"PARLEY_HOST", ""}};
  const Options options = parse({"--port", "7", "--allow-host", "c"}, variables).options;
  CHECK(options.port == 7);
  CHECK(options.max_body == 5);
  CHECK(options.allow_hosts == std::vector<std::string>{"c"});
  CHECK(options.log_format == LogFormat::kJson);
  CHECK(options.demo == Demo::kOn);
  CHECK(options.host == "127.0.0.1");
  CHECK(parse({}, variables).options.allow_hosts == std::vector<std::string>{"a", "b"});
}

TEST_CASE("lists grow with each flag") {
  CHECK(parse({"--allow-model", "a*", "--allow-model=b,c"}).options.allow_models ==
        std::vector<std::string>{"a*", "b", "c"});
}

TEST_CASE("what cannot be meant is a usage error") {
  for (const Arguments& arguments : std::vector<Arguments>{{"--no-such"},
                                                           {"--port", "x"},
                                                           {"--port", "65536"},
                                                           {"--port", "-1"},
                                                           {"--port="},
                                                           {"file"},
                                                           {"-h"},
                                                           {"--log-format", "xml"},
                                                           {"--log-level", "debug"},
                                                           {"--max-body", "0"},
                                                           {"--rate", "x"},
                                                           {"--demo=maybe"},
                                                           {"--api-key-file="},
                                                           {"--upstream", "host"},
                                                           {"--upstream", "ftp://x"},
                                                           {"--upstream", "https://"},
                                                           {"--upstream", "https://u:p@h"},
                                                           {"--upstream", "https://h?x"},
                                                           {"--upstream", "https://h:x"},
                                                           {"--demo", "--upstream", "https://h"},
                                                           {"--version=1"}}) {
    CAPTURE(arguments);
    CHECK(usage_error(arguments));
  }
  CHECK(usage_error({}, {{"PARLEY_PORT", "x"}}));
}

TEST_CASE("the key has no flag") {
  CHECK(usage_error({"--api-key", "secret"}));
  CHECK(parse({"--api-key", "secret"}).error.find("secret") == std::string::npos);
}

TEST_CASE("TLS with a pair of files, or with a certificate of its own") {
  CHECK_FALSE(parse({}).options.serves_tls());
  const Options pair = parse({"--tls-cert", "c", "--tls-key", "k"}).options;
  CHECK(pair.serves_tls());
  CHECK(pair.tls_cert == "c");
  CHECK(pair.tls_key == "k");
  CHECK(parse({"--tls-self-signed"}).options.serves_tls());
  CHECK(parse({}, {{"PARLEY_TLS_SELF_SIGNED", "1"}}).options.serves_tls());
  CHECK(parse({"--tls-cert", "c"}).error.find("--tls-key") != std::string::npos);
  CHECK(parse({"--tls-key", "k"}).error.find("--tls-cert") != std::string::npos);
  CHECK(parse({"--tls-cert", "c", "--tls-key", "k", "--tls-self-signed"}).error.find("exclude") !=
        std::string::npos);
  CHECK(parse({}, {{"HOME", "/h"}}).options.state_directory == "/h/.local/state/parley");
}

TEST_CASE("plain http is for this machine only") {
  CHECK(parse({"--upstream", "http://127.0.0.1:99/"}).options.upstream == "http://127.0.0.1:99");
  CHECK(parse({"--upstream", "http://localhost:99"}).options.upstream == "http://localhost:99");
  CHECK(parse({"--upstream", "http://[::1]:99/p"}).options.upstream == "http://[::1]:99/p");
  CHECK(parse({"--upstream", "https://api.example"}).options.upstream == "https://api.example");
  CHECK(usage_error({"--upstream", "http://api.example"}));
  CHECK(usage_error({"--upstream", "http://127.0.0.1.evil.example"}));
  CHECK(usage_error({"--upstream", "http://192.168.0.1"}));
}

TEST_CASE("a token and an invitation are for a user, who has a name") {
  CHECK(parse({"token", "anna"}).action == Action::kToken);
  CHECK(parse({"token", "anna"}).user == "anna");
  const ParsedOptions invited = parse({"invite", "bob", "https://box", "--port", "9"});
  CHECK(invited.action == Action::kInvite);
  CHECK(invited.user == "bob");
  CHECK(invited.url == "https://box");
  CHECK(invited.options.port == 9);
  CHECK(parse({"invite", "bob"}).url == "");
  CHECK(usage_error({"token"}));
  CHECK(usage_error({"token", "--port"}));
  CHECK(usage_error({"invite", "a b"}));
  CHECK(usage_error({"invite", "bob", "box"}));
  CHECK(usage_error({"--port", "9", "token", "anna"}));
}

TEST_CASE("users") {
  CHECK(parse({"--users", "f"}).options.users == "f");
  CHECK(parse({}, {{"PARLEY_USERS", "f"}}).options.users == "f");
  CHECK(parse({"--max-streams-per-user", "7"}).options.max_streams_per_user == 7);
  CHECK(usage_error({"--users", ""}));
}

TEST_CASE("any address may be listened on") {
  CHECK(parse({"--host", "0.0.0.0"}).action == Action::kRun);
  CHECK(parse({"--host", "127.0.0.9"}).action == Action::kRun);
  CHECK(parse({"--host", "::1"}).action == Action::kRun);
  CHECK(parse({"--host", "[::1]"}).options.host == "::1");
}

TEST_CASE("help, version and the configuration in force") {
  CHECK(parse({"--help"}).action == Action::kHelp);
  CHECK(parse({"--print-config", "--help"}).action == Action::kHelp);
  CHECK(parse({"--version"}).action == Action::kVersion);
  const ParsedOptions parsed = parse({"--print-config", "--rate", "30/min"});
  CHECK(parsed.action == Action::kPrintConfig);
  CHECK(print_options(parsed.options).find("--rate=30/min\n") != std::string::npos);
  CHECK(print_options(parsed.options).find("--port=8080\n") != std::string::npos);
  // help names each flag that there is
  const std::string config = print_options(parsed.options);
  for (std::size_t at = 0; at < config.size(); at = config.find('\n', at) + 1) {
    const std::string flag = config.substr(at, config.find('=', at) - at);
    CHECK(help_text().find(flag) != std::string::npos);
  }
}

}  // namespace
}  // namespace parley
