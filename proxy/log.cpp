#include "log.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <string_view>

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

void Log::access(const AccessEntry& entry) const {
  if (level_ == LogLevel::kOff || (level_ == LogLevel::kError && entry.status < 500)) return;
  const std::string line = format_entry(entry, format_, std::time(nullptr)) + '\n';
  std::fwrite(line.data(), 1, line.size(), out_);
  std::fflush(out_);
}

}  // namespace parley
