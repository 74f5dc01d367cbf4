#include "gate_control.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "access.h"
#include "api_error.h"
#include "encoding.h"
#include "gate_switch.h"

namespace parley::demo {
namespace {

constexpr std::chrono::seconds kLongestWait{30};

HttpReply json_reply(const HttpRequest& request, int status, std::string body) {
  HttpReply reply{status, cors_headers(request), std::move(body), false};
  reply.headers.emplace_back("content-type", "application/json");
  return reply;
}

HttpReply refusal(const HttpRequest& request, const std::string& message) {
  const ApiError error = api_error("invalid_request", message);
  return json_reply(request, error.status, error.body);
}

bool is_count(const std::string& text) {
  return text.size() <= 9 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

HttpReply gate_reply(const HttpRequest& request, Gates* gates, Player* player) {
  const std::string name = request.path.substr(sizeof kGatesPath - 1);
  if (!is_gate_name(name)) {
    return refusal(request, "A gate's name is 1 to 64 characters of a-z, 0-9 and '-'.");
  }
  const std::string reached = query_value(request.query, "reached");
  if (!is_count(reached)) return refusal(request, "'reached' is a number.");
  const bool get_like = request.method == "GET";
  if (!get_like && request.method != "POST") {
    const ApiError error = rpc_error(404, "Method not found.");
    return json_reply(request, error.status, error.body);
  }
  const std::shared_ptr<Gate> gate = gates->at(name);
  if (!get_like) {
    gate->open();
  } else if (!reached.empty()) {
    player->await(*gate, std::strtoul(reached.c_str(), nullptr, 10), kLongestWait);
  }
  const Gate::State now = gate->state();
  return json_reply(request, 200,
                    std::string(R"({"open":)") + (now.open ? "true" : "false") + R"(,"reached":)" +
                        std::to_string(now.reached) + "}");
}

}  // namespace parley::demo
