#include "log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <string_view>

#include "rules/api_reply.h"

namespace parley {
namespace {

std::string known_method(const std::string& method) {
  constexpr std::string_view kKnown[] = {"GET",   "HEAD",   "POST",   "PUT",
                                         "PATCH", "DELETE", "OPTIONS"};
  const bool known = std::find(std::begin(kKnown), std::end(kKnown), method) != std::end(kKnown);
  return known ? method : "OTHER";
}

std::string iso_time(std::int64_t time) {
  const auto seconds = static_cast<std::time_t>(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return std::string(text.data(), size);
}

}  // namespace

std::string format_entry(const AccessEntry& entry, LogFormat format, std::int64_t time) {
  const std::string method = known_method(entry.method);
  const std::string status = std::to_string(entry.status);
  const std::string bytes = std::to_string(entry.bytes);
  const std::string ms = std::to_string(entry.duration.count());
  if (format == LogFormat::kJson) {
    return "{\"time\":\"" + iso_time(time) + "\",\"method\":\"" + method + "\",\"route\":\"" +
           entry.route + "\",\"status\":" + status + ",\"bytes\":" + bytes + ",\"ms\":" + ms + '}';
  }
  return iso_time(time) + ' ' + method + ' ' + entry.route + ' ' + status + ' ' + bytes + " B " +
         ms + " ms";
}

// To ask the descriptor itself not to wait would ask that of every program that shares it, a shell
// among them: pipes and terminals are opened a second time, sockets are told with each send.
Log::Log(LogFormat format, LogLevel level, int out) : format_(format), level_(level), out_(out) {
  struct stat info {};
  if (::fstat(out, &info) != 0) return;
  if (S_ISSOCK(info.st_mode)) {
    way_ = Way::kSend;
  } else if (S_ISFIFO(info.st_mode) || S_ISCHR(info.st_mode)) {
    const std::string name = "/proc/self/fd/" + std::to_string(out);
    const int again = ::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    own_ = again >= 0;
    if (own_) out_ = again;
    if (!own_) way_ = Way::kAsk;  // another user's terminal
  }
}

Log::~Log() {
  if (own_) ::close(out_);
}

void Log::access(const AccessEntry& entry) noexcept {
  if (level_ == LogLevel::kOff || (level_ == LogLevel::kError && entry.status < 500)) return;
  try {
    put(format_entry(entry, format_, std::time(nullptr)));
  } catch (...) {
    // out of memory: a line less
  }
}

void Log::say(std::string_view text) noexcept {
  try {
    if (format_ == LogFormat::kJson) {
      put(R"({"time":")" + iso_time(std::time(nullptr)) + R"(","message":)" + json_string(text) +
          '}');
    } else {
      put("parley: " + std::string(text));
    }
  } catch (...) {
    // out of memory: a line less
  }
}

std::uint64_t Log::dropped() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return dropped_;
}

void Log::put(std::string line) {
  line += '\n';
  const std::lock_guard<std::mutex> lock(mutex_);
  if (untold_ != 0) {
    const std::string count = std::to_string(untold_);
    const std::string told = format_ == LogFormat::kJson
                                 ? "{\"dropped\":" + count + "}\n"
                                 : "parley: " + count + " lines were dropped: nobody read them\n";
    if (write_now(told)) untold_ = 0;
  }
  if (untold_ == 0 && write_now(line)) return;
  ++dropped_;
  ++untold_;
}

bool Log::write_now(std::string_view line) {
  if (torn_ && ::write(out_, "\n", 1) != 1) return false;
  torn_ = false;
  ssize_t written = 0;
  if (way_ == Way::kSend) {
    written = ::send(out_, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  } else {
    pollfd entry{out_, POLLOUT, 0};
    if (way_ == Way::kAsk && ::poll(&entry, 1, 0) != 1) return false;
    written = ::write(out_, line.data(), line.size());
  }
  torn_ = written > 0 && written < static_cast<ssize_t>(line.size());
  return written == static_cast<ssize_t>(line.size());
}

}  // namespace parley
