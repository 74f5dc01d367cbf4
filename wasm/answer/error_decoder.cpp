#include "answer/error_decoder.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "text/duration.h"
#include "text/json_tree.h"
#include "text/text.h"
#include "text/utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

// protobuf JSON writes "34.4s"; a duration message has members instead.
std::int64_t read_delay(const Json& value) {
  if (const std::string* const text = as_string(value)) return read_duration_ms(*text);
  const std::int64_t seconds = find_count(value, "seconds");
  const std::int64_t nanoseconds = find_count(value, "nanos");
  if (seconds < 0 && nanoseconds < 0) return -1;
  if (seconds >= kLongestDurationMs / 1000) return kLongestDurationMs;
  return (seconds < 0 ? 0 : seconds * 1000) +
         (nanoseconds < 0 ? 0 : nanoseconds / 1000000 + (nanoseconds % 1000000 != 0 ? 1 : 0));
}

bool names_a_daily_quota(const Json& holder) {
  for (const char* const key : {"quotaId", "quota_id", "quota_limit"}) {
    if (find_string(holder, key).find("PerDay") != std::string::npos) return true;
  }
  return false;
}

// RetryInfo first, then what the front end and the message say.
void read_retry(const Json& error, ApiError* out) {
  std::int64_t from_metadata = -1;
  if (const Json* details = find_list(error, "details")) {
    for (const Json& detail : items(*details)) {
      if (const Json* delay = find_member(detail, "retryDelay")) out->retry_ms = read_delay(*delay);
      if (const Json* metadata = find_member(detail, "metadata")) {
        if (const Json* delay = find_member(*metadata, "quotaResetDelay")) {
          from_metadata = read_delay(*delay);
        }
        if (names_a_daily_quota(*metadata)) out->daily = true;
      }
      const Json* violations = find_list(detail, "violations");
      if (violations == nullptr) continue;
      for (const Json& violation : items(*violations)) {
        if (names_a_daily_quota(violation)) out->daily = true;
      }
    }
  }
  if (out->code == "quota_exceeded") out->daily = true;
  if (out->retry_ms < 0) out->retry_ms = from_metadata;
  constexpr std::string_view kRetryIn = "retry in ";
  const std::size_t found = out->message.find(kRetryIn);
  if (out->retry_ms < 0 && found != std::string::npos) {
    out->retry_ms =
        read_duration_ms(std::string_view(out->message).substr(found + kRetryIn.size()));
  }
}

// {code, message, status, details}; a bare string is a message.
ApiError read_error(const Json& error) {
  ApiError out;
  if (const std::string* const text = as_string(error)) {
    out.message = *text;
    return out;
  }
  out.message = find_string(error, "message");
  out.code = find_string(error, "code");
  const std::int64_t number = find_count(error, "code");
  if (number >= 100 && number <= 599) out.http_status = static_cast<int>(number);
  if (out.code.empty() || number >= 0) {
    const std::string& status = find_string(error, "status");
    if (!status.empty()) {
      out.code = status;
    } else if (number > 0) {
      out.code = std::to_string(number);
    }
  }
  out.instance = find_string(error, "instance");
  out.age_ms = find_count(error, "age_ms");
  read_retry(error, &out);
  return out;
}

// The error in `[{"error":...}]` or `{"error":...}`; a root that is an error itself; or null.
const Json* error_member(const Json& root) {
  if (root.is_array()) return root.empty() ? nullptr : error_member(items(root).front());
  if (const Json* error = find_member(root, "error")) {
    return error->is_object() || error->is_string() ? error : nullptr;
  }
  const bool is_error =
      !find_string(root, "message").empty() && find_member(root, "code") != nullptr;
  return is_error ? &root : nullptr;
}

// The beginning of a text in one line, at most 200 bytes.
std::string shorten(std::string_view text) {
  constexpr std::size_t kMost = 200;
  std::string line;
  for (const char c : trim(text)) {
    const bool space = static_cast<unsigned char>(c) <= 0x20;
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c;
    if (line.size() > kMost) break;
  }
  if (line.size() <= kMost) return line;
  line.resize(kMost);
  line.resize(valid_utf8_prefix(line));
  return line + "...";
}

std::string_view html_title(std::string_view html) {
  for (const char* const tag : {"<title>", "<TITLE>"}) {
    const std::size_t begin = html.find(tag);
    if (begin == html.npos) continue;
    const std::string_view title = html.substr(begin + 7);
    return title.substr(0, title.find('<'));
  }
  return {};
}

}  // namespace

ApiError error_from_text(std::string_view text, int http_status) {
  ApiError out;
  out.http_status = http_status;
  if (http_status != 0) {
    out.code = std::to_string(http_status);
    out.message = "HTTP " + out.code;
  }
  text = trim(text);
  const bool html = !text.empty() && text[0] == '<';
  const std::string said = shorten(html ? html_title(text) : text);
  if (!said.empty()) out.message += (out.message.empty() ? "" : ": ") + said;
  return out;
}

ApiError find_error(const Json& root) {
  const Json* error = error_member(root);
  return error == nullptr ? ApiError() : read_error(*error);
}

ApiError decode_error(std::string_view body, int http_status) {
  const std::string text = decode_utf8(std::string(body));
  const Json root = read_json<Json>(text);
  const Json* found = error_member(root);
  if (found == nullptr) return error_from_text(text, http_status);
  ApiError error = read_error(*found);
  if (error.empty()) return error_from_text({}, http_status);
  if (error.http_status == 0) error.http_status = http_status;
  return error;
}

const char* trouble_of(const ApiError& error) {
  const int status = error.http_status;
  if (error.daily) return trouble::kDaily;
  // An event has no status.
  for (const char* const each : {"429", "RESOURCE_EXHAUSTED", "resource_exhausted",
                                 "rate_limit_exceeded", "too_many_requests"}) {
    if (status == 429 || error.code == each) return trouble::kBusy;
  }
  if (status == 401 || status == 403 || error.message.find("API key") != std::string::npos) {
    return trouble::kKey;
  }
  if (status == 404) return trouble::kModel;
  return status >= 500 ? trouble::kServer : status >= 400 ? trouble::kRequest : "";
}

std::string error_json(const ApiError& error) {
  Json object = Json::object();
  if (!error.code.empty()) make_member(&object, "code") = error.code;
  if (!error.message.empty()) make_member(&object, "message") = error.message;
  if (error.retry_ms >= 0) make_member(&object, "retry_ms") = error.retry_ms;
  const std::string kind = trouble_of(error);
  if (!kind.empty()) make_member(&object, "kind") = kind;
  return write_json(object);
}

bool is_parent_error(const ApiError& error, std::string_view parent) {
  const auto says = [&error](std::string_view text) {
    return error.message.find(text) != std::string::npos;
  };
  if (parent.empty() || (error.http_status != 400 && error.http_status != 404)) return false;
  if (says("legacy")) return false;
  // The last one is a known fault after a streamed search turn.
  return says(parent) || says("interaction") || says("Tool type of tool_call part");
}

}  // namespace parley
