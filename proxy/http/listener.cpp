// cpp-httplib's part is what is the same and sound in every version: resolve, bind, listen, accept.
// It reads no request. Its parser decodes header values and forgives framing errors, its routes are
// regular expressions, its pools starve under long streams; HttpConnection and HttpServer stand in
// their place. The seams used (process_and_close_socket, TaskQueue, svr_sock_) are the same from
// 0.11 to 0.41 but for one return type, which the compiler is asked for.
#include "http/listener.h"

#include <fcntl.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace parley {
namespace {

// cpp-httplib listens with a backlog of 5, where a burst of connections fails.
constexpr int kBacklog = 1024;

int local_port(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
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

// Runs what it is given at once: what is given is only a socket on its way.
class AtOnce : public httplib::TaskQueue {
 public:
  // void in 0.11, bool (false: the caller closes the socket) in later versions.
  using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue(std::function<void()>()));
  Enqueued enqueue(std::function<void()> run) override {
    run();
    return Enqueued(true);
  }
  void shutdown() override {}
};

class Front : public httplib::Server {
 public:
  explicit Front(const Listener::Accepted& accepted) : accepted_(accepted) {
    new_task_queue = [] { return new AtOnce; };
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
    accepted_(fd);
    return true;
  }

  const Listener::Accepted& accepted_;
};

}  // namespace

class Listener::Impl {
 public:
  explicit Impl(Accepted accepted) : accepted_(std::move(accepted)) {}

  bool listen(const std::string& host, int port, std::string* error);
  int port() const { return port_; }
  void stop();

 private:
  void accept_loop(std::unique_ptr<Front> front);

  const Accepted accepted_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread acceptor_;
};

bool Listener::Impl::listen(const std::string& host, int port, std::string* error) {
  auto front = std::make_unique<Front>(accepted_);
  errno = 0;
  const std::string address = host == "localhost" ? "127.0.0.1" : host;
  const bool bound =
      port == 0 ? front->bind_to_any_port(address) > 0 : front->bind_to_port(address, port);
  if (!bound) {
    *error = listen_error(host, port, errno);
    return false;
  }
  listener_ = ::fcntl(front->listener(), F_DUPFD_CLOEXEC, 0);
  if (listener_ < 0 || ::listen(listener_, kBacklog) != 0) {
    *error = listen_error(host, port, errno);
    return false;
  }
  port_ = local_port(listener_);
  acceptor_ =
      std::thread([this, first = std::move(front)]() mutable { accept_loop(std::move(first)); });
  return true;
}

// cpp-httplib gives up and closes its descriptor at the first error of accept() that it does not
// know (ECONNABORTED, ENFILE, ENOBUFS...). The listening socket stays open here, and goes on.
void Listener::Impl::accept_loop(std::unique_ptr<Front> front) {
  for (;;) {
    try {
      if (!front) {
        front = std::make_unique<Front>(accepted_);
        front->adopt(::fcntl(listener_, F_DUPFD_CLOEXEC, 0));
      }
      front->listen_after_bind();
    } catch (...) {
      // out of memory
    }
    front.reset();
    if (stopping_) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // no spin while it lasts
  }
}

void Listener::Impl::stop() {
  if (listener_ < 0) return;
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);  // accept() fails from now on
  acceptor_.join();
  ::close(listener_);
  listener_ = -1;
}

Listener::Listener(Accepted accepted) : impl_(std::make_unique<Impl>(std::move(accepted))) {}

Listener::~Listener() { stop(); }

bool Listener::listen(const std::string& host, int port, std::string* error) {
  return impl_->listen(host, port, error);
}

int Listener::port() const { return impl_->port(); }

void Listener::stop() { impl_->stop(); }

}  // namespace parley
