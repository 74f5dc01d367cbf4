#include "http/http_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "http/addresses.h"
#include "http/http_connection.h"
#include "http/listener.h"
#include "http/open_connections.h"
#include "http/tls_transport.h"

namespace parley {
namespace {

constexpr int kRequestsPerConnection = 1000;
constexpr unsigned char kTlsHandshake = 22;  // the first byte of TLS (RFC 8446, 5.1)
// Beyond the cap: threads, and connections that wait for them.
constexpr std::size_t kCrowdThreads = 4;
constexpr std::size_t kMostCrowd = 128;
constexpr std::chrono::milliseconds kCrowdTime{1'000};
// For handlers to end by themselves, when they were told to.
constexpr std::chrono::milliseconds kLastWords{500};

void prepare_socket(int fd) {
  const auto set = [fd](int level, int option, int value) {
    ::setsockopt(fd, level, option, &value, sizeof value);
  };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  // A client whose machine vanished is noticed within a minute.
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 30);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

HttpReply plain_refusal(int status, const std::string& message) {
  return {status, {{"content-type", "text/plain; charset=utf-8"}}, message + "\n", false};
}

// What may stand in a URL as it is.
bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

HttpLimits crowded(HttpLimits limits) {
  limits.head_time = std::min(limits.head_time, kCrowdTime);
  limits.body_time = std::min(limits.body_time, kCrowdTime);
  limits.write_stall = std::min(limits.write_stall, kCrowdTime);
  return limits;
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpLimits limits, Serve serve, Refuse refuse, const ServedCertificate* certificate)
      : limits_(limits),
        crowd_limits_(crowded(limits)),
        serve_(std::move(serve)),
        refuse_(refuse ? std::move(refuse) : plain_refusal),
        certificate_(certificate),
        listener_([this](int fd) { start_connection(fd); }) {}

  bool listen(const std::string& host, int port, std::string* error);
  int port() const { return listener_.port(); }
  void stop(std::chrono::milliseconds drain, const std::function<void()>& cut);

 private:
  using Clock = std::chrono::steady_clock;
  using Stage = OpenConnection::Stage;
  struct Ends {  // addresses
    std::string local, remote;
  };

  void start_connection(int fd) noexcept;
  bool let_in(int fd);
  void close_connection(int fd);
  bool start_thread(int fd, bool in_place_of_another);
  bool join_crowd(int fd);
  void serve_crowd();
  void run_connection(int fd, bool crowded) noexcept;
  void serve_tls(int fd, bool crowded);
  void send_to_https(int fd, const HttpLimits& limits);
  void serve_requests(Transport& transport, bool crowded);
  bool serve_one(HttpConnection& connection, const Ends& ends, bool crowded);
  void call_handler(HttpConnection& connection, HttpRequest& request);
  bool enter(int fd, Stage stage);  // false: it is over
  bool busy() const { return connections_.size() > limits_.connections / 2; }
  static void join(std::list<std::thread>* finished);

  const HttpLimits limits_;
  const HttpLimits crowd_limits_;
  const Serve serve_;
  const Refuse refuse_;
  const ServedCertificate* const certificate_;  // null: no TLS

  std::atomic<bool> stopping_{false};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::thread> threads_;       // with mutex_: those that run
  std::list<std::thread> finished_;      // with mutex_: those to be joined
  OpenConnections connections_;          // with mutex_
  std::array<int, kMostCrowd> crowd_{};  // with mutex_: a ring of those that wait for a thread
  std::size_t crowd_begin_ = 0;          // with mutex_
  std::size_t crowd_size_ = 0;           // with mutex_
  std::condition_variable crowd_changed_;
  std::vector<std::thread> crowd_threads_;  // made when there are threads to be had

  Listener listener_;  // last: stops before what its thread uses is gone
};

bool HttpServer::Impl::listen(const std::string& host, int port, std::string* error) {
  for (std::size_t i = 0; i < kCrowdThreads; ++i) {
    crowd_threads_.emplace_back([this] { serve_crowd(); });
  }
  return listener_.listen(host, port, error);
}

// In the accepting thread: nothing here waits, and whatever runs out, the next connection is
// accepted.
void HttpServer::Impl::start_connection(int fd) noexcept {
  std::list<std::thread> finished;
  bool room = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    finished.swap(finished_);
    room = threads_.size() < limits_.connections;
  }
  join(&finished);
  if (!let_in(fd)) {
    ::close(fd);
    return;
  }
  if (room && start_thread(fd, false)) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    room = connections_.end_silent_one(fd);
  }
  if (room && start_thread(fd, true)) return;
  if (!join_crowd(fd)) close_connection(fd);
}

// False: its address has as many as it may. From here to close_connection() it is counted.
bool HttpServer::Impl::let_in(int fd) {
  const std::size_t most = limits_.connections_per_address;
  bool is_loopback = false;
  std::uint64_t network = most != 0 ? peer_network(fd, &is_loopback) : 0;
  if (is_loopback && limits_.loopback_is_exempt) network = 0;
  const std::lock_guard<std::mutex> lock(mutex_);
  try {
    return connections_.let_in(fd, network, most);
  } catch (...) {
    return true;  // no memory to count it with
  }
}

void HttpServer::Impl::close_connection(int fd) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    connections_.erase(fd);
  }
  ::close(fd);
}

bool HttpServer::Impl::start_thread(int fd, bool in_place_of_another) {
  try {
    Share share;
    if (in_place_of_another) {
      share.take_anyway(limits_.descriptors, limits_.connection_descriptors);
    } else if (!share.take(limits_.descriptors, limits_.connection_descriptors)) {
      return false;
    }
    Share head;
    head.take_anyway(limits_.memory, limits_.head_bytes);
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto place = threads_.emplace(threads_.end());
    try {
      *place = std::thread(
          [this, fd, place, held = std::move(share), held_head = std::move(head)]() mutable {
            run_connection(fd, false);
            held.release();
            held_head.release();
            const std::lock_guard<std::mutex> done(mutex_);
            finished_.splice(finished_.end(), threads_, place);
            changed_.notify_all();
          });
    } catch (...) {
      threads_.erase(place);
      throw;
    }
    return true;
  } catch (...) {
    return false;  // no more threads, or no memory for one
  }
}

bool HttpServer::Impl::join_crowd(int fd) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (crowd_size_ >= std::min(limits_.crowd, kMostCrowd) || stopping_) return false;
  crowd_[(crowd_begin_ + crowd_size_++) % kMostCrowd] = fd;
  connections_.set_crowded(fd);
  crowd_changed_.notify_one();
  return true;
}

void HttpServer::Impl::serve_crowd() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    crowd_changed_.wait(lock, [this] { return crowd_size_ != 0 || stopping_; });
    if (crowd_size_ == 0) return;
    const int fd = crowd_[crowd_begin_];
    crowd_begin_ = (crowd_begin_ + 1) % kMostCrowd;
    --crowd_size_;
    lock.unlock();
    run_connection(fd, true);
    lock.lock();
  }
}

void HttpServer::Impl::join(std::list<std::thread>* finished) {
  for (std::thread& thread : *finished) thread.join();
}

void HttpServer::Impl::run_connection(int fd, bool crowded) noexcept {
  prepare_socket(fd);
  try {
    if (certificate_ != nullptr) {
      serve_tls(fd, crowded);
    } else {
      PlainTransport plain(fd);
      serve_requests(plain, crowded);
    }
  } catch (...) {
    // out of memory: this connection is over, the others go on
  }
  close_connection(fd);
}

// Until hands are shaken it is a silent connection, whatever it says.
void HttpServer::Impl::serve_tls(int fd, bool crowded) {
  const HttpLimits& limits = crowded ? crowd_limits_ : limits_;
  const auto deadline = Clock::now() + limits.head_time;
  unsigned char first = 0;
  if (!wait_for_socket(fd, POLLIN, deadline)) return;
  if (::recv(fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1) return;
  if (first != kTlsHandshake) return send_to_https(fd, limits);
  TlsTransport tls(fd, certificate_->context().get());
  if (tls.shake_hands(deadline)) serve_requests(tls, crowded);
}

// Who speaks plain HTTP, or tries to, is told where to go, and nothing else.
void HttpServer::Impl::send_to_https(int fd, const HttpLimits& limits) {
  PlainTransport plain(fd);
  HttpConnection connection(plain, limits);
  connection.keep_alive_off();
  HttpRequest request;
  RequestHead head;
  if (!enter(fd, Stage::kHead) || !connection.read_head(&request, &head)) return;
  const std::string host(request.header("host"));
  std::string own = local_address(fd);
  if (own.find(':') != std::string::npos) own = '[' + own + ']';
  own += ':' + std::to_string(port());
  connection.send(refuse_(
      400, "This port speaks TLS: open https://" + (is_host(host) ? host : own) + "/ instead."));
  connection.finish();
}

bool HttpServer::Impl::enter(int fd, Stage stage) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return connections_.enter(fd, stage) && !stopping_;
}

void HttpServer::Impl::serve_requests(Transport& transport, bool crowded) {
  const int fd = transport.socket();
  HttpConnection connection(transport, crowded ? crowd_limits_ : limits_);
  const Ends ends{local_address(fd), peer_address(fd)};
  const auto first = crowded ? crowd_limits_.head_time : limits_.head_time;
  for (int served = 0; served < kRequestsPerConnection; ++served) {
    if (!enter(fd, Stage::kSilent)) break;
    if (!connection.wait_for_request(served == 0 ? first : limits_.idle_time)) break;
    if (!enter(fd, Stage::kHead)) break;
    if (!serve_one(connection, ends, crowded)) break;
  }
  connection.finish();
}

// True when the connection may carry another request.
bool HttpServer::Impl::serve_one(HttpConnection& connection, const Ends& ends, bool crowded) {
  HttpRequest request;
  request.local = ends.local;
  request.remote = ends.remote;
  request.crowded = crowded;
  RequestHead head;
  if (!connection.read_head(&request, &head)) return false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!connections_.enter(connection.socket(), Stage::kServed)) return false;
    // Kept connections are a favour for quiet times.
    if (crowded || busy() || stopping_) connection.keep_alive_off();
  }
  if (head.refusal != 0) {
    connection.send(refuse_(head.refusal, head.message));
    return false;
  }
  call_handler(connection, request);
  return connection.reusable();
}

void HttpServer::Impl::call_handler(HttpConnection& connection, HttpRequest& request) {
  try {
    serve_(request, connection);
  } catch (...) {
    // What was thrown is for nobody's eyes: it may quote a request.
    connection.keep_alive_off();
    if (!connection.answered()) {
      connection.send(refuse_(500, "The proxy failed on this request. It may be sent again."));
    }
  }
}

void HttpServer::Impl::stop(std::chrono::milliseconds drain, const std::function<void()>& cut) {
  const auto deadline = std::chrono::steady_clock::now() + drain;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  listener_.stop();
  std::list<std::thread> finished;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    connections_.shut_down_silent_ones(SHUT_RD);
    const bool over = changed_.wait_until(lock, deadline, [this] { return threads_.empty(); });
    if (!over && cut) {
      lock.unlock();
      cut();
      lock.lock();
      changed_.wait_for(lock, kLastWords, [this] { return threads_.empty(); });
    }
    connections_.shut_down_all(SHUT_RDWR);
    changed_.wait(lock, [this] { return threads_.empty(); });
    finished.swap(finished_);
  }
  join(&finished);
  crowd_changed_.notify_all();
  for (std::thread& thread : crowd_threads_) thread.join();
  crowd_threads_.clear();
}

HttpServer::HttpServer(HttpLimits limits, Serve serve, Refuse refuse,
                       const ServedCertificate* certificate)
    : impl_(std::make_unique<Impl>(limits, std::move(serve), std::move(refuse), certificate)) {}

HttpServer::~HttpServer() { impl_->stop(std::chrono::milliseconds(0), nullptr); }

bool HttpServer::listen(const std::string& host, int port, std::string* error) {
  return impl_->listen(host, port, error);
}

int HttpServer::port() const { return impl_->port(); }

void HttpServer::stop(std::chrono::milliseconds drain, const std::function<void()>& cut) {
  impl_->stop(drain, cut);
}

}  // namespace parley
