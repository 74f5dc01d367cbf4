// Refusals as the API words them: wire.md 8.
#pragma once

#include <string>
#include <string_view>

namespace parley::demo {

struct ApiError {
  int status = 0;  // HTTP; 0: no error
  std::string body;
  std::string content_type = "application/json";
  explicit operator bool() const { return status != 0; }
};

// {"error":{"code":"...","message":"..."}}; the HTTP status belongs to the code.
ApiError api_error(std::string_view code, std::string_view message);
int http_status_of(std::string_view code);  // 400 for codes that have no status of their own
bool is_error_code(std::string_view code);
bool is_block_code(std::string_view code);  // of an answer that was blocked, or went wrong

// The API's usual code and words for an HTTP status.
std::string code_of_status(int status);
std::string message_of_code(std::string_view code);

// invalid_request, in the service's words for a value of the wrong kind and for one that is not in
// the list.
ApiError bad_value(const std::string& name, const std::string& expected);
ApiError unsupported_value(const std::string& value, const std::string& member,
                           const std::string& path, const std::string& supported);

// google.rpc form, as the service's front end answers. `details` is a JSON array or "".
ApiError rpc_error(int status, std::string_view message, std::string_view details = "");

// 429 with RetryInfo; `seconds` as decimal text, e.g. "3.5".
ApiError quota_error(std::string_view seconds, bool daily);

}  // namespace parley::demo
