#include "http/http_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "http/addresses.h"
#include "http/http_connection.h"
#include "http/listener.h"

namespace parley {
namespace {

constexpr int kRequestsPerConnection = 1000;
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

HttpLimits crowded(HttpLimits limits) {
  limits.head_time = std::min(limits.head_time, kCrowdTime);
  limits.body_time = std::min(limits.body_time, kCrowdTime);
  limits.write_stall = std::min(limits.write_stall, kCrowdTime);
  return limits;
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpLimits limits, Serve serve, Refuse refuse)
      : limits_(limits),
        crowd_limits_(crowded(limits)),
        serve_(std::move(serve)),
        refuse_(refuse ? std::move(refuse) : plain_refusal),
        listener_([this](int fd) { start_connection(fd); }) {}

  bool listen(const std::string& host, int port, std::string* error);
  int port() const { return listener_.port(); }
  void stop(std::chrono::milliseconds drain, const std::function<void()>& cut);

 private:
  using Clock = std::chrono::steady_clock;
  // Says nothing yet, or no more; asks; has asked; has made room for another one.
  enum class Stage { kSilent, kHead, kServed, kEnded };
  struct Open {
    Stage stage = Stage::kSilent;
    Clock::time_point silent_since = Clock::now();
    bool crowded = false;
  };

  struct Ends {  // addresses
    std::string local, remote;
  };

  void start_connection(int fd) noexcept;
  bool start_thread(int fd, bool in_place_of_another);
  bool end_silent_one();
  bool join_crowd(int fd);
  void serve_crowd();
  void run_connection(int fd, bool crowded) noexcept;
  void serve_requests(HttpConnection& connection, int fd, bool crowded);
  bool serve_one(HttpConnection& connection, const Ends& ends, bool crowded);
  void call_handler(HttpConnection& connection, HttpRequest& request);
  bool enter(int fd, Stage stage);  // false: it is over
  bool busy() const { return connections_.size() > limits_.connections / 2; }
  static void join(std::list<std::thread>* finished);

  const HttpLimits limits_;
  const HttpLimits crowd_limits_;
  const Serve serve_;
  const Refuse refuse_;

  std::atomic<bool> stopping_{false};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::thread> threads_;       // with mutex_: those that run
  std::list<std::thread> finished_;      // with mutex_: those to be joined
  std::map<int, Open> connections_;      // with mutex_
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
  if (room && start_thread(fd, false)) return;
  if (end_silent_one() && start_thread(fd, true)) return;
  if (!join_crowd(fd)) ::close(fd);
}

// Who has connected and asks nothing keeps nobody out. Its thread ends at once, but not yet now.
bool HttpServer::Impl::end_silent_one() {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto oldest = connections_.end();
  for (auto at = connections_.begin(); at != connections_.end(); ++at) {
    const Open& open = at->second;
    if (open.stage > Stage::kHead || open.crowded) continue;
    if (oldest == connections_.end() || open.silent_since < oldest->second.silent_since) {
      oldest = at;
    }
  }
  if (oldest == connections_.end()) return false;
  oldest->second.stage = Stage::kEnded;
  ::shutdown(oldest->first, SHUT_RDWR);
  return true;
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
      connections_.emplace(fd, Open());  // before its thread runs: it may have to make room
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
      connections_.erase(fd);
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
    if (crowded) {
      const std::lock_guard<std::mutex> lock(mutex_);
      connections_[fd].crowded = true;
    }
    HttpConnection connection(fd, crowded ? crowd_limits_ : limits_);
    serve_requests(connection, fd, crowded);
  } catch (...) {
    // out of memory: this connection is over, the others go on
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    connections_.erase(fd);
  }
  ::close(fd);
}

bool HttpServer::Impl::enter(int fd, Stage stage) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Open& open = connections_[fd];
  if (open.stage == Stage::kEnded) return false;
  open.stage = stage;
  if (stage == Stage::kSilent) open.silent_since = Clock::now();
  return !stopping_;
}

void HttpServer::Impl::serve_requests(HttpConnection& connection, int fd, bool crowded) {
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
    Open& open = connections_[connection.socket()];
    if (open.stage == Stage::kEnded) return false;
    open.stage = Stage::kServed;
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
    for (const auto& [fd, open] : connections_) {
      if (open.stage == Stage::kSilent) ::shutdown(fd, SHUT_RD);
    }
    const bool over = changed_.wait_until(lock, deadline, [this] { return threads_.empty(); });
    if (!over && cut) {
      lock.unlock();
      cut();
      lock.lock();
      changed_.wait_for(lock, kLastWords, [this] { return threads_.empty(); });
    }
    for (const auto& entry : connections_) ::shutdown(entry.first, SHUT_RDWR);
    changed_.wait(lock, [this] { return threads_.empty(); });
    finished.swap(finished_);
  }
  join(&finished);
  crowd_changed_.notify_all();
  for (std::thread& thread : crowd_threads_) thread.join();
  crowd_threads_.clear();
}

HttpServer::HttpServer(HttpLimits limits, Serve serve, Refuse refuse)
    : impl_(std::make_unique<Impl>(limits, std::move(serve), std::move(refuse))) {}

HttpServer::~HttpServer() { impl_->stop(std::chrono::milliseconds(0), nullptr); }

bool HttpServer::listen(const std::string& host, int port, std::string* error) {
  return impl_->listen(host, port, error);
}

int HttpServer::port() const { return impl_->port(); }

void HttpServer::stop(std::chrono::milliseconds drain, const std::function<void()>& cut) {
  impl_->stop(drain, cut);
}

}  // namespace parley
