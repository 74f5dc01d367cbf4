#include "http/certificate.h"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <ctime>

#include "support/self_made.h"
#include "support/temp_folder.h"

namespace parley {
namespace {

constexpr std::time_t kDay = 24L * 60 * 60;

std::string part_of(const std::string& pem, const std::string& what) {
  const std::string end = "-----END " + what + "-----\n";
  const std::size_t begun = pem.find("-----BEGIN " + what);
  return pem.substr(begun, pem.find(end) + end.size() - begun);
}

std::string key_of(const std::string& pem) { return part_of(pem, "PRIVATE KEY"); }
std::string certificate_of(const std::string& pem) { return part_of(pem, "CERTIFICATE"); }

std::string encrypted(const std::string& key_pem) {
  BIO* const in = BIO_new_mem_buf(key_pem.data(), -1);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* const out = BIO_new(BIO_s_mem());
  unsigned char word[] = "secret";
  PEM_write_bio_PrivateKey(out, key, EVP_aes_128_cbc(), word, 6, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(in);
  BIO_free(out);
  EVP_PKEY_free(key);
  return pem;
}

TEST_CASE("a pair of files, or one with both in it") {
  const TempFolder folder;
  const std::string pem = self_made();
  const std::string chain =
      folder.write("c.pem", certificate_of(pem) + certificate_of(self_made()));
  const std::string key = folder.write("k.pem", key_of(pem));
  const std::string both = folder.write("both.pem", pem);
  ::chmod(key.c_str(), 0640);
  ::chmod(both.c_str(), 0600);
  const LoadedCertificate two = load_certificate(chain, key);
  CHECK(two.error == "");
  CHECK(two.context);
  CHECK(two.warnings.empty());
  CHECK(two.fingerprint.size() == 32 * 3 - 1);
  const LoadedCertificate one = load_certificate(both, both);
  CHECK(one.context);
  CHECK(one.fingerprint == two.fingerprint);
  CHECK(read_certificate(pem, "x").fingerprint == two.fingerprint);
}

TEST_CASE("what is wrong with a file is said with its name, and what to do") {
  const TempFolder folder;
  const std::string pem = self_made();
  const std::string good = folder.write("good.pem", pem);
  const std::string chain = folder.write("chain.pem", certificate_of(pem));
  const std::string key = folder.write("key.pem", key_of(pem));
  const std::string other = folder.write("other.pem", key_of(self_made()));
  const std::string locked = folder.write("locked.pem", encrypted(key_of(pem)));
  const std::string empty = folder.write("empty.pem", "");
  std::string torn = certificate_of(pem);
  torn.erase(100, 30);
  const std::string damaged = folder.write("damaged.pem", certificate_of(pem) + torn);
  const std::string huge = folder.write("huge.pem", std::string(2'000'000, '\n') + pem);
  const struct {
    std::string chain, key, named, said;
  } cases[] = {
      {folder.path() + "/none.pem", key, "/none.pem", "No such file"},
      {folder.path(), key, folder.path(), "directory"},
      {good, folder.path() + "/none.pem", "/none.pem", "No such file"},
      {key, key, "key.pem", "no certificate in"},
      {empty, key, "empty.pem", "no certificate in"},
      {damaged, key, "damaged.pem", "is damaged"},
      {huge, key, "huge.pem", "too large"},
      {chain, chain, "chain.pem", "no private key in"},
      {chain, empty, "empty.pem", "no private key in"},
      {chain, locked, "locked.pem", "openssl pkey -in"},
      {chain, other, "other.pem", "does not belong to"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.said);
    const LoadedCertificate loaded = load_certificate(each.chain, each.key);
    CHECK_FALSE(loaded.context);
    CHECK(loaded.error.find(each.said) != std::string::npos);
    CHECK(loaded.error.find(each.named) != std::string::npos);
    CHECK(loaded.error.back() != '\n');
  }
}

TEST_CASE("a key too weak to be of use") {
  const TempFolder folder;
  EVP_PKEY* const key = EVP_RSA_gen(512);
  BIO* const out = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  X509* const certificate = X509_new();
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  PEM_write_bio_X509(out, certificate);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out, &text);
  const std::string file =
      folder.write("weak.pem", std::string(text, static_cast<std::size_t>(size)));
  BIO_free(out);
  X509_free(certificate);
  EVP_PKEY_free(key);
  const LoadedCertificate loaded = load_certificate(file, file);
  CHECK_FALSE(loaded.context);
  CHECK(loaded.error.find("weak.pem cannot be used") != std::string::npos);
  CHECK(loaded.error.find("key too small") != std::string::npos);
}

TEST_CASE("what is old, early or open to all is taken, with a word about it") {
  const TempFolder folder;
  const auto warning = [&folder](const std::string& pem, mode_t mode) {
    const std::string file = folder.write("x.pem", pem);
    ::chmod(file.c_str(), mode);
    const LoadedCertificate loaded = load_certificate(file, file);
    CHECK(loaded.context);
    return loaded.warnings.empty() ? "" : loaded.warnings.front();
  };
  const std::time_t now = std::time(nullptr);
  CHECK(warning(self_made(now - 900 * kDay), 0600).find("x.pem expired on 20") !=
        std::string::npos);
  CHECK(warning(self_made(now + 9 * kDay), 0600).find("x.pem is not valid before") !=
        std::string::npos);
  CHECK(warning(self_made(), 0604).find("chmod 600 ") != std::string::npos);
  CHECK(warning(self_made(), 0600) == "");
}

TEST_CASE("what is served is swapped, and lives for as long as somebody uses it") {
  ServedCertificate served;
  CHECK_FALSE(served.context());
  served.renew_tickets();
  CHECK_FALSE(served.context());
  served.serve(read_certificate(self_made(), "x").context);
  const TlsContext first = served.context();
  CHECK(first);
  served.renew_tickets();
  const TlsContext second = served.context();
  CHECK(second);
  CHECK(second != first);
  CHECK(first.use_count() == 1);
}

}  // namespace
}  // namespace parley
