#include "api_error.h"

#include <nlohmann/json.hpp>

#include "dump.h"

namespace parley::demo {
namespace {

using Json = nlohmann::ordered_json;

struct Code {
  const char* name;
  int status;
  const char* message;
};

// The first code of a status is the one that stands for it.
constexpr Code kCodes[] = {
    {"invalid_request", 400, "The request is invalid."},
    {"failed_precondition", 400, "Billing is not enabled for this project."},
    {"parameter_unknown", 400, "Unknown parameter."},
    {"missing_thought_signature", 400, "A function call lacks its thought signature."},
    {"authentication", 401, "The API key is missing or not valid."},
    {"payment_required", 402, "The project's prepaid credit is used up."},
    {"permission_denied", 403, "The project may not use this resource."},
    {"not_found", 404, "The requested resource was not found."},
    {"model_not_found", 404, "The requested model was not found."},
    {"aborted", 409, "The operation was aborted. Please retry."},
    {"already_exists", 409, "The resource already exists."},
    {"out_of_range", 416, "A value lies outside the permitted range."},
    {"rate_limit_exceeded", 429, "Too many requests. Please retry later."},
    {"too_many_requests", 429, "Too many requests. Please retry later."},
    {"quota_exceeded", 429, "The daily quota is used up."},
    {"cancelled", 499, "The request was cancelled."},
    {"api_error", 500, "An internal error has occurred. Please retry."},
    {"unimplemented", 501, "This operation is not implemented."},
    {"service_unavailable", 503, "The service is currently unavailable."},
    {"deadline_exceeded", 504, "Deadline expired before operation could complete."},
    {"gateway_timeout", 504, "Deadline expired before operation could complete."},
};

constexpr const char* kBlocks[] = {"safety",
                                   "recitation",
                                   "language",
                                   "prohibited_content",
                                   "spii",
                                   "blocklist",
                                   "image_safety",
                                   "image_prohibited_content",
                                   "image_recitation",
                                   "image_other",
                                   "content_blocked",
                                   "malformed_function_call",
                                   "malformed_tool_call",
                                   "unexpected_tool_call",
                                   "no_image",
                                   "too_many_tool_calls",
                                   "missing_thought_signature"};

const char* rpc_status_name(int status) {
  switch (status) {
    case 400:
      return "INVALID_ARGUMENT";
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 409:
      return "ABORTED";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 499:
      return "CANCELLED";
    case 501:
      return "UNIMPLEMENTED";
    case 503:
      return "UNAVAILABLE";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return "INTERNAL";
  }
}

}  // namespace

int http_status_of(std::string_view code) {
  for (const Code& known : kCodes) {
    if (known.name == code) return known.status;
  }
  return 400;
}

bool is_error_code(std::string_view code) {
  for (const Code& known : kCodes) {
    if (known.name == code) return true;
  }
  return false;
}

bool is_block_code(std::string_view code) {
  for (const char* known : kBlocks) {
    if (known == code) return true;
  }
  return false;
}

std::string code_of_status(int status) {
  for (const Code& known : kCodes) {
    if (known.status == status) return known.name;
  }
  return "api_error";
}

std::string message_of_code(std::string_view code) {
  for (const Code& known : kCodes) {
    if (known.name == code) return known.message;
  }
  return "The answer was blocked.";
}

ApiError api_error(std::string_view code, std::string_view message) {
  const Json body = {{"error", {{"message", message}, {"code", code}}}};
  return {http_status_of(code), dump(body)};
}

ApiError bad_value(const std::string& name, const std::string& expected) {
  return api_error("invalid_request",
                   "Invalid value at '" + name + "': expected " + expected + ".");
}

ApiError unsupported_value(const std::string& value, const std::string& member,
                           const std::string& path, const std::string& supported) {
  return api_error("invalid_request", "The value '" + value + "' is not supported for '" + member +
                                          "' at '" + path + "'. Supported values: " + supported +
                                          ".");
}

ApiError rpc_error(int status, std::string_view message, std::string_view details) {
  Json body = {
      {"error", {{"code", status}, {"message", message}, {"status", rpc_status_name(status)}}}};
  if (!details.empty()) body["error"]["details"] = Json::parse(details);
  return {status, dump(body)};
}

ApiError quota_error(std::string_view seconds, bool daily) {
  const std::string quota = daily ? "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
                                  : "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
  const std::string delay = std::string(seconds) + "s";
  const Json details = {
      {{"@type", "type.googleapis.com/google.rpc.QuotaFailure"},
       {"violations", Json::array({{{"quotaId", quota}}})}},
      {{"@type", "type.googleapis.com/google.rpc.RetryInfo"}, {"retryDelay", delay}}};
  return rpc_error(429,
                   "You exceeded your current quota, please check your plan and billing details. "
                   "Please retry in " +
                       delay + ".",
                   details.dump());
}

}  // namespace parley::demo
