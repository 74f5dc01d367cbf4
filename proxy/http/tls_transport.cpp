#include "http/tls_transport.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace parley {
namespace {

// Of one record, the most that TLS takes and gives at once.
constexpr std::size_t kRecord = SSL3_RT_MAX_PLAIN_LENGTH;

// What a client may say while it does not listen.
constexpr std::size_t kMostAhead = 16 * 1024;

// OpenSSL's own way to a socket writes without MSG_NOSIGNAL, and a client that has left would end
// the process by SIGPIPE wherever nobody ignores that; it also wants the socket to be non-blocking,
// for all who use it. So this one.
int socket_of(BIO* bio) { return static_cast<TlsTransport*>(BIO_get_data(bio))->socket(); }

int send_to_socket(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  for (;;) {
    const ssize_t sent =
        ::send(socket_of(bio), data, static_cast<std::size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return static_cast<int>(sent);
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) BIO_set_retry_write(bio);
    return -1;
  }
}

int receive_from_socket(BIO* bio, char* out, int size) {
  BIO_clear_retry_flags(bio);
  const std::size_t ahead = static_cast<TlsTransport*>(BIO_get_data(bio))
                                ->take_ahead(out, static_cast<std::size_t>(size));
  if (ahead != 0) return static_cast<int>(ahead);
  for (;;) {
    const ssize_t got = ::recv(socket_of(bio), out, static_cast<std::size_t>(size), MSG_DONTWAIT);
    if (got >= 0) return static_cast<int>(got);
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) BIO_set_retry_read(bio);
    return -1;
  }
}

long control_socket(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* make_socket_method() {
  BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
  if (method == nullptr) throw std::bad_alloc();
  BIO_meth_set_write(method, &send_to_socket);
  BIO_meth_set_read(method, &receive_from_socket);
  BIO_meth_set_ctrl(method, &control_socket);
  return method;
}

}  // namespace

void TlsTransport::Free::operator()(SSL* ssl) const { SSL_free(ssl); }

TlsTransport::TlsTransport(int fd, SSL_CTX* context) : fd_(fd), ssl_(SSL_new(context)) {
  static BIO_METHOD* const method = make_socket_method();  // for as long as the process lives
  BIO* const bio = ssl_ ? BIO_new(method) : nullptr;
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);  // it is the SSL's now
}

Transport::State TlsTransport::without_success(int result, int may_wait_for) {
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == may_wait_for) return State::kWaiting;
  // A goodbye is answered by one, RFC 8446, 6.1; after all else no call may follow.
  if (error != SSL_ERROR_ZERO_RETURN) usable_ = false;
  return State::kGone;
}

bool TlsTransport::shake_hands(std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(ssl_.get());
    if (result == 1) return usable_ = true;
    const int error = SSL_get_error(ssl_.get(), result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return false;
    if (!wait_for_socket(fd_, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline)) {
      return false;
    }
  }
}

// OpenSSL reads no further than the record that it gives out (read-ahead is off), and `size` is a
// record's at least where somebody will wait for the socket: what has come is there, or still in
// the socket. A client that ends TLS in one direction only is rare, and TLS 1.2 knows no such
// thing: an end is a leave.
//
// Messages of TLS itself come in between (new keys, alerts). Each ends a read for itself (no
// automatic retry): a client that sends nothing else holds nobody in here. New keys are answered
// before the next record goes out. While that answer does not fit into the socket OpenSSL reads no
// further; with half a record still to be written it must not, or it would begin the answer in the
// midst of that. Then what comes is only taken from the socket, or
// everybody would spin who polls it for what cannot be read yet.
Transport::Result TlsTransport::read(char* out, std::size_t size) {
  if (!usable_) return {State::kGone, 0};
  for (;;) {
    const bool owes_keys = SSL_get_key_update_type(ssl_.get()) != SSL_KEY_UPDATE_NONE;
    if (record_begun_ && owes_keys) return {read_ahead(), 0};
    ERR_clear_error();
    std::size_t got = 0;
    const int result = SSL_read_ex(ssl_.get(), out, size, &got);
    if (result == 1) return {State::kMoved, got};
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_WRITE) return {read_ahead(), 0};
    const State state = without_success(result, SSL_ERROR_WANT_READ);
    if (state != State::kWaiting || ahead_.empty()) return {state, 0};
  }
}

Transport::State TlsTransport::read_ahead() {
  while (ahead_.size() < kMostAhead) {
    std::array<char, 4096> block{};
    const ssize_t got = ::recv(fd_, block.data(), block.size(), MSG_DONTWAIT);
    if (got > 0) {
      ahead_.append(block.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)) {
      break;
    } else if (errno != EINTR) {
      return State::kWaiting;
    }
  }
  usable_ = false;
  return State::kGone;
}

std::size_t TlsTransport::take_ahead(char* out, std::size_t size) {
  const std::size_t taken = ahead_.copy(out, size);
  ahead_.erase(0, taken);
  return taken;
}

// All parts that fit into a record go out as one, in one call of the system.
Transport::Result TlsTransport::write(const Parts& parts) {
  if (!usable_) return {State::kGone, 0};
  thread_local std::array<char, kRecord> record{};  // not to be cleared for each
  std::string_view bytes;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    if (bytes.empty()) {
      bytes = part;
      continue;
    }
    const std::size_t room = kRecord - std::min(kRecord, bytes.size());
    if (room == 0) break;
    if (bytes.data() != record.data()) std::memcpy(record.data(), bytes.data(), bytes.size());
    const std::size_t more = std::min(room, part.size());
    std::memcpy(record.data() + bytes.size(), part.data(), more);
    bytes = {record.data(), bytes.size() + more};
  }
  ERR_clear_error();
  std::size_t sent = 0;
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
  record_begun_ = false;
  if (result == 1) return {State::kMoved, sent};
  const State state = without_success(result, SSL_ERROR_WANT_WRITE);
  record_begun_ = state == State::kWaiting;
  return {state, 0};
}

Transport::State TlsTransport::say_goodbye() {
  if (!usable_) return State::kGone;
  ERR_clear_error();
  const int result = SSL_shutdown(ssl_.get());
  // Nobody waits for the other side's.
  return result >= 0 ? State::kMoved : without_success(result, SSL_ERROR_WANT_WRITE);
}

}  // namespace parley
