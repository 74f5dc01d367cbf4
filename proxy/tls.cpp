#include "tls.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <exception>
#include <vector>

#include "command/self_signed.h"
#include "http/addresses.h"

namespace parley {
namespace {

constexpr std::chrono::hours kTicketTime{8};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// As --allow-host has it: NAME, NAME:PORT, [ADDRESS], [ADDRESS]:PORT, or a bare address.
std::string without_port(const std::string& entry) {
  if (entry.front() == '[') return entry.substr(1, entry.find(']') - 1);
  const std::size_t colon = entry.find(':');
  return entry.find(':', colon + 1) == std::string::npos ? entry.substr(0, colon) : entry;
}

// All by which this server may be called.
std::vector<std::string> names_for(const Options& options) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1", host_name()};
  if (options.host == "0.0.0.0" || options.host == "::") {
    for (std::string& address : local_addresses()) names.push_back(std::move(address));
  } else {
    names.push_back(options.host);
  }
  for (const std::string& entry : options.allow_hosts) names.push_back(without_port(entry));
  return names;
}

}  // namespace

Tls::Tls(const Options& options, Say say) : options_(options), say_(std::move(say)) {}

std::string Tls::load() {
  LoadedCertificate loaded = options_.tls_self_signed
                                 ? own_certificate()
                                 : load_certificate(options_.tls_cert, options_.tls_key);
  if (!loaded.context) return loaded.error;
  for (const std::string& warning : loaded.warnings) say_(warning);
  if (options_.tls_self_signed) say_("TLS certificate SHA-256 fingerprint " + loaded.fingerprint);
  certificate_.serve(std::move(loaded.context));
  tickets_since_ = Clock::now();
  return {};
}

LoadedCertificate Tls::own_certificate() {
  try {
    SelfSigned own =
        keep_self_signed(options_.state_directory, names_for(options_), std::time(nullptr));
    if (own.is_new && !own.file.empty()) say_("made a certificate for TLS: " + own.file);
    if (!own.problem.empty()) {
      say_("the self-signed certificate is for this run only, since it cannot be kept: " +
           own.problem);
    }
    self_signed_ = std::move(own.pem);
    return read_certificate(self_signed_, own.file);
  } catch (const std::exception& problem) {
    LoadedCertificate failed;
    failed.error = problem.what();
    return failed;
  }
}

void Tls::tidy() {
  if (!is_on()) return;
  if (options_.tls_self_signed && !is_good_self_signed(self_signed_, {}, std::time(nullptr))) {
    const std::string error = load();
    if (!error.empty()) say_(error);
  }
  if (Clock::now() - tickets_since_ < kTicketTime) return;
  certificate_.renew_tickets();
  tickets_since_ = Clock::now();
}

}  // namespace parley
