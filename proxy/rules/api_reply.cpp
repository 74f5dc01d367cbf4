#include "rules/api_reply.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace parley {

HttpReply api_error(int status, std::string_view code, std::string_view message) {
  HttpReply reply = json_reply("{\"error\":{\"code\":" + json_string(code) +
                               ",\"message\":" + json_string(message) + "}}\n");
  reply.status = status;
  return reply;
}

HttpReply retry_after(HttpReply reply, int seconds) {
  reply.headers.emplace_back("retry-after", std::to_string(seconds));
  return reply;
}

HttpReply json_reply(std::string body) {
  HttpReply reply;
  reply.headers = {{"content-type", "application/json; charset=utf-8"},
                   {"cache-control", "no-store"}};
  reply.body = std::move(body);
  return reply;
}

const HeaderList& security_headers() {
  static const HeaderList headers = {
      {"content-security-policy",
       "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
       "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
       "media-src 'self' data: blob:; worker-src 'self'; manifest-src 'self'; "
       "frame-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"x-content-type-options", "nosniff"},
      {"x-frame-options", "DENY"},
      {"referrer-policy", "no-referrer"},
      {"cross-origin-resource-policy", "same-origin"},
  };
  return headers;
}

const HeaderList& document_headers() {
  static const HeaderList headers = {
      {"cross-origin-opener-policy", "same-origin"},
      {"permissions-policy",
       "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
       "microphone=(), payment=(), usb=()"},
  };
  return headers;
}

const HeaderList& part_headers() {
  static const HeaderList headers = {{"x-content-type-options", "nosniff"},
                                     {"cross-origin-resource-policy", "same-origin"}};
  return headers;
}

HttpReply secured(HttpReply reply) {
  const bool document =
      std::any_of(reply.headers.begin(), reply.headers.end(), [](const auto& entry) {
        return entry.first == "content-type" &&
               (entry.second.rfind("text/html", 0) == 0 || entry.second.rfind("image/svg", 0) == 0);
      });
  add_missing(reply.is_part ? part_headers() : security_headers(), &reply.headers);
  if (document) add_missing(document_headers(), &reply.headers);
  return reply;
}

void add_missing(const HeaderList& extra, HeaderList* headers) {
  for (const auto& entry : extra) {
    const bool there = std::any_of(headers->begin(), headers->end(), [&](const auto& present) {
      return present.first == entry.first;
    });
    if (!there) headers->push_back(entry);
  }
}

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      result += escape.data();
    } else {
      result += c;
    }
  }
  return result + '"';
}

}  // namespace parley
