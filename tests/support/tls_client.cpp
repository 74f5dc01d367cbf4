#include "support/tls_client.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>

#include <array>
#include <csignal>
#include <cstdio>

namespace parley {

TlsClient::TlsClient(int port, const TlsWishes& wishes) : TcpClient(port, wishes.receive_buffer) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that are gone
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, wishes.version != 0 ? wishes.version : TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, wishes.version);
  if (wishes.version != 0 && wishes.version < TLS1_2_VERSION) {
    SSL_CTX_set_security_level(context, 0);  // or OpenSSL itself would not try
  }
  if (!wishes.ciphers.empty()) SSL_CTX_set_cipher_list(context, wishes.ciphers.c_str());
  ssl_ = SSL_new(context);
  SSL_CTX_free(context);
  std::string offered;
  for (const std::string& name : wishes.protocols) offered += static_cast<char>(name.size()) + name;
  if (!offered.empty()) {
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
  }
  if (wishes.session != nullptr) SSL_set_session(ssl_, wishes.session);
  SSL_set_fd(ssl_, fd_);
  ERR_clear_error();
  shaken_ = SSL_connect(ssl_) == 1;
  if (!shaken_) {
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    problem_ = reason != nullptr ? reason : "closed";
  }
}

TlsClient::~TlsClient() { SSL_free(ssl_); }

bool TlsClient::send(std::string_view bytes) {
  std::size_t sent = 0;
  ERR_clear_error();
  return bytes.empty() || SSL_write_ex(ssl_, bytes.data(), bytes.size(), &sent) == 1;
}

void TlsClient::say_goodbye() {
  ERR_clear_error();
  SSL_shutdown(ssl_);
}

bool TlsClient::ask_for_new_keys() {
  ERR_clear_error();
  return SSL_key_update(ssl_, SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(ssl_) == 1;
}

bool TlsClient::was_told_the_end() const {
  return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
}

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509* const certificate = SSL_get0_peer_certificate(ssl_);
  if (certificate == nullptr) return {};
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned at = 0; at < size; ++at) {
    std::array<char, 4> pair{};
    std::snprintf(pair.data(), pair.size(), ":%02X", digest[at]);
    text += pair.data();
  }
  return text.substr(1);
}

SSL_SESSION* TlsClient::session() const { return SSL_get1_session(ssl_); }

bool TlsClient::took_up() const { return SSL_session_reused(ssl_) == 1; }

// A record may come in pieces: what is left of patience is only looked at between records.
bool TlsClient::read_some(std::chrono::steady_clock::time_point deadline) {
  if (ended_ || !shaken_) return false;
  if (SSL_pending(ssl_) == 0) {
    const auto left =
        std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd entry{fd_, POLLIN, 0};
    if (left <= 0 || ::poll(&entry, 1, static_cast<int>(left)) <= 0) return false;
  }
  std::array<char, 65536> block{};
  std::size_t got = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_, block.data(), block.size(), &got);
  if (result == 1) {
    received_.append(block.data(), got);
    return true;
  }
  ended_ = true;
  reset_ = SSL_get_error(ssl_, result) != SSL_ERROR_ZERO_RETURN;
  return false;
}

}  // namespace parley
