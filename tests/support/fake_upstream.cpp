#include "support/fake_upstream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "support/allocations.h"

namespace parley {
namespace {

using Clock = std::chrono::steady_clock;

X509* self_signed(EVP_PKEY* key, const std::string& names) {
  X509* const certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  for (const auto& [id, value] : {std::pair<int, std::string>{NID_subject_alt_name, names},
                                  std::pair<int, std::string>{NID_basic_constraints, "CA:TRUE"}}) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  X509_sign(certificate, key, EVP_sha256());
  return certificate;
}

bool wait_readable(int fd, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<Milliseconds>(deadline - Clock::now()).count();
  pollfd entry{fd, POLLIN, 0};
  return left > 0 && ::poll(&entry, 1, static_cast<int>(left)) > 0;
}

}  // namespace

std::string ReceivedRequest::target() const {
  const std::size_t start = head.find(' ') + 1;
  return head.substr(start, head.find(' ', start) - start);
}

std::string ReceivedRequest::header(std::string_view lower_case_name) const {
  std::string lower = head;
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  const std::string line = "\r\n" + std::string(lower_case_name) + ": ";
  const std::size_t at = lower.find(line);
  if (at == std::string::npos) return {};
  const std::size_t start = at + line.size();
  return head.substr(start, head.find("\r\n", start) - start);
}

TlsIdentity::TlsIdentity(const std::string& names) : context_(SSL_CTX_new(TLS_server_method())) {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = self_signed(key, names);
  SSL_CTX_use_certificate(context_, certificate);
  SSL_CTX_use_PrivateKey(context_, key);
  ca_file_ = "/tmp/parley-test-ca-XXXXXX";
  const int fd = ::mkstemp(ca_file_.data());
  std::FILE* const file = ::fdopen(fd, "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TlsIdentity::~TlsIdentity() {
  SSL_CTX_free(context_);
  ::unlink(ca_file_.c_str());
}

long Peer::receive(char* out, std::size_t size) {
  if (ssl_ == nullptr) return ::recv(fd_, out, size, 0);
  ERR_clear_error();
  return SSL_read(ssl_, out, static_cast<int>(size));
}

bool Peer::read_request(ReceivedRequest* request) {
  std::array<char, 65536> block{};
  std::size_t wanted = 0;
  for (;;) {
    const std::size_t head_end = in_.find("\r\n\r\n");
    if (head_end != std::string::npos && wanted == 0) {
      request->head = in_.substr(0, head_end + 4);
      wanted = head_end + 4 + std::strtoull(request->header("content-length").c_str(), nullptr, 10);
    }
    if (wanted != 0 && in_.size() >= wanted) break;
    const long got = receive(block.data(), block.size());
    if (got <= 0) return false;
    in_.append(block.data(), static_cast<std::size_t>(got));
  }
  request->body = in_.substr(request->head.size(), wanted - request->head.size());
  in_.erase(0, wanted);
  received_(*request);
  return true;
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    const long sent = ssl_ != nullptr
                          ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                          : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Peer::wait_closed(Milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  std::array<char, 65536> block{};
  for (;;) {
    if (!wait_readable(fd_, deadline)) return false;
    if (receive(block.data(), block.size()) <= 0) return true;
  }
}

void Peer::say_goodbye() { SSL_shutdown(ssl_); }

void Peer::reset() {
  const linger hard{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

FakeUpstream::FakeUpstream(Script script, const TlsIdentity* tls, Begin begin)
    : script_(std::move(script)),
      tls_(tls),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that are gone
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "no upstream");
  }
  port_ = ntohs(address.sin_port);
  if (begin == Begin::kListening) listen();
}

void FakeUpstream::listen() {
  if (::listen(listener_, 1024) != 0) {
    throw std::system_error(errno, std::generic_category(), "no upstream");
  }
  acceptor_ = std::thread([this] { accept_loop(); });
}

FakeUpstream::~FakeUpstream() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  if (acceptor_.joinable()) acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  ::close(listener_);
}

std::string FakeUpstream::url() const {
  return (tls_ != nullptr ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_);
}

int FakeUpstream::connections() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return connections_;
}

std::vector<ReceivedRequest> FakeUpstream::requests() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return requests_;
}

bool FakeUpstream::wait_requests(std::size_t count, Milliseconds patience) const {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return requests_.size() >= count; });
}

bool FakeUpstream::wait_closed(int count, Milliseconds patience) const {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return closed_ >= count; });
}

void FakeUpstream::accept_loop() {
  spare_this_thread();
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    ++connections_;
    open_.push_back(fd);
    threads_.emplace_back([this, fd] { run(fd); });
    if (stopping_) ::shutdown(fd, SHUT_RDWR);
  }
}

void FakeUpstream::run(int fd) {
  spare_this_thread();
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  SSL* ssl = nullptr;
  bool ready = true;
  if (tls_ != nullptr) {
    ssl = SSL_new(tls_->context());
    SSL_set_fd(ssl, fd);
    ready = SSL_accept(ssl) == 1;
  }
  if (ready) {
    Peer peer(fd, ssl);
    peer.received_ = [this](const ReceivedRequest& request) {
      const std::lock_guard<std::mutex> lock(mutex_);
      requests_.push_back(request);
      changed_.notify_all();
    };
    script_(peer);
  }
  SSL_free(ssl);
  const std::lock_guard<std::mutex> lock(mutex_);
  open_.erase(std::find(open_.begin(), open_.end(), fd));
  ::close(fd);
  ++closed_;
  changed_.notify_all();
}

FakeUpstream::Script after_request(FakeUpstream::Script script) {
  return [script = std::move(script)](Peer& peer) {
    ReceivedRequest request;
    if (peer.read_request(&request)) script(peer);
  };
}

FakeUpstream::Script always(std::string answer) {
  return [answer = std::move(answer)](Peer& peer) {
    ReceivedRequest request;
    while (peer.read_request(&request) && peer.send(answer)) {
    }
  };
}

std::string plain_answer(int status, const std::string& content_type, const std::string& body,
                         const std::vector<std::string>& headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) +
                     " Whatever\r\nContent-Type: " + content_type +
                     "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  for (const std::string& line : headers) text += line + "\r\n";
  return text + "\r\n" + body;
}

std::string chunk(std::string_view bytes) {
  std::array<char, 24> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  return size.data() + std::string(bytes) + "\r\n";
}

}  // namespace parley
