#include "turns/request_text.h"

#include <algorithm>

#include "text/text.h"

namespace parley {
namespace {

// What stands before the first `end`, which is taken with it.
std::string_view take(std::string_view* text, std::string_view end) {
  const std::string_view taken = text->substr(0, text->find(end));
  text->remove_prefix(std::min(text->size(), taken.size() + end.size()));
  return taken;
}

}  // namespace

RequestText read_request(std::string_view text) {
  RequestText request;
  request.headers = take(&text, "\n\n");
  request.body = text;
  request.target = take(&request.headers, "\n");
  request.method = take(&request.target, " ");
  return request;
}

bool take_header(std::string_view* headers, std::string_view* name, std::string_view* value) {
  if (headers->empty()) return false;
  *value = take(headers, "\n");
  *name = take(value, ":");
  *value = trim(*value);
  return true;
}

RequestRole role_of(const RequestText& request) {
  constexpr std::string_view kInteractions = "/v1beta/interactions";
  const std::string_view target = request.target;
  if (request.method == "POST") {
    return target == kInteractions ? RequestRole::kPost : RequestRole::kOther;
  }
  if (request.method != "GET") return RequestRole::kOther;
  const bool reads =
      target.starts_with(kStreamsPath) || target.find("?stream=true") != std::string_view::npos;
  return reads ? RequestRole::kStream : RequestRole::kOther;
}

}  // namespace parley
