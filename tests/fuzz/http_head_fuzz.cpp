// A head that is accepted has one meaning for every reader, however the network cut it: told here
// from the bytes alone. And whatever an upstream answers, its head reaches the client as one head,
// with no framing of its own and without the key. The first byte says how long the pieces are.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/http_head.h"
#include "http/http_response_head.h"
#include "rules/headers.h"
#include "upstream/upstream_head.h"

namespace {

constexpr std::string_view kKey = "AIzaFuzz-Key_0123456789";

void require(bool holds) {
  if (!holds) std::abort();
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// Spaces of all kinds taken away, so that a name is found where a forgiving reader would find it.
std::string bare(std::string_view text) {
  std::string result;
  for (const char c : lower(text)) {
    if (static_cast<unsigned char>(c) > 0x20 && c != 0x7f) result += c;
  }
  return result;
}

// Lines as the most forgiving reader sees them: CR, LF and both end one.
std::vector<std::string_view> lines_of(std::string_view head) {
  std::vector<std::string_view> lines;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find_first_of("\r\n"), head.size());
    lines.push_back(head.substr(0, end));
    head.remove_prefix(end);
    head.remove_prefix(head.substr(0, 2) == "\r\n" ? 2 : head.empty() ? 0 : 1);
  }
  return lines;
}

void check_end(std::string_view bytes, std::size_t size, bool bad) {
  std::size_t bare_lf = 0;
  while (bare_lf < bytes.size() &&
         (bytes[bare_lf] != '\n' || (bare_lf > 0 && bytes[bare_lf - 1] == '\r'))) {
    ++bare_lf;
  }
  const std::size_t blank = bytes.find("\r\n\r\n");
  if (bare_lf < std::min(blank, bytes.size())) {
    require(bad && size == bare_lf + 1);
  } else {
    require(!bad && size == (blank == std::string_view::npos ? 0 : blank + 4));
  }
}

std::size_t find_end_in_pieces(std::string_view bytes, std::size_t piece, bool* bad) {
  std::size_t searched = 0;
  for (std::size_t come = 0; come < bytes.size();) {
    come = std::min(come + piece, bytes.size());
    const std::size_t size = parley::find_head_end(bytes.substr(0, come), &searched, bad);
    if (size != 0) return size;
  }
  return 0;
}

void check_accepted(std::string_view bytes, const parley::RequestHead& head,
                    const parley::HttpRequest& request) {
  const std::vector<std::string_view> lines = lines_of(bytes);
  require(lines.size() == request.headers.size() + 2 && lines.back().empty());
  require(lines[0] ==
          request.method + ' ' + request.target + (head.http_1_0 ? " HTTP/1.0" : " HTTP/1.1"));
  require(request.headers.size() <= parley::kMaxHeaders);

  require(!request.target.empty() && request.target[0] == '/');
  require(request.target.size() <= parley::kMaxTarget);
  for (const char c : request.target) require(c > 0x20 && c < 0x7f && c != '#');
  require(request.path.find('?') == std::string::npos);
  require(request.target == request.path || request.target == request.path + '?' + request.query);

  std::vector<std::string> lengths;
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const auto& [name, value] = request.headers[i];
    const std::string_view line = lines[i + 1];
    const std::size_t colon = line.find(':');
    require(!name.empty() && lower(line.substr(0, colon)) == name && bare(name) == name);
    const std::string_view rest = line.substr(colon + 1);
    const std::size_t at = value.empty() ? 0 : rest.find(value);
    require(at != std::string_view::npos);
    for (const std::string_view blank : {rest.substr(0, at), rest.substr(at + value.size())}) {
      require(blank.find_first_not_of(" \t") == std::string_view::npos);
    }
    for (const char c : value) require(c == '\t' || (static_cast<unsigned char>(c) >= 0x20));
    require(name != "transfer-encoding");
    if (name == "content-length") lengths.push_back(value);
  }
  require(lengths.size() <= 1);
  if (lengths.empty()) {
    require(head.content_length == 0);
  } else {
    require(!lengths[0].empty() && lengths[0].find_first_not_of("0123456789") == std::string::npos);
    require(std::strtoull(lengths[0].c_str(), nullptr, 10) == head.content_length);
  }
  require(!(head.expects_continue && head.http_1_0));
}

void check_request(std::string_view bytes, std::size_t piece) {
  bool bad = false;
  std::size_t searched = 0;
  const std::size_t size = parley::find_head_end(bytes, &searched, &bad);
  check_end(bytes, size, bad);
  bool bad_in_pieces = false;
  require(find_end_in_pieces(bytes, piece, &bad_in_pieces) == size && bad_in_pieces == bad);
  if (size == 0 || bad) return;
  parley::HttpRequest request;
  const parley::RequestHead head = parley::parse_head(bytes.substr(0, size), &request);
  require(head.refusal == 0 || (head.refusal >= 400 && head.refusal <= 505));
  require((head.refusal == 0) == head.message.empty());
  if (head.refusal == 0) check_accepted(bytes.substr(0, size), head, request);
}

void check_sent(std::string_view head, int status, bool keep_alive) {
  require(ends_with(head, "\r\n") && head.find('\0') == std::string_view::npos);
  std::size_t connections = 0;
  std::size_t dates = 0;
  for (std::size_t at = 0, number = 0; at < head.size(); ++number) {
    const std::size_t end = head.find("\r\n", at);
    const std::string_view line = head.substr(at, end - at);
    at = end + 2;
    require(line.find_first_of("\r\n") == std::string_view::npos);
    if (number == 0) {
      require(line.substr(0, 13) == "HTTP/1.1 " + std::to_string(status) + ' ');
      continue;
    }
    const std::size_t colon = line.find(": ");
    require(colon != std::string_view::npos && colon > 0);
    const std::string name = bare(line.substr(0, line.find(':')));
    require(name == line.substr(0, colon) && name.find(lower(kKey)) == std::string::npos);
    require(name != "content-length" && name != "transfer-encoding" && name != "set-cookie");
    dates += name == "date" ? 1 : 0;
    if (name != "connection") continue;
    ++connections;
    require(line.substr(colon + 2) == (keep_alive ? "keep-alive" : "close"));
  }
  require(connections == 1 && dates >= 1);
  require(head.find(kKey) == std::string_view::npos);
}

void check_answer(std::string_view bytes, bool keep_alive) {
  int status = 0;
  parley::HeaderList headers;
  if (parley::parse_upstream_head(bytes, &status, &headers) != parley::UpstreamHead::kFinal) return;
  require(status >= 200 && status <= 599);
  const parley::HeaderList out = parley::client_response_headers(headers, std::string(kKey));
  const long long length = parley::declared_length(out);
  require(length >= -1 && length <= 999'999'999'999'999'999);
  check_sent(parley::response_head(status, out, keep_alive), status, keep_alive);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_request(bytes, 1 + data[0] % 16);
  check_answer(bytes, data[0] % 2 == 0);
  return 0;
}
