#include "http/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <string_view>

namespace parley {
namespace {

constexpr std::size_t kMostPem = 1024 * 1024;
// What of TLS 1.2 is left where no old connection can be read with a key that is lost later.
constexpr char kCiphers12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kProtocol = "http/1.1";

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

struct Parts {
  std::vector<Owned<X509>> chain;
  Owned<EVP_PKEY> key;
};

// Empty, or why not.
std::string read_text(const std::string& path, std::string* text, bool* open_to_all) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             &std::fclose);
  if (!file) return std::strerror(errno);
  struct stat info {};
  if (::fstat(::fileno(file.get()), &info) != 0) return std::strerror(errno);
  if (S_ISDIR(info.st_mode)) return "it is a directory";
  *open_to_all = (info.st_mode & S_IROTH) != 0;
  std::array<char, 16384> block{};
  for (std::size_t n = 0; (n = std::fread(block.data(), 1, block.size(), file.get())) > 0;) {
    text->append(block.data(), n);
    if (text->size() > kMostPem) return "it is too large to be one";
  }
  return std::ferror(file.get()) != 0 ? "reading failed" : "";
}

Owned<BIO> reader_of(const std::string& pem) {
  return Owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::string read_chain(const std::string& pem, const std::string& file, Parts* parts) {
  const Owned<BIO> reader = reader_of(pem);
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)) {
    parts->chain.emplace_back(certificate);
  }
  const bool whole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (!whole) {
    return "a certificate in " + file +
           " is damaged. Get the file anew from where it came from, unchanged.";
  }
  if (parts->chain.empty()) {
    return "there is no certificate in " + file +
           ". Give a PEM file: -----BEGIN CERTIFICATE----- and so on, the server's own first, then "
           "those that it was signed with.";
  }
  return {};
}

std::string read_key(const std::string& pem, const std::string& file, Parts* parts) {
  const Owned<BIO> reader = reader_of(pem);
  bool asked = false;
  const auto ask = [](char*, int, int, void* user) {
    *static_cast<bool*>(user) = true;
    return -1;  // nobody is there to be asked for a passphrase
  };
  ERR_clear_error();
  parts->key.reset(PEM_read_bio_PrivateKey(reader.get(), nullptr, ask, &asked));
  if (parts->key) return {};
  if (asked) {
    return "the key in " + file +
           " is encrypted, and a server has nobody to ask for its passphrase. Decrypt it into a "
           "file that only you can read: openssl pkey -in " +
           file + " -out NEW-FILE";
  }
  return "there is no private key in " + file +
         " that could be read. Give a PEM file: -----BEGIN PRIVATE KEY----- and so on.";
}

// The first of the protocols that the client offers which is ours.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  std::string_view rest(reinterpret_cast<const char*>(offered), offered_size);
  while (!rest.empty()) {
    const std::size_t length = static_cast<unsigned char>(rest.front());
    const std::string_view name = rest.substr(1, length);
    if (name == kProtocol) {
      *chosen = reinterpret_cast<const unsigned char*>(name.data());
      *size = static_cast<unsigned char>(name.size());
      return SSL_TLSEXT_ERR_OK;
    }
    rest.remove_prefix(1 + name.size());
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;  // no_application_protocol
}

// Null: OpenSSL does not take these; its error says why.
TlsContext make_context(X509* own, STACK_OF(X509) * others, EVP_PKEY* key) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  SSL_CTX* const raw = context.get();
  if (raw == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_clear_mode(raw, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);  // clients keep them, as tickets
  SSL_CTX_set_alpn_select_cb(raw, &choose_protocol, nullptr);
  if (SSL_CTX_set_cipher_list(raw, kCiphers12) != 1) return nullptr;
  // Those of the file and no others: none are added from what this machine trusts.
  SSL_CTX_set_mode(raw, SSL_MODE_NO_AUTO_CHAIN);
  if (SSL_CTX_use_certificate(raw, own) != 1) return nullptr;
  if (SSL_CTX_use_PrivateKey(raw, key) != 1) return nullptr;
  if (others != nullptr && SSL_CTX_set1_chain(raw, others) != 1) return nullptr;
  return context;
}

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) throw std::bad_alloc();
  std::string text;
  for (unsigned at = 0; at < size; ++at) {
    std::array<char, 4> pair{};
    std::snprintf(pair.data(), pair.size(), "%s%02X", at == 0 ? "" : ":", digest[at]);
    text += pair.data();
  }
  return text;
}

std::string date_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "a day that cannot be read";
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
  return text.data();
}

std::string warning_about(const X509* certificate, const std::string& file) {
  const std::string begun = "the certificate in " + file;
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) {
    return begun + " expired on " + date_of(X509_get0_notAfter(certificate)) +
           ": clients will refuse it. Renew it, then send SIGHUP.";
  }
  if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) {
    return begun + " is not valid before " + date_of(X509_get0_notBefore(certificate)) +
           ": clients will refuse it until then. Is this machine's clock right?";
  }
  return {};
}

LoadedCertificate put_together(const Parts& parts, const std::string& chain_file,
                               const std::string& key_file) {
  LoadedCertificate loaded;
  X509* const own = parts.chain.front().get();
  ERR_clear_error();
  if (X509_check_private_key(own, parts.key.get()) != 1) {
    loaded.error = "the key in " + key_file + " does not belong to the " +
                   (parts.chain.size() > 1 ? "first " : "") + "certificate in " + chain_file +
                   ". Give the two that were made together.";
    return loaded;
  }
  STACK_OF(X509)* const others = sk_X509_new_null();
  if (others == nullptr) throw std::bad_alloc();
  for (std::size_t at = 1; at < parts.chain.size(); ++at) {
    sk_X509_push(others, parts.chain[at].get());
  }
  loaded.context = make_context(own, others, parts.key.get());
  sk_X509_free(others);
  if (!loaded.context) {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    loaded.error = "the certificate in " + chain_file + " cannot be used" +
                   (reason != nullptr ? std::string(": ") + reason : "") +
                   ". Have one made with a key of ECDSA P-256, or RSA of 2048 bits.";
    return loaded;
  }
  loaded.fingerprint = fingerprint_of(own);
  std::string warning = warning_about(own, chain_file);
  if (!warning.empty()) loaded.warnings.push_back(std::move(warning));
  return loaded;
}

LoadedCertificate failed(std::string error) {
  LoadedCertificate loaded;
  loaded.error = std::move(error);
  return loaded;
}

}  // namespace

LoadedCertificate load_certificate(const std::string& chain_file, const std::string& key_file) {
  Parts parts;
  std::string text;
  bool open_to_all = false;
  std::string problem = read_text(chain_file, &text, &open_to_all);
  if (!problem.empty()) {
    return failed("cannot read the certificate " + chain_file + ": " + problem +
                  ". Give a file that this user can read.");
  }
  problem = read_chain(text, chain_file, &parts);
  if (!problem.empty()) return failed(std::move(problem));
  text.clear();
  problem = read_text(key_file, &text, &open_to_all);
  if (!problem.empty()) {
    return failed("cannot read the key " + key_file + ": " + problem +
                  ". Give a file that this user can read.");
  }
  problem = read_key(text, key_file, &parts);
  OPENSSL_cleanse(text.data(), text.size());
  if (!problem.empty()) return failed(std::move(problem));
  LoadedCertificate loaded = put_together(parts, chain_file, key_file);
  if (loaded.context && open_to_all) {
    loaded.warnings.push_back("everybody on this machine may read the key in " + key_file +
                              ". Let it be yours alone: chmod 600 " + key_file);
  }
  return loaded;
}

LoadedCertificate read_certificate(const std::string& pem, const std::string& file) {
  Parts parts;
  std::string problem = read_chain(pem, file, &parts);
  if (problem.empty()) problem = read_key(pem, file, &parts);
  return problem.empty() ? put_together(parts, file, file) : failed(std::move(problem));
}

void ServedCertificate::serve(TlsContext context) {
  const std::lock_guard<std::mutex> lock(mutex_);
  context_ = std::move(context);
}

TlsContext ServedCertificate::context() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return context_;
}

// The context makes its keys itself, when it is made.
void ServedCertificate::renew_tickets() {
  const TlsContext old = context();
  if (!old) return;
  STACK_OF(X509)* others = nullptr;
  SSL_CTX_get0_chain_certs(old.get(), &others);
  TlsContext renewed =
      make_context(SSL_CTX_get0_certificate(old.get()), others, SSL_CTX_get0_privatekey(old.get()));
  if (renewed) serve(std::move(renewed));
}

}  // namespace parley
