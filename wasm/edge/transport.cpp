#include "edge/transport.h"

#include <emscripten.h>
#include <emscripten/fetch.h>
#include <emscripten/html5.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <string>
#include <utility>

#include "turns/request_text.h"

namespace parley {
namespace {

constexpr unsigned short kHeadersReceived = 2;  // XMLHttpRequest.readyState
constexpr unsigned short kDone = 4;
constexpr int kMaxBaseUrl = 256;

// Where Emscripten has no streaming of its own (toolchains/emscripten.cmake), its Fetch.js frees a
// chunk after the callback, and would free it again on close.
constexpr bool kChunkIsFreedByCaller = PARLEY_FETCH_ADAPTER;

// clang-format off
// emscripten_fetch_close() does not reach the XMLHttpRequest in 3.1.6, and in later versions gives
// its number to the next request while a chunk may still be on its way to the old one.
EM_JS(void, abort_xhr, (unsigned int id), {
  (Fetch.xhrs.get ? Fetch.xhrs.get(id) : Fetch.xhrs[id - 1]).abort();
});

// A page's requests are relative to it. Under node there is no page: the module's option baseUrl.
EM_JS(void, read_base_url, (char* out, int size), {
  stringToUTF8(Module["baseUrl"] || "", out, size);
});
// clang-format on

void drop_space(std::string_view* text) {
  while (!text->empty() && (text->front() == ' ' || text->front() == '\t')) text->remove_prefix(1);
  while (!text->empty() && (text->back() == '\r' || text->back() == ' ')) text->remove_suffix(1);
}

std::string content_type(emscripten_fetch_t* fetch) {
  std::string headers(emscripten_fetch_get_response_headers_length(fetch) + 1, '\0');
  emscripten_fetch_get_response_headers(fetch, headers.data(), headers.size());
  std::string_view rest(headers.c_str());
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string name(line.substr(0, colon));
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (name != "content-type") continue;
    std::string_view value = line.substr(colon + 1);
    drop_space(&value);
    return std::string(value);
  }
  return {};
}

// A part of a text, behind which stands what nobody reads any more.
const char* c_string(std::string* text, std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - text->data());
  (*text)[begin + part.size()] = '\0';
  return text->data() + begin;
}

}  // namespace

struct Transport::Request {
  Request(Transport* owner, RequestId number, std::string_view request)
      : transport(owner), id(number), text(request) {}
  ~Request() {
    transport = nullptr;  // an unfinished fetch calls on_end once more while it is closed
    emscripten_fetch_close(fetch);
  }
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  static Request* of(emscripten_fetch_t* fetch) { return static_cast<Request*>(fetch->userData); }
  static void on_state(emscripten_fetch_t* fetch);
  static void on_chunk(emscripten_fetch_t* fetch);
  static void on_end(emscripten_fetch_t* fetch);

  Transport* transport;  // null: nothing may be delivered any more
  RequestId id;
  std::string text;  // the fetch reads the body from here
  emscripten_fetch_t* fetch = nullptr;
};

struct Transport::Timer {
  Transport* transport;
  std::uint32_t id;
  int handle;
};

void Transport::Request::on_state(emscripten_fetch_t* fetch) {
  const Request* request = of(fetch);
  if (!request->transport || fetch->readyState != kHeadersReceived) return;
  request->transport->deliver(InputKind::kHttpHead, request->id, fetch->status,
                              content_type(fetch));
}

void Transport::Request::on_chunk(emscripten_fetch_t* fetch) {
  const Request* request = of(fetch);
  const std::string_view bytes(fetch->data, static_cast<std::size_t>(fetch->numBytes));
  if (kChunkIsFreedByCaller) fetch->data = nullptr;
  if (!request->transport || bytes.empty()) return;
  request->transport->deliver(InputKind::kHttpChunk, request->id, 0, bytes);
}

// Both onsuccess and onerror. Which of them says nothing: onerror is called for an error status
// that came in full, and a cut stream calls onerror and then onsuccess with 200. What counts is
// whether the first of them finds the request done. An answer that has no body by its status
// (RFC 9110 6.4.1) has no stream to read and is reported as an error too.
void Transport::Request::on_end(emscripten_fetch_t* fetch) {
  const Request* request = of(fetch);
  Transport* transport = request->transport;
  if (!transport) return;
  const bool bodiless = fetch->status == 204 || fetch->status == 205 || fetch->status == 304;
  const bool complete = fetch->status != 0 && (fetch->readyState == kDone || bodiless);
  const RequestId id = request->id;
  transport->take(id).reset();
  transport->deliver(InputKind::kHttpEnd, id,
                     static_cast<std::uint32_t>(complete ? HttpEnd::kComplete : HttpEnd::kBroken),
                     {});
}

Transport::Transport(std::uint32_t conversation, Deliver deliver)
    : conversation_(conversation), deliver_(deliver) {}

Transport::~Transport() {
  while (!requests_.empty()) abort(requests_.back()->id);
  for (const auto& timer : timers_) emscripten_clear_timeout(timer->handle);
}

void Transport::run(const Effect& effect) {
  if (effect.kind == EffectKind::kHttpStart) start(effect);
  if (effect.kind == EffectKind::kHttpAbort) abort(effect.id);
  if (effect.kind == EffectKind::kTimerStart) start_timer(effect);
}

void Transport::start(const Effect& effect) {
  auto owned = std::make_unique<Request>(this, effect.id, effect.text);
  Request* request = owned.get();
  requests_.push_back(std::move(owned));

  emscripten_fetch_attr_t attr;
  emscripten_fetch_attr_init(&attr);
  RequestText parts = read_request(request->text);
  parts.method.copy(attr.requestMethod, sizeof attr.requestMethod - 1);
  attr.userData = request;
  // REPLACE: straight to the network, not through a lookup in IndexedDB.
  attr.attributes =
      EMSCRIPTEN_FETCH_LOAD_TO_MEMORY | EMSCRIPTEN_FETCH_STREAM_DATA | EMSCRIPTEN_FETCH_REPLACE;
  attr.onreadystatechange = Request::on_state;
  attr.onprogress = Request::on_chunk;
  attr.onsuccess = Request::on_end;
  attr.onerror = Request::on_end;
  std::vector<const char*> headers;
  for (std::string_view name, value; take_header(&parts.headers, &name, &value);) {
    headers.push_back(c_string(&request->text, name));
    headers.push_back(c_string(&request->text, value));
  }
  headers.push_back(nullptr);
  attr.requestHeaders = headers.data();
  attr.requestData = parts.body.data();
  attr.requestDataSize = parts.body.size();

  char base[kMaxBaseUrl];
  read_base_url(base, kMaxBaseUrl);
  request->fetch = emscripten_fetch(&attr, (base + std::string(parts.target)).c_str());
}

void Transport::abort(RequestId id) {
  Request* request = take(id).release();
  if (!request) return;
  request->transport = nullptr;
  abort_xhr(request->fetch->id);
  // A chunk that was read before the abort may still be delivered by a pending promise, to this
  // fetch: it is closed in a task of its own, when none is left.
  emscripten_set_timeout([](void* data) { delete static_cast<Request*>(data); }, 0, request);
}

void Transport::start_timer(const Effect& effect) {
  timers_.push_back(std::make_unique<Timer>(Timer{this, effect.id, 0}));
  Timer* timer = timers_.back().get();
  // setTimeout takes a longer time than this as none at all.
  const double milliseconds = std::min<std::uint32_t>(effect.arg, INT_MAX);
  timer->handle = static_cast<int>(emscripten_set_timeout(
      [](void* data) {
        const Timer* timer = static_cast<Timer*>(data);
        Transport* transport = timer->transport;
        const std::uint32_t id = transport->take(timer)->id;
        transport->deliver(InputKind::kTimer, id, 0, {});
      },
      milliseconds, timer));
}

void Transport::deliver(InputKind kind, std::uint32_t id, std::uint32_t arg,
                        std::string_view text) const {
  deliver_(conversation_, Input{kind, id, arg, emscripten_date_now(), text});
}

std::unique_ptr<Transport::Request> Transport::take(RequestId id) {
  const auto found = std::find_if(requests_.begin(), requests_.end(),
                                  [id](const auto& request) { return request->id == id; });
  if (found == requests_.end()) return nullptr;
  std::unique_ptr<Request> request = std::move(*found);
  requests_.erase(found);
  return request;
}

std::unique_ptr<Transport::Timer> Transport::take(const Timer* timer) {
  const auto found = std::find_if(timers_.begin(), timers_.end(),
                                  [timer](const auto& owned) { return owned.get() == timer; });
  if (found == timers_.end()) return nullptr;
  std::unique_ptr<Timer> owned = std::move(*found);
  timers_.erase(found);
  return owned;
}

}  // namespace parley
