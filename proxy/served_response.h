// An answer on its way to a client, as the rest of the proxy gives it.
#pragma once

#include <chrono>
#include <string>

#include "http/http_message.h"
#include "log.h"

namespace parley {

// Counts what goes out, adds what every answer of ours carries, and writes the access line.
class ServedResponse : public HttpResponse {
 public:
  ServedResponse(HttpResponse& response, Log& log, const std::string& method, const char* route);
  ~ServedResponse() override;
  ServedResponse(const ServedResponse&) = delete;
  ServedResponse& operator=(const ServedResponse&) = delete;

  int read_body(HttpRequest* request) override { return response_.read_body(request); }
  bool send(const HttpReply& reply) override;
  bool begin(int status, const HeaderList& headers) override;
  bool write(std::string_view bytes) override;
  bool end() override { return response_.end(); }
  WriteState write_some(std::string_view bytes, std::size_t* taken) override;
  void cut() override { response_.cut(); }
  bool client_gone() override { return response_.client_gone(); }
  bool half_closed() const override { return response_.half_closed(); }
  int socket() const override { return response_.socket(); }

 private:
  HttpResponse& response_;
  Log& log_;
  const std::chrono::steady_clock::time_point begun_;
  AccessEntry entry_;
};

}  // namespace parley
