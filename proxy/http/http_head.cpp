#include "http/http_head.h"

#include <algorithm>
#include <cctype>

#include "http/text.h"

namespace parley {
namespace {

// RFC 9110, 5.6.2.
bool is_token_char(unsigned char c) {
  return std::isalnum(c) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool is_value_char(unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); }

RequestHead refused(int status, const char* message) {
  RequestHead head;
  head.refusal = status;
  head.message = message;
  return head;
}

RequestHead parse_request_line(std::string_view line, HttpRequest* request) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refused(400, "The request line is not METHOD SP TARGET SP VERSION.");
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method) || method.size() > 32) return refused(400, "The method is not a token.");
  if (target.size() > kMaxTarget) return refused(414, "The request target is too long.");
  if (target.empty() || target.front() != '/') {
    return refused(400, "The request target must start with '/'.");
  }
  for (const char raw : target) {
    const auto c = static_cast<unsigned char>(raw);
    if (c <= 0x20 || c >= 0x7f || c == '#') {
      return refused(400, "The request target holds a character that must be percent-encoded.");
    }
  }
  RequestHead head;
  if (version == "HTTP/1.0") {
    head.http_1_0 = true;
  } else if (version != "HTTP/1.1") {
    if (version.substr(0, 5) == "HTTP/") return refused(505, "Only HTTP/1.1 is spoken here.");
    return refused(400, "The request line does not end in an HTTP version.");
  }
  request->method = std::string(method);
  request->target = std::string(target);
  const std::size_t mark = target.find('?');
  request->path = std::string(target.substr(0, mark));
  if (mark != std::string_view::npos) request->query = std::string(target.substr(mark + 1));
  return head;
}

// RFC 9112, 6.3. Without Transfer-Encoding, which nothing that talks to Parley needs, there is one
// way left to say how long a body is.
void read_framing(const HttpRequest& request, RequestHead* head) {
  if (request.count("transfer-encoding") != 0) {
    *head = refused(400, "Send the body with Content-Length; Transfer-Encoding is not accepted.");
    return;
  }
  const std::size_t lengths = request.count("content-length");
  if (lengths > 1) {
    *head = refused(400, "More than one Content-Length.");
    return;
  }
  if (lengths == 1) {
    const std::string_view value = request.header("content-length");
    const bool digits = !value.empty() && value.size() <= 18 &&
                        std::all_of(value.begin(), value.end(),
                                    [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!digits) {
      *head = refused(400, "Content-Length is not a plain number.");
      return;
    }
    for (const char c : value) {
      head->content_length = head->content_length * 10 + static_cast<std::size_t>(c - '0');
    }
  }
  if (request.count("expect") != 0) {
    if (lower(request.header("expect")) != "100-continue" || request.count("expect") > 1) {
      *head = refused(417, "The only expectation known here is 100-continue.");
      return;
    }
    head->expects_continue = !head->http_1_0;
  }
}

}  // namespace

std::string_view HttpRequest::header(std::string_view lower_case_name) const {
  for (const auto& entry : headers) {
    if (entry.first == lower_case_name) return entry.second;
  }
  return {};
}

std::size_t HttpRequest::count(std::string_view lower_case_name) const {
  return static_cast<std::size_t>(
      std::count_if(headers.begin(), headers.end(),
                    [&](const auto& entry) { return entry.first == lower_case_name; }));
}

std::size_t find_head_end(std::string_view bytes, std::size_t* searched, bool* bad) {
  for (std::size_t at = bytes.find('\n', *searched); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') {
      *bad = true;
      return at + 1;
    }
    if (at >= 3 && bytes[at - 2] == '\n') return at + 1;
    *searched = at + 1;
  }
  *searched = bytes.size();
  return 0;
}

RequestHead parse_head(std::string_view bytes, HttpRequest* request) {
  std::size_t at = bytes.find("\r\n");
  if (at == std::string_view::npos) return refused(400, "Lines must end in CR LF.");
  RequestHead head = parse_request_line(bytes.substr(0, at), request);
  if (head.refusal != 0) return head;
  for (at += 2; at < bytes.size();) {
    const std::size_t end = bytes.find("\r\n", at);
    if (end == std::string_view::npos) return refused(400, "Lines must end in CR LF.");
    const std::string_view line = bytes.substr(at, end - at);
    at = end + 2;
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
      return refused(400, "A header line is not NAME: VALUE.");
    }
    const std::string_view value = trim(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), is_value_char)) {
      return refused(400, "A header value holds a control character.");
    }
    if (request->headers.size() == kMaxHeaders) return refused(431, "Too many headers.");
    request->headers.emplace_back(lower(line.substr(0, colon)), std::string(value));
  }
  read_framing(*request, &head);
  return head;
}

}  // namespace parley
