#include "http/http_response_head.h"

#include <array>
#include <ctime>
#include <string_view>

namespace parley {
namespace {

const char* reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

bool is_line_safe(const std::string& text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

// RFC 9110, 5.6.7.
std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return std::string(text.data(), size);
}

}  // namespace

std::string response_head(int status, const HeaderList& headers, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(status) + ' ' + reason_phrase(status) + "\r\n";
  bool dated = false;
  for (const auto& [name, value] : headers) {
    if (name == "content-length" || name == "connection" || name == "transfer-encoding") continue;
    if (!is_line_safe(name) || !is_line_safe(value)) continue;
    dated = dated || name == "date";
    head += name + ": " + value + "\r\n";
  }
  if (!dated) head += "date: " + http_date() + "\r\n";
  return head + (keep_alive ? "connection: keep-alive\r\n" : "connection: close\r\n");
}

long long declared_length(const HeaderList& headers) {
  for (const auto& [name, value] : headers) {
    if (name != "content-length") continue;
    if (value.empty() || value.size() > 18) return -1;
    long long length = 0;
    for (const char c : value) {
      if (c < '0' || c > '9') return -1;
      length = length * 10 + (c - '0');
    }
    return length;
  }
  return -1;
}

}  // namespace parley
