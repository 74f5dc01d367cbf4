#include "tls.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>

#include "support/running_proxy.h"
#include "support/self_made.h"
#include "support/temp_folder.h"
#include "support/tls_client.h"

namespace parley {
namespace {

std::string pair_in(const TempFolder& folder, const std::string& name) {
  const std::string file = folder.write(name, self_made());
  ::chmod(file.c_str(), 0600);
  return file;
}

struct Said {
  Tls::Say say() {
    return [this](const std::string& text) { lines += text + '\n'; };
  }
  bool has(const std::string& text) const { return lines.find(text) != std::string::npos; }
  std::string lines;
};

TEST_CASE("without a certificate there is no TLS") {
  const Options options;
  Said said;
  Tls tls(options, said.say());
  CHECK_FALSE(tls.is_on());
  CHECK(tls.certificate() == nullptr);
  tls.tidy();
  CHECK(said.lines == "");
}

TEST_CASE("a pair that is read anew is served; a bad one is not, and the old one stays") {
  const TempFolder folder;
  Options options;
  options.tls_cert = options.tls_key = pair_in(folder, "x.pem");
  Said said;
  Tls tls(options, said.say());
  REQUIRE(tls.is_on());
  CHECK(tls.load() == "");
  const TlsContext first = tls.certificate()->context();
  pair_in(folder, "x.pem");
  CHECK(tls.load() == "");
  const TlsContext second = tls.certificate()->context();
  CHECK(second != first);
  folder.write("x.pem", "nothing of use");
  CHECK(tls.load().find("x.pem") != std::string::npos);
  CHECK(tls.certificate()->context() == second);
  tls.tidy();
  CHECK(tls.certificate()->context() == second);
}

TEST_CASE(
    "its own certificate has all names that it may be called by, and its fingerprint is said") {
  const TempFolder folder;
  Options options;
  options.tls_self_signed = true;
  options.state_directory = folder.path();
  options.host = "127.0.0.9";
  options.allow_hosts = {"box.lan", "other:9000", "[fd00::1]:80", "fd00::2", "10.1.1.1"};
  Said said;
  Tls tls(options, said.say());
  CHECK(tls.load() == "");
  const std::string file = folder.path() + "/tls-self-signed.pem";
  CHECK(said.has("made a certificate for TLS: " + file));
  CHECK(said.has("TLS certificate SHA-256 fingerprint " + load_certificate(file, file).fingerprint +
                 '\n'));
  const std::vector<std::string> names = names_in(folder.read("tls-self-signed.pem"));
  for (const char* name : {"localhost", "127.0.0.1", "::1", "127.0.0.9", "box.lan", "other",
                           "fd00::1", "fd00::2", "10.1.1.1"}) {
    CAPTURE(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
  Said later;
  Tls again(options, later.say());
  CHECK(again.load() == "");
  CHECK_FALSE(later.has("made"));
  CHECK(said.has(later.lines));
  Options homeless = options;
  homeless.state_directory.clear();
  Tls passing(homeless, later.say());
  CHECK(passing.load() == "");
  CHECK(passing.certificate()->context());
  CHECK(later.has("for this run only"));
}

Options secure_options(const TempFolder& folder) {
  Options options = quiet_options();
  options.tls_self_signed = true;
  options.state_directory = folder.path();
  return options;
}

std::string page_request(int port, const std::string& origin) {
  return request_text(port, "GET", "/parley/config", {"Origin: " + origin});
}

TEST_CASE("the proxy over TLS: its address, its origin, and what it says to plain HTTP") {
  const TempFolder folder;
  RunningProxy proxy("http://127.0.0.1:9", secure_options(folder));
  CHECK(proxy.proxy().url().find("https://127.0.0.1:") == 0);
  const auto status = [&proxy](const std::string& origin) {
    TlsClient client(proxy.port());
    client.send(page_request(proxy.port(), origin));
    return client.read_answer().status;
  };
  CHECK(status("https://" + proxy.host()) == 200);
  CHECK(status("http://" + proxy.host()) == 403);
  CHECK(status("https://evil.example") == 403);
  const Answer plain = ask(proxy.port(), "GET", "/");
  CHECK(plain.status == 400);
  CHECK(plain.header("content-type").find("application/json") == 0);
  CHECK(plain.body.find("https://" + proxy.host() + "/ instead") != std::string::npos);
  CHECK(plain.body.find(R"("code":"invalid_request")") != std::string::npos);
  CHECK(plain.header("connection") == "close");
}

TEST_CASE("a certificate read anew is for new connections, those that stand go on") {
  const TempFolder folder;
  Options options = quiet_options();
  options.tls_cert = options.tls_key = pair_in(folder, "x.pem");
  RunningProxy proxy("http://127.0.0.1:9", options);
  const std::string health = request_text(proxy.port(), "GET", "/healthz");
  TlsClient stands(proxy.port());
  const std::string first = stands.fingerprint();
  pair_in(folder, "x.pem");
  proxy.proxy().reload();
  const std::string second = TlsClient(proxy.port()).fingerprint();
  CHECK(second != first);
  stands.send(health);
  CHECK(stands.read_answer().body == "ok\n");
  folder.write("x.pem", "nothing of use");
  proxy.proxy().reload();
  CHECK(TlsClient(proxy.port()).fingerprint() == second);
}

TEST_CASE("without a usable certificate it does not start, and says why") {
  Options options = quiet_options();
  options.tls_cert = options.tls_key = "/nowhere/x.pem";
  Proxy proxy(options, "http://127.0.0.1:9", "", false);
  std::string error;
  CHECK_FALSE(proxy.start(&error));
  CHECK(error.find("/nowhere/x.pem") != std::string::npos);
}

}  // namespace
}  // namespace parley
