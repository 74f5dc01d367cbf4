#include "served_response.h"

#include "rules/api_reply.h"

namespace parley {

ServedResponse::ServedResponse(HttpResponse& response, Log& log, const std::string& method,
                               const char* route)
    : response_(response), log_(log), begun_(std::chrono::steady_clock::now()) {
  entry_.method = method;
  entry_.route = route;
}

ServedResponse::~ServedResponse() {
  entry_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun_);
  log_.access(entry_);
}

bool ServedResponse::send(const HttpReply& reply) {
  entry_.status = reply.status;
  entry_.bytes += reply.body.size();
  return response_.send(secured(reply));
}

bool ServedResponse::begin(int status, const HeaderList& headers) {
  entry_.status = status;
  return response_.begin(status, headers);
}

bool ServedResponse::write(std::string_view bytes) {
  entry_.bytes += bytes.size();
  return response_.write(bytes);
}

WriteState ServedResponse::write_some(std::string_view bytes, std::size_t* taken) {
  const WriteState state = response_.write_some(bytes, taken);
  entry_.bytes += *taken;
  return state;
}

}  // namespace parley
