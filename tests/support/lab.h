// A proxy for two users, anna and bob, with their file in a folder of the test's own.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/fake_upstream.h"
#include "support/running_proxy.h"
#include "support/temp_folder.h"
#include "users/token.h"
#include "users/users_file.h"

namespace parley {

class Lab {
 public:
  const std::string anna = random_token();
  const std::string bob = random_token();

  explicit Lab(FakeUpstream::Script script, const std::string& limits_of_anna = "")
      : fake_(std::move(script)) {
    write_users(line("anna", anna) + ' ' + limits_of_anna + '\n' + line("bob", bob) + '\n');
    start();
  }

  static std::string line(const std::string& name, const std::string& token) {
    return users_line(name, token_digest(token));
  }
  void write_users(const std::string& text) { options_.users = folder_.write("users", text); }
  void start() {
    proxy_.reset();
    options_.state_directory = folder_.path() + "/state";
    proxy_ = std::make_unique<RunningProxy>(fake_.url(), options_);
  }
  // Empty, or what is said.
  std::string reload() {
    std::string error;
    return proxy_->proxy().load_users(&error) ? "" : error;
  }

  FakeUpstream& fake() { return fake_; }
  int port() const { return proxy_->port(); }
  std::string host() const { return proxy_->host(); }

  static std::string bearer(const std::string& token) { return "Authorization: Bearer " + token; }

  Answer ask_as(const std::string& token, const std::string& method, const std::string& target,
                const std::string& body = "", std::vector<std::string> headers = {}) {
    if (!token.empty()) headers.push_back(bearer(token));
    if (!body.empty()) headers.push_back(kJson);
    return ask(port(), method, target, headers, body);
  }
  std::string post_as(const std::string& token, const std::string& stream = "",
                      const std::string& body = R"({"model":"m","input":"hi"})") {
    std::vector<std::string> headers = {bearer(token)};
    if (!stream.empty()) headers.push_back("Parley-Stream: " + stream);
    return post_text(port(), body, headers);
  }

 private:
  TempFolder folder_;
  FakeUpstream fake_;
  Options options_ = quiet_options();
  std::unique_ptr<RunningProxy> proxy_;
};

}  // namespace parley
