#include "upstream/upstream.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <mutex>
#include <utility>

#include "upstream/upstream_head.h"

namespace parley {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxHead = 64 * 1024;
constexpr std::size_t kMaxIdle = 32;  // handles, each with at most one connection
constexpr std::chrono::seconds kMaxIdleTime{60};

// A multi of its own keeps each handle's connection, and lets its thread watch other sockets.
struct Handle {
  Handle() : multi(curl_multi_init()), easy(curl_easy_init()) {
    if (multi == nullptr || easy == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L);
  }
  ~Handle() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // Between two answers there is nothing to read: whatever there is, the connection is over. Not
  // every libcurl looks before it sends, and a POST that is lost so cannot be sent again.
  bool alive() const {
    pollfd state{socket, POLLIN | POLLRDHUP, 0};
    return socket != CURL_SOCKET_BAD && ::poll(&state, 1, 0) == 0;
  }

  CURLM* const multi;
  CURL* const easy;
  curl_socket_t socket = CURL_SOCKET_BAD;  // of its connection
  Clock::time_point idle_since;
};

UpstreamResult failed(int status, const char* code, const char* message) {
  UpstreamResult result;
  result.end = UpstreamResult::End::kFailed;
  result.status = status;
  result.code = code;
  result.message = message;
  return result;
}

UpstreamResult explain(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return failed(502, "upstream_unreachable",
                    "The API's host name was not found. Check this machine's network, then retry.");
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
      return failed(502, "upstream_unreachable",
                    "The API could not be reached. Check this machine's network, then retry.");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return failed(502, "upstream_not_trusted",
                    "The API's certificate could not be verified, so nothing was sent. Install "
                    "ca-certificates, or give the right bundle with --upstream-ca.");
    case CURLE_SSL_CONNECT_ERROR:
      return failed(502, "upstream_unreachable",
                    "No secure connection to the API could be made, so nothing was sent. Retry; if "
                    "it lasts, something on the way intercepts TLS.");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return failed(502, "upstream_invalid", "What answered does not speak HTTP as an API does.");
    default:
      return failed(502, "upstream_closed",
                    "The connection to the API broke before it answered. The request was not sent "
                    "again, because it may have been received; retry if that does no harm.");
  }
}

// One request on its way: what libcurl's callbacks need.
struct Exchange {
  Exchange(UpstreamRequest asked, UpstreamSink& caller) : request(std::move(asked)), sink(caller) {}

  UpstreamRequest request;
  UpstreamSink& sink;
  std::size_t body_sent = 0;
  int times_sent = 0;
  std::string head;  // of the answer, while it is not complete
  bool head_done = false;
  bool head_bad = false;
  bool given_up = false;

  bool read_head();
};

// The head is complete. False: give up.
bool Exchange::read_head() {
  int status = 0;
  HeaderList headers;
  switch (parse_upstream_head(head, &status, &headers)) {
    case UpstreamHead::kInterim:
      head.clear();
      return true;
    case UpstreamHead::kBad:
      return false;
    case UpstreamHead::kFinal:
      break;
  }
  head_done = true;
  head = std::string();
  given_up = !sink.on_head(status, headers);
  return !given_up;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  const std::string_view line(data, size * count);
  if (exchange.head_done) return line.size();  // trailers stay behind
  try {
    exchange.head += line;
    bool good = exchange.head.size() <= kMaxHead;
    if (good && (line == "\r\n" || line == "\n")) good = exchange.read_head();
    if (good) return line.size();
  } catch (...) {
    // out of memory
  }
  exchange.head_bad = !exchange.given_up;
  return 0;
}

std::size_t on_data(char* data, std::size_t size, std::size_t count, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  try {
    if (exchange.sink.on_bytes({data, size * count})) return size * count;
  } catch (...) {
    // out of memory
  }
  exchange.given_up = true;
  return 0;  // fewer than were offered: libcurl ends the transfer
}

std::size_t on_read(char* out, std::size_t size, std::size_t count, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  std::string& body = exchange.request.body;
  const std::size_t piece = std::min(size * count, body.size() - exchange.body_sent);
  std::memcpy(out, body.data() + exchange.body_sent, piece);
  exchange.body_sent += piece;
  return piece;
}

// Called whenever the request is about to go out on a connection that stands, TLS included: before
// that not a byte of it is on its way, after it nobody can tell. libcurl sends a request again,
// unasked, when a connection it used again turns out to be dead; for a POST that would be a second
// interaction, and a second bill.
int before_request(void* user, char*, char*, int, int) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  const bool again = exchange.times_sent++ != 0;
  return again && exchange.request.method == "POST" ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

}  // namespace

class Upstream::Impl {
 public:
  explicit Impl(UpstreamOptions options);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const std::string& error() const { return error_; }
  UpstreamResult exchange(UpstreamRequest request, UpstreamSink& sink);

 private:
  std::unique_ptr<Handle> take();
  void give_back(std::unique_ptr<Handle> handle);
  void prepare(CURL* easy, Exchange& exchange, curl_slist* headers);
  CURLcode drive(Handle& handle, Exchange& exchange, bool* too_late);

  static CURLcode use_store(CURL*, void* context, void* user);
  static void lock(CURL*, curl_lock_data data, curl_lock_access, void* user);
  static void unlock(CURL*, curl_lock_data data, void* user);

  const UpstreamOptions options_;
  std::string error_;
  X509_STORE* store_;  // one for all: reading the system's certificates anew takes 20 ms and 1 MB
  CURLSH* share_;      // TLS sessions and addresses
  std::array<std::mutex, CURL_LOCK_DATA_LAST> share_locks_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Handle>> idle_;  // with mutex_; the newest last
};

Upstream::Impl::Impl(UpstreamOptions options)
    : options_(std::move(options)), store_(X509_STORE_new()) {
  static std::once_flag initialised;
  std::call_once(initialised, [] {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    std::signal(SIGPIPE, SIG_IGN);  // with CURLOPT_NOSIGNAL, OpenSSL's writes may raise it
  });
  share_ = curl_share_init();
  if (store_ == nullptr || share_ == nullptr) throw std::bad_alloc();
  if (options_.ca_file.empty()) {
    // The demo upstream is asked without TLS, and starts sooner without certificates.
    if (options_.url.compare(0, 5, "http:") != 0) X509_STORE_set_default_paths(store_);
  } else if (X509_STORE_load_locations(store_, options_.ca_file.c_str(), nullptr) != 1) {
    error_ = "cannot read certificates from " + options_.ca_file +
             ". --upstream-ca takes a file of PEM certificates";
  }
  curl_share_setopt(share_, CURLSHOPT_LOCKFUNC, &lock);
  curl_share_setopt(share_, CURLSHOPT_UNLOCKFUNC, &unlock);
  curl_share_setopt(share_, CURLSHOPT_USERDATA, this);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
}

Upstream::Impl::~Impl() {
  idle_.clear();
  curl_share_cleanup(share_);
  X509_STORE_free(store_);
}

void Upstream::Impl::lock(CURL*, curl_lock_data data, curl_lock_access, void* user) {
  static_cast<Impl*>(user)->share_locks_[static_cast<std::size_t>(data)].lock();
}

void Upstream::Impl::unlock(CURL*, curl_lock_data data, void* user) {
  static_cast<Impl*>(user)->share_locks_[static_cast<std::size_t>(data)].unlock();
}

CURLcode Upstream::Impl::use_store(CURL*, void* context, void* user) {
  SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(context), static_cast<Impl*>(user)->store_);
  return CURLE_OK;
}

std::unique_ptr<Handle> Upstream::Impl::take() {
  std::vector<std::unique_ptr<Handle>> stale;  // closed after the lock is gone
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto oldest = Clock::now() - kMaxIdleTime;
  while (!idle_.empty() && idle_.front()->idle_since < oldest) {
    stale.push_back(std::move(idle_.front()));
    idle_.erase(idle_.begin());
  }
  while (!idle_.empty()) {
    std::unique_ptr<Handle> newest = std::move(idle_.back());
    idle_.pop_back();
    if (newest->alive()) return newest;
    stale.push_back(std::move(newest));
  }
  return std::make_unique<Handle>();
}

void Upstream::Impl::give_back(std::unique_ptr<Handle> handle) {
  curl_easy_reset(handle->easy);
  handle->idle_since = Clock::now();
  std::unique_ptr<Handle> surplus;
  const std::lock_guard<std::mutex> lock(mutex_);
  idle_.push_back(std::move(handle));
  if (idle_.size() > kMaxIdle) {
    surplus = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }
}

void Upstream::Impl::prepare(CURL* easy, Exchange& exchange, curl_slist* headers) {
  const std::string url = options_.url + exchange.request.target;
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a resolver that hangs
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, long{options_.connect_time.count()});
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
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &use_store);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_data);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &before_request);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &exchange);
  if (exchange.request.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    // By callback, and without one that rewinds: a body that has gone out cannot go out again.
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(exchange.request.body.size()));
  } else if (exchange.request.method != "GET") {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, exchange.request.method.c_str());
  }
}

// Until the answer is over, the sink gives up, or the time for the head has run out.
CURLcode Upstream::Impl::drive(Handle& handle, Exchange& exchange, bool* too_late) {
  const auto deadline = Clock::now() + options_.head_time;
  std::vector<WatchedSocket> sockets;
  std::vector<curl_waitfd> waits;
  for (;;) {
    int running = 0;
    if (curl_multi_perform(handle.multi, &running) != CURLM_OK) return CURLE_OUT_OF_MEMORY;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(handle.multi, &left)) {
      if (message->msg == CURLMSG_DONE) return message->data.result;
    }
    if (exchange.body_sent != 0 && exchange.body_sent == exchange.request.body.size()) {
      exchange.request.body = std::string();  // a long answer must not hold it
      exchange.body_sent = 0;
    }
    if (!exchange.sink.on_wake()) {
      exchange.given_up = true;
      return CURLE_ABORTED_BY_CALLBACK;
    }
    auto patience = std::chrono::milliseconds(60'000);
    if (!exchange.head_done) {
      patience =
          std::min(patience, std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()));
      if (patience.count() <= 0) {
        *too_late = true;
        return CURLE_OPERATION_TIMEDOUT;
      }
    }
    sockets.clear();
    waits.clear();
    exchange.sink.watch(&sockets);
    for (const WatchedSocket& each : sockets) {
      const int events = (each.read ? CURL_WAIT_POLLIN : 0) | (each.write ? CURL_WAIT_POLLOUT : 0);
      waits.push_back({each.fd, static_cast<short>(events), 0});
    }
    curl_multi_poll(handle.multi, waits.data(), static_cast<unsigned>(waits.size()),
                    static_cast<int>(patience.count()), nullptr);
  }
}

UpstreamResult Upstream::Impl::exchange(UpstreamRequest request, UpstreamSink& sink) {
  std::unique_ptr<Handle> handle = take();
  Exchange exchange(std::move(request), sink);
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr,
                                                                      &curl_slist_free_all);
  const auto add = [&headers](const std::string& line) {
    curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(headers.release());  // it begins the longer one
    headers.reset(longer);
  };
  add("Expect:");
  bool typed = false;
  for (const auto& [name, value] : exchange.request.headers) {
    typed = typed || name == "content-type";
    add(name + ": " + value);
  }
  if (!typed) add("Content-Type:");  // or libcurl would call a POST a form
  const bool empty_post = exchange.request.method == "POST" && exchange.request.body.empty();
  prepare(handle->easy, exchange, headers.get());
  // Without a body there is nothing that could not be rewound: use no connection that may be dead.
  if (empty_post) curl_easy_setopt(handle->easy, CURLOPT_FRESH_CONNECT, 1L);

  bool too_late = false;
  curl_multi_add_handle(handle->multi, handle->easy);
  const CURLcode code = drive(*handle, exchange, &too_late);
  curl_easy_getinfo(handle->easy, CURLINFO_ACTIVESOCKET, &handle->socket);
  if (code != CURLE_OK && handle->socket != CURL_SOCKET_BAD) {
    // At once and for good: later versions of libcurl would take leave of TLS peers at leisure.
    ::shutdown(handle->socket, SHUT_RDWR);
  }
  curl_multi_remove_handle(handle->multi, handle->easy);

  UpstreamResult result;
  if (code == CURLE_OK && exchange.head_done) {
    give_back(std::move(handle));
    result.end = UpstreamResult::End::kComplete;
  } else if (exchange.given_up) {
    result.end = UpstreamResult::End::kGivenUp;
  } else if (exchange.head_done) {
    result.end = UpstreamResult::End::kBroken;
  } else if (too_late) {
    result = failed(504, "upstream_timeout",
                    "The API did not begin to answer in time. Retry, or use a background "
                    "interaction for long work.");
  } else if (exchange.head_bad) {
    result = failed(502, "upstream_invalid", "The head of the API's answer is not usable.");
  } else {
    result = explain(code);
  }
  result.sent = exchange.times_sent != 0;
  return result;
}

Upstream::Upstream(UpstreamOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Upstream::~Upstream() = default;

std::string Upstream::error() const { return impl_->error(); }

UpstreamResult Upstream::exchange(UpstreamRequest request, UpstreamSink& sink) {
  return impl_->exchange(std::move(request), sink);
}

}  // namespace parley
