#include "users/access.h"

#include "http/text.h"
#include "rules/api_reply.h"
#include "rules/json_members.h"
#include "users/credentials.h"
#include "users/qr_code.h"

namespace parley {
namespace {

HttpReply sign_in_required(const char* message) {
  HttpReply reply = api_error(401, "sign_in_required", message);
  reply.headers.emplace_back("www-authenticate", "Bearer realm=\"Parley\"");
  return reply;
}

std::string rows_json(const std::vector<std::string>& rows) {
  std::string json = "[";
  for (const std::string& row : rows) json += (json.size() > 1 ? ",\"" : "\"") + row + '"';
  return json + ']';
}

}  // namespace

std::string token_link(const std::string& base, std::string_view token) {
  return base + "/sign_in.html#token=" + std::string(token);
}

void Access::listens(int port, bool tls) {
  port_ = port;
  tls_ = tls;
}

std::shared_ptr<User> Access::identify(const HttpRequest& request, HttpReply* refusal) {
  if (!users_.required()) return users_.everybody();
  const std::string_view token = presented_token(request, port_);
  if (token.empty()) {
    *refusal = sign_in_required(
        "This Parley is for its users. Open the link that you were given, or send your token as "
        "Authorization: Bearer or x-goog-api-key.");
    return nullptr;
  }
  std::shared_ptr<User> user = users_.find(token);
  if (!user) {
    *refusal = wrong(request,
                     "This access token is not, or no longer, known here. Ask whoever runs this "
                     "Parley for another one.");
  }
  return user;
}

HttpReply Access::wrong(const HttpRequest& request, const char* message) {
  const int wait = failed_.add(address_block(request.remote), std::chrono::steady_clock::now());
  if (wait == 0) return sign_in_required(message);
  return retry_after(api_error(429, "too_many_failures",
                               "Too many wrong tokens came from this address. Try again shortly."),
                     wait);
}

HttpReply Access::sign_in(const HttpRequest& request) {
  const auto members = json_members(request.body, {"token", "invite"});
  const bool invited = members && (*members)[1].kind == JsonMember::Kind::kString;
  if (!members || (*members)[invited ? 0 : 1].kind != JsonMember::Kind::kAbsent ||
      (*members)[invited ? 1 : 0].kind != JsonMember::Kind::kString) {
    return api_error(400, "invalid_request", "Send {\"token\":\"...\"} or {\"invite\":\"...\"}.");
  }
  const std::string token =
      invited ? invitations_.take((*members)[1].text, std::chrono::steady_clock::now())
              : (*members)[0].text;
  const std::shared_ptr<User> user = users_.required() ? users_.find(token) : nullptr;
  if (!user) {
    return wrong(request, invited ? "This link was used already, or its time is over. Make another "
                                    "one where you are signed in."
                                  : "This access token is not, or no longer, known here. Ask "
                                    "whoever runs this Parley for another one.");
  }
  HttpReply reply = json_reply("{\"user\":" + json_string(user->name()) + "}\n");
  reply.headers.emplace_back("set-cookie", session_cookie(token, port_, by_tls(request)));
  return reply;
}

HttpReply Access::sign_out(const HttpRequest& request) const {
  HttpReply reply = json_reply("{}\n");
  reply.headers.emplace_back("set-cookie", session_cookie({}, port_, by_tls(request)));
  return reply;
}

HttpReply Access::invite(const HttpRequest& request) {
  const std::string word = invitations_.add(std::string(presented_token(request, port_)),
                                            std::chrono::steady_clock::now());
  const std::string link = std::string(by_tls(request) ? "https://" : "http://") +
                           std::string(request.header("host")) + "/sign_in.html#invite=" + word;
  return json_reply("{\"link\":" + json_string(link) + ",\"seconds\":" +
                    std::to_string(std::chrono::seconds(Invitations::kGood).count()) +
                    ",\"qr\":" + rows_json(qr_code(link)) + "}\n");
}

// Ours, or that of a server in front, as the page says, whose Origin was compared before.
bool Access::by_tls(const HttpRequest& request) const {
  return tls_ || lower(request.header("origin")).compare(0, 8, "https://") == 0;
}

}  // namespace parley
