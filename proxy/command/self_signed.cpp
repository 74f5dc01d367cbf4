#include "command/self_signed.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "command/state_directory.h"
#include "http/text.h"

namespace parley {
namespace {

constexpr char kFile[] = "/tls-self-signed.pem";
constexpr std::size_t kMostPem = 64 * 1024;
constexpr std::size_t kMostNames = 64;
constexpr int kSerialBits = 127;
constexpr long kDay = 24L * 60 * 60;

struct Free {
  void operator()(ASN1_OCTET_STRING* text) const { ASN1_OCTET_STRING_free(text); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make a certificate");
}

// Four bytes, or sixteen; else it is no address.
std::string address_bytes(const std::string& name) {
  std::array<char, sizeof(in6_addr)> bytes{};
  if (::inet_pton(AF_INET, name.c_str(), bytes.data()) == 1) return {bytes.data(), 4};
  if (::inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1) return {bytes.data(), bytes.size()};
  return {};
}

bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && name.front() != '-' && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                  c == '_';
         });
}

// As a certificate has them: in lower case, addresses in one form, each once.
std::vector<std::string> tidy_names(const std::vector<std::string>& names) {
  std::vector<std::string> tidy;
  for (const std::string& each : names) {
    std::string name = lower(each);
    const std::string bytes = address_bytes(name);
    if (!bytes.empty()) {
      std::array<char, INET6_ADDRSTRLEN> text{};
      name = ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(),
                         text.size());
    }
    const bool known = std::find(tidy.begin(), tidy.end(), name) != tidy.end();
    if (!known && (!bytes.empty() || is_host_name(name))) tidy.push_back(name);
  }
  return tidy;
}

Owned<GENERAL_NAMES> alternative_names(const std::vector<std::string>& names) {
  Owned<GENERAL_NAMES> all(GENERAL_NAMES_new());
  must(all != nullptr);
  for (const std::string& name : names) {
    const std::string address = address_bytes(name);
    const std::string& value = address.empty() ? name : address;
    GENERAL_NAME* const entry = GENERAL_NAME_new();
    ASN1_STRING* const text =
        ASN1_STRING_type_new(address.empty() ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
    must(entry != nullptr && text != nullptr &&
         ASN1_STRING_set(text, value.data(), static_cast<int>(value.size())) == 1);
    GENERAL_NAME_set0_value(entry, address.empty() ? GEN_DNS : GEN_IPADD, text);
    must(sk_GENERAL_NAME_push(all.get(), entry) > 0);
  }
  return all;
}

void add_extension(X509* certificate, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
  const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  must(added);
}

Owned<X509> sign(EVP_PKEY* key, const std::vector<std::string>& names, std::time_t now) {
  Owned<X509> certificate(X509_new());
  const Owned<BIGNUM> serial(BN_new());
  must(certificate != nullptr && serial != nullptr);
  X509* const raw = certificate.get();
  must(BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  must(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(raw)) != nullptr);
  must(X509_set_version(raw, X509_VERSION_3) == 1 && X509_set_pubkey(raw, key) == 1);
  // From yesterday on: other machines' clocks may be behind. The days count from there.
  must(X509_time_adj_ex(X509_getm_notBefore(raw), -1, 0, &now) != nullptr);
  must(X509_time_adj_ex(X509_getm_notAfter(raw), kSelfSignedDays - 1, -1, &now) != nullptr);
  X509_NAME* const subject = X509_get_subject_name(raw);
  must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                  reinterpret_cast<const unsigned char*>("Parley"), -1, -1,
                                  0) == 1);
  must(X509_set_issuer_name(raw, subject) == 1);
  // Whoever comes to trust it trusts this server, and nothing that it could sign. A key usage would
  // have to say that it signs (itself), or OpenSSL would not take it for its own root.
  add_extension(raw, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(raw, NID_ext_key_usage, "serverAuth");
  add_extension(raw, NID_subject_key_identifier, "hash");
  const Owned<GENERAL_NAMES> alternatives = alternative_names(names);
  must(X509_add1_ext_i2d(raw, NID_subject_alt_name, alternatives.get(), 0, X509V3_ADD_DEFAULT) ==
       1);
  must(X509_sign(raw, key, EVP_sha256()) > 0);
  return certificate;
}

Owned<X509> first_certificate(const std::string& pem) {
  const Owned<BIO> reader(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Owned<X509> certificate(PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

// Empty: there is none, or one that others than this user might have read.
std::string read_kept(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             &std::fclose);
  struct stat info {};
  if (!file || ::fstat(::fileno(file.get()), &info) != 0) return {};
  if (!S_ISREG(info.st_mode) || (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) return {};
  std::string pem(kMostPem, '\0');
  pem.resize(std::fread(pem.data(), 1, pem.size(), file.get()));
  return pem;
}

// Beside it, then in its place: whatever happens there is a whole one. Empty, or why not.
std::string write_kept(const std::string& path, const std::string& pem) {
  std::string beside = path + ".XXXXXX";
  const int fd = ::mkostemp(beside.data(), O_CLOEXEC);  // for this user alone
  if (fd < 0) return "cannot write " + path + ": " + std::strerror(errno);
  const bool written =
      ::write(fd, pem.data(), pem.size()) == static_cast<ssize_t>(pem.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (written && ::rename(beside.c_str(), path.c_str()) == 0) return {};
  const std::string reason = std::strerror(errno);
  ::unlink(beside.c_str());
  return "cannot write " + path + ": " + reason;
}

}  // namespace

std::string make_self_signed(const std::vector<std::string>& names, std::time_t now) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  must(key != nullptr);
  const Owned<X509> certificate = sign(key.get(), tidy_names(names), now);
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  must(PEM_write_bio_X509(out.get(), certificate.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::vector<std::string> names_in(const std::string& pem) {
  const Owned<X509> certificate = first_certificate(pem);
  if (!certificate) return {};
  const Owned<GENERAL_NAMES> all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  for (int at = 0; at < sk_GENERAL_NAME_num(all.get()); ++at) {
    int type = 0;
    const auto* const value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), at), &type));
    const auto* const bytes = ASN1_STRING_get0_data(value);
    const int size = ASN1_STRING_length(value);
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (type == GEN_DNS) {
      names.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    } else if (type == GEN_IPADD && (size == 4 || size == 16)) {
      ::inet_ntop(size == 4 ? AF_INET : AF_INET6, bytes, text.data(), text.size());
      names.emplace_back(text.data());
    }
  }
  return names;
}

bool is_good_self_signed(const std::string& pem, const std::vector<std::string>& names,
                         std::time_t now) {
  const Owned<X509> certificate = first_certificate(pem);
  if (!certificate) return false;
  std::time_t then = now + kRenewDays * kDay;
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &then) <= 0) return false;
  if (X509_cmp_time(X509_get0_notBefore(certificate.get()), &now) > 0) return false;
  const Owned<BIO> reader(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(reader.get(), nullptr, nullptr, nullptr));
  const bool fits = key && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  const std::vector<std::string> has = names_in(pem);
  const std::vector<std::string> wanted = tidy_names(names);
  return fits && std::all_of(wanted.begin(), wanted.end(), [&has](const std::string& name) {
           return std::find(has.begin(), has.end(), name) != has.end();
         });
}

SelfSigned keep_self_signed(const std::string& directory, const std::vector<std::string>& names,
                            std::time_t now) {
  SelfSigned kept;
  if (directory.empty()) {
    kept.problem = "there is no place for it: HOME is not set, nor XDG_STATE_HOME";
  } else {
    kept.problem = make_directory(directory);
  }
  const std::string path = kept.problem.empty() ? directory + kFile : "";
  if (!path.empty()) kept.pem = read_kept(path);
  if (!path.empty() && is_good_self_signed(kept.pem, names, now)) {
    kept.file = path;
    return kept;
  }
  std::vector<std::string> all = names;
  for (const std::string& name : names_in(kept.pem)) {
    if (all.size() < kMostNames) all.push_back(name);
  }
  kept.pem = make_self_signed(all, now);
  kept.is_new = true;
  if (!path.empty()) kept.problem = write_kept(path, kept.pem);
  if (kept.problem.empty()) kept.file = path;
  return kept;
}

}  // namespace parley
