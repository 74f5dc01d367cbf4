// A caller of Upstream that keeps what it gets, and what it asks for.
#pragma once

#include <string>

#include "support/fake_upstream.h"
#include "upstream/upstream.h"

namespace parley {

struct Collected : UpstreamSink {
  bool on_head(int code, const HeaderList& list) override {
    ++heads;
    status = code;
    headers = list;
    return true;
  }
  bool on_bytes(std::string_view bytes) override {
    body += bytes;
    return !give_up_on_bytes;
  }
  void watch(std::vector<WatchedSocket>*) override {}
  bool on_wake() override { return true; }

  std::string header(const std::string& name) const {
    for (const auto& entry : headers) {
      if (entry.first == name) return entry.second;
    }
    return {};
  }

  int heads = 0;
  int status = 0;
  HeaderList headers;
  std::string body;
  bool give_up_on_bytes = false;
};

inline UpstreamOptions options_for(const FakeUpstream& fake, const std::string& ca = "") {
  UpstreamOptions options;
  options.url = fake.url();
  options.ca_file = ca;
  return options;
}

inline UpstreamRequest post(const std::string& body = "{\"a\":1}") {
  return {"POST", "/v1beta/interactions", {{"content-type", "application/json"}}, body, {}};
}

inline UpstreamRequest get() {
  return {"GET", "/v1beta/models", {{"x-goog-api-key", "k"}}, "", {}};
}

}  // namespace parley
