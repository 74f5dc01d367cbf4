#include "upstream/handle_pool.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <poll.h>

#include <csignal>
#include <new>
#include <utility>

namespace parley {
namespace {

constexpr std::chrono::seconds kMaxIdleTime{60};

using ShareLocks = std::array<std::mutex, 16>;
static_assert(CURL_LOCK_DATA_LAST <= 16);

void lock_share(CURL*, curl_lock_data data, curl_lock_access, void* user) {
  (*static_cast<ShareLocks*>(user))[static_cast<std::size_t>(data)].lock();
}

void unlock_share(CURL*, curl_lock_data data, void* user) {
  (*static_cast<ShareLocks*>(user))[static_cast<std::size_t>(data)].unlock();
}

int handle_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// Without the other side's goodbye a body that is as long as its connection may be cut short.
void on_tls_event(const SSL* ssl, int where, int value) {
  if (where != SSL_CB_READ_ALERT || (value & 0xff) != SSL_AD_CLOSE_NOTIFY) return;
  void* const handle = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), handle_index());
  if (handle != nullptr) static_cast<UpstreamHandle*>(handle)->tls_ended = true;
}

CURLcode on_tls_context(CURL*, void* context, void* user) {
  auto* const tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set1_cert_store(tls, static_cast<UpstreamHandle*>(user)->store);
  SSL_CTX_set_ex_data(tls, handle_index(), user);
  SSL_CTX_set_info_callback(tls, &on_tls_event);
  return CURLE_OK;
}

}  // namespace

UpstreamHandle::UpstreamHandle() : multi(curl_multi_init()), easy(curl_easy_init()) {
  if (multi == nullptr || easy == nullptr) {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
    throw std::bad_alloc();
  }
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L);
}

UpstreamHandle::~UpstreamHandle() {
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
}

bool UpstreamHandle::alive() const {
  pollfd state{socket, POLLIN | POLLRDHUP, 0};
  return socket >= 0 && ::poll(&state, 1, 0) == 0;
}

HandlePool::HandlePool(const std::string& ca_file, bool tls, std::size_t idle)
    : most_idle_(idle), store_(X509_STORE_new()) {
  static std::once_flag initialised;
  std::call_once(initialised, [] {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    std::signal(SIGPIPE, SIG_IGN);  // with CURLOPT_NOSIGNAL, OpenSSL's writes may raise it
  });
  share_ = curl_share_init();
  if (store_ == nullptr || share_ == nullptr) throw std::bad_alloc();
  if (ca_file.empty()) {
    // The demo upstream is asked without TLS, and starts sooner without certificates.
    if (tls) X509_STORE_set_default_paths(store_);
  } else if (X509_STORE_load_locations(store_, ca_file.c_str(), nullptr) != 1) {
    error_ = "cannot read certificates from " + ca_file +
             ". --upstream-ca takes a file of PEM certificates";
  }
  curl_share_setopt(share_, CURLSHOPT_LOCKFUNC, &lock_share);
  curl_share_setopt(share_, CURLSHOPT_UNLOCKFUNC, &unlock_share);
  curl_share_setopt(share_, CURLSHOPT_USERDATA, &share_locks_);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
}

HandlePool::~HandlePool() {
  idle_.clear();
  curl_share_cleanup(share_);
  X509_STORE_free(store_);
}

std::unique_ptr<UpstreamHandle> HandlePool::take() {
  std::vector<std::unique_ptr<UpstreamHandle>> stale;  // closed after the lock is gone
  std::unique_ptr<UpstreamHandle> handle;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto oldest = std::chrono::steady_clock::now() - kMaxIdleTime;
    while (!idle_.empty() && idle_.front()->idle_since < oldest) {
      stale.push_back(std::move(idle_.front()));
      idle_.erase(idle_.begin());
    }
    while (!handle && !idle_.empty()) {
      std::unique_ptr<UpstreamHandle> newest = std::move(idle_.back());
      idle_.pop_back();
      if (newest->alive()) {
        handle = std::move(newest);
      } else {
        stale.push_back(std::move(newest));
      }
    }
  }
  if (!handle) {
    handle = std::make_unique<UpstreamHandle>();
    handle->store = store_;
  }
  prepare(*handle);
  return handle;
}

void HandlePool::give_back(std::unique_ptr<UpstreamHandle> handle) {
  curl_easy_reset(handle->easy);
  handle->idle_since = std::chrono::steady_clock::now();
  std::unique_ptr<UpstreamHandle> surplus;
  const std::lock_guard<std::mutex> lock(mutex_);
  idle_.push_back(std::move(handle));
  if (idle_.size() > most_idle_) {
    surplus = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }
}

void HandlePool::prepare(UpstreamHandle& handle) {
  handle.tls_ended = false;
  CURL* const easy = handle.easy;
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a resolver that hangs
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, long{kMaxIdleTime.count()});
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 30L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 15L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 16L * 1024);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16L * 1024);
  curl_easy_setopt(easy, CURLOPT_SHARE, share_);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &on_tls_context);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &handle);
}

}  // namespace parley
