// cpp-httplib's part is what is the same and sound in every version: resolve, bind, listen, accept.
// It reads no request. Its parser decodes header values and forgives framing errors, its routes are
// regular expressions, its pools starve under long streams; HttpConnection and the rules here stand
// in their place. The seams used (process_and_close_socket, TaskQueue, svr_sock_) are the same from
// 0.11 to 0.41 but for one return type, which the compiler is asked for.
#include "http/http_server.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <list>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "http/http_connection.h"

namespace parley {
namespace {

// cpp-httplib listens with a backlog of 5, where a burst of connections fails.
constexpr int kBacklog = 1024;
// Threads beyond the cap that only say 503.
constexpr std::size_t kRefusers = 32;
constexpr int kRequestsPerConnection = 1000;

std::string peer_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* raw =
      address.ss_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr)
          : &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr;
  if (::inet_ntop(address.ss_family, raw, text.data(), text.size()) == nullptr) return {};
  return text.data();
}

int local_port(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

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

std::string listen_error(const std::string& host, int port, int code) {
  const std::string place = host + " port " + std::to_string(port);
  if (code == EADDRINUSE) {
    return "cannot listen on " + place +
           ": another program uses it. Stop that program, or choose another port (0: any free "
           "one).";
  }
  if (code == EACCES) {
    return "cannot listen on " + place + ": not allowed. Ports below 1024 need privileges.";
  }
  if (code == EADDRNOTAVAIL) {
    return "cannot listen on " + place + ": this machine has no such address.";
  }
  return "cannot listen on " + place +
         (code != 0 ? std::string(": ") + std::strerror(code) : ": the address is not known");
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpLimits limits, Check check, Serve serve, Refuse refuse)
      : limits_(limits),
        check_(std::move(check)),
        serve_(std::move(serve)),
        refuse_(refuse ? std::move(refuse) : plain_refusal) {}

  bool listen(const std::string& host, int port, std::string* error);
  int port() const { return port_; }
  void stop(std::chrono::milliseconds drain);

 private:
  class Front;
  class Tasks;
  enum class Role { kServe, kRefuse, kRefuseNow };

  void accept_loop(std::shared_ptr<Front> front);
  void start_connection(const std::function<void()>& run);
  void run_connection(int fd);
  void serve_requests(HttpConnection& connection, int fd);
  bool serve_one(HttpConnection& connection, const std::string& remote);
  void call_handler(HttpConnection& connection, HttpRequest& request);
  void refuse_one(HttpConnection& connection, int fd);
  bool set_idle(int fd, bool idle);  // false: stopping
  bool busy() const { return connections_.size() > limits_.connections / 2; }
  void join_finished(std::list<std::thread>* finished);

  static thread_local Role role_;

  const HttpLimits limits_;
  const Check check_;
  const Serve serve_;
  const Refuse refuse_;

  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_;
  std::atomic<bool> stopping_{false};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::thread> threads_;   // with mutex_: those that run
  std::list<std::thread> finished_;  // with mutex_: those to be joined
  std::map<int, bool>
      connections_;  // with mutex_: open sockets, and whether they wait for a request
};

thread_local HttpServer::Impl::Role HttpServer::Impl::role_ = Role::kServe;

class HttpServer::Impl::Tasks : public httplib::TaskQueue {
 public:
  Tasks(Impl& impl, std::shared_ptr<Front> front) : impl_(impl), front_(std::move(front)) {}
  // void in 0.11, bool (false: the caller closes the socket) in later versions.
  using Accepted = decltype(std::declval<httplib::TaskQueue&>().enqueue(std::function<void()>()));
  Accepted enqueue(std::function<void()> run) override {
    // `run` is a call into the front, which may outlive its accept loop.
    impl_.start_connection([front = front_, run = std::move(run)] { run(); });
    return Accepted(true);
  }
  void shutdown() override {}  // threads are the server's, not of this one accept loop

 private:
  Impl& impl_;
  const std::shared_ptr<Front> front_;
};

class HttpServer::Impl::Front : public httplib::Server, public std::enable_shared_from_this<Front> {
 public:
  explicit Front(Impl& impl) : impl_(impl) {
    new_task_queue = [this] { return new Tasks(impl_, shared_from_this()); };
    set_tcp_nodelay(true);
    // Without SO_REUSEPORT, which cpp-httplib would set: a second parley must fail to start, not
    // take half of the connections.
    set_socket_options([](socket_t fd) {
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
  }
  int listener() const { return svr_sock_; }
  void adopt(int listener) { svr_sock_ = listener; }

 private:
  bool process_and_close_socket(socket_t fd) override {
    impl_.run_connection(fd);
    return true;
  }

  Impl& impl_;
};

bool HttpServer::Impl::listen(const std::string& host, int port, std::string* error) {
  auto front = std::make_shared<Front>(*this);
  errno = 0;
  const std::string address = host == "localhost" ? "127.0.0.1" : host;
  const bool bound =
      port == 0 ? front->bind_to_any_port(address) > 0 : front->bind_to_port(address, port);
  if (!bound) {
    *error = listen_error(host, port, errno);
    return false;
  }
  listener_ = ::dup(front->listener());
  if (listener_ < 0 || ::listen(listener_, kBacklog) != 0) {
    *error = listen_error(host, port, errno);
    return false;
  }
  port_ = local_port(listener_);
  acceptor_ = std::thread([this, front] { accept_loop(front); });
  return true;
}

// cpp-httplib gives up and closes its descriptor at the first error of accept() that it does not
// know (ECONNABORTED, ENFILE, ENOBUFS...). The listening socket stays open here, and goes on.
void HttpServer::Impl::accept_loop(std::shared_ptr<Front> front) {
  for (;;) {
    front->listen_after_bind();
    if (stopping_) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // no spin while it lasts
    front = std::make_shared<Front>(*this);
    front->adopt(::dup(listener_));
  }
}

void HttpServer::Impl::start_connection(const std::function<void()>& run) {
  std::list<std::thread> finished;
  std::size_t running = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    finished.swap(finished_);
    running = threads_.size();
  }
  join_finished(&finished);
  const Role role = running < limits_.connections ? Role::kServe : Role::kRefuse;
  if (running < limits_.connections + kRefusers) {
    try {
      const std::lock_guard<std::mutex> lock(mutex_);
      const auto place = threads_.emplace(threads_.end());
      try {
        *place = std::thread([this, run, role, place] {
          role_ = role;
          run();
          const std::lock_guard<std::mutex> done(mutex_);
          finished_.splice(finished_.end(), threads_, place);
          changed_.notify_all();
        });
      } catch (...) {
        threads_.erase(place);
        throw;
      }
      return;
    } catch (const std::system_error&) {
      // no more threads to be had: say 503 from this one
    }
  }
  role_ = Role::kRefuseNow;
  run();
}

void HttpServer::Impl::join_finished(std::list<std::thread>* finished) {
  for (std::thread& thread : *finished) thread.join();
}

void HttpServer::Impl::run_connection(int fd) {
  prepare_socket(fd);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    connections_.emplace(fd, true);
  }
  try {
    HttpConnection connection(fd, limits_);
    if (role_ == Role::kServe) {
      serve_requests(connection, fd);
    } else {
      refuse_one(connection, fd);
    }
  } catch (...) {
    // out of memory: this connection is over, the others go on
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    connections_.erase(fd);
  }
  ::close(fd);
}

void HttpServer::Impl::refuse_one(HttpConnection& connection, int fd) {
  HttpReply reply = refuse_(503, "All connections are in use. Close some, or try again shortly.");
  reply.headers.emplace_back("retry-after", "5");
  HttpRequest request;
  RequestHead head;
  if (role_ == Role::kRefuse) {
    if (!set_idle(fd, false) || !connection.wait_for_request(std::chrono::seconds(1)) ||
        !connection.read_head(&request, &head)) {
      return;
    }
  }
  connection.keep_alive_off();
  connection.send(reply);
  if (role_ == Role::kRefuse) connection.finish();
}

bool HttpServer::Impl::set_idle(int fd, bool idle) {
  const std::lock_guard<std::mutex> lock(mutex_);
  connections_[fd] = idle;
  return !stopping_;
}

void HttpServer::Impl::serve_requests(HttpConnection& connection, int fd) {
  const std::string remote = peer_address(fd);
  for (int served = 0; served < kRequestsPerConnection; ++served) {
    if (!set_idle(fd, true)) break;
    if (!connection.wait_for_request(served == 0 ? limits_.head_time : limits_.idle_time)) break;
    if (!set_idle(fd, false)) break;
    if (!serve_one(connection, remote)) break;
  }
  connection.finish();
}

// True when the connection may carry another request.
bool HttpServer::Impl::serve_one(HttpConnection& connection, const std::string& remote) {
  HttpRequest request;
  request.remote = remote;
  RequestHead head;
  if (!connection.read_head(&request, &head)) return false;
  {
    // Kept connections are a favour for quiet times.
    const std::lock_guard<std::mutex> lock(mutex_);
    if (busy() || stopping_) connection.keep_alive_off();
  }
  if (head.refusal != 0) {
    connection.send(refuse_(head.refusal, head.message));
    return false;
  }
  HttpReply refusal;
  if (!check_(request, &refusal)) {
    connection.send(refusal);
    return connection.reusable();
  }
  const int status = connection.read_body(head, &request);
  if (status < 0) return false;
  if (status != 0) {
    connection.send(refuse_(status, status == 413
                                        ? "The request's body is larger than the limit of " +
                                              std::to_string(limits_.body_bytes) + " bytes."
                                        : "The request's body did not arrive in time."));
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

void HttpServer::Impl::stop(std::chrono::milliseconds drain) {
  if (listener_ < 0) return;
  const auto deadline = std::chrono::steady_clock::now() + drain;
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);  // accept() fails from now on
  acceptor_.join();
  ::close(listener_);
  listener_ = -1;
  std::list<std::thread> finished;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    for (const auto& [fd, idle] : connections_) {
      if (idle) ::shutdown(fd, SHUT_RD);
    }
    changed_.wait_until(lock, deadline, [this] { return threads_.empty(); });
    for (const auto& entry : connections_) ::shutdown(entry.first, SHUT_RDWR);
    changed_.wait(lock, [this] { return threads_.empty(); });
    finished.swap(finished_);
  }
  join_finished(&finished);
}

HttpServer::HttpServer(HttpLimits limits, Check check, Serve serve, Refuse refuse)
    : impl_(std::make_unique<Impl>(limits, std::move(check), std::move(serve), std::move(refuse))) {
}

HttpServer::~HttpServer() { impl_->stop(std::chrono::milliseconds(0)); }

bool HttpServer::listen(const std::string& host, int port, std::string* error) {
  return impl_->listen(host, port, error);
}

int HttpServer::port() const { return impl_->port(); }

void HttpServer::stop(std::chrono::milliseconds drain) { impl_->stop(drain); }

}  // namespace parley
