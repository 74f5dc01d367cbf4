#include "upstream/upstream.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "http/text.h"
#include "upstream/handle_pool.h"
#include "upstream/upstream_head.h"

namespace parley {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxHead = 64 * 1024;
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
  bool framed = false;  // the head says where the body ends
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
  for (const auto& [name, value] : headers) {
    framed = framed || name == "content-length" || name == "transfer-encoding";
    // Nobody asked for it (accept-encoding: identity), and nobody here could see a key in it.
    if (name == "content-encoding" && lower(value) != "identity") return false;
  }
  framed = framed || status == 204 || status == 304;
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
  explicit Impl(UpstreamOptions options)
      : options_(std::move(options)),
        handles_(options_.ca_file, options_.url.compare(0, 5, "http:") != 0, options_.idle) {}

  const std::string& error() const { return handles_.error(); }
  UpstreamResult exchange(UpstreamRequest request, UpstreamSink& sink);

 private:
  void prepare(CURL* easy, Exchange& exchange, curl_slist* headers);
  CURLcode drive(UpstreamHandle& handle, Exchange& exchange, bool* too_late);

  const UpstreamOptions options_;
  HandlePool handles_;
};

void Upstream::Impl::prepare(CURL* easy, Exchange& exchange, curl_slist* headers) {
  const std::string url = options_.url + exchange.request.target;
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, long{options_.connect_time.count()});
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
CURLcode Upstream::Impl::drive(UpstreamHandle& handle, Exchange& exchange, bool* too_late) {
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
      exchange.request.body_share.release();
      exchange.body_sent = 0;
    }
    if (!exchange.sink.on_wake()) {
      exchange.given_up = true;
      return CURLE_ABORTED_BY_CALLBACK;
    }
    auto patience = exchange.sink.patience();
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
  std::unique_ptr<UpstreamHandle> handle = handles_.take();
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
  if (code != CURLE_OK && handle->socket >= 0) {
    // At once and for good: later versions of libcurl would take leave of TLS peers at leisure.
    ::shutdown(handle->socket, SHUT_RDWR);
  }
  curl_multi_remove_handle(handle->multi, handle->easy);

  // As long as its connection, and that was cut: nobody can tell whether it was all.
  const bool secure = options_.url.compare(0, 6, "https:") == 0;
  const bool cut = secure && !exchange.framed && !handle->tls_ended;
  UpstreamResult result;
  if (code == CURLE_OK && exchange.head_done && !cut) {
    handles_.give_back(std::move(handle));
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
