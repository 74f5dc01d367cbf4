// Who asks: whether a token is needed, whose it is, and how a page gets one and loses it.
// Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/http_message.h"
#include "users/failed_logins.h"
#include "users/invitations.h"
#include "users/users.h"

namespace parley {

// The fragment of a link that takes a page in: "#token=" and a token, or "#invite=" and a word. A
// fragment is sent to no server and stands in no log.
std::string token_link(const std::string& base, std::string_view token);

class Access {
 public:
  // `port`: ours, for the cookie's name. `tls`: our own.
  void listens(int port, bool tls);

  Users& users() { return users_; }
  const Users& users() const { return users_; }

  // Null and why: it has no token, or none of ours.
  std::shared_ptr<User> identify(const HttpRequest& request, HttpReply* refusal);

  // `request` with its body: {"token":"..."} or {"invite":"..."}. A cookie, and who it is.
  HttpReply sign_in(const HttpRequest& request);
  HttpReply sign_out(const HttpRequest& request) const;
  // A link for another device of the same user, once and for a few minutes, and its QR code.
  HttpReply invite(const HttpRequest& request);

 private:
  HttpReply wrong(const HttpRequest& request, const char* message);
  bool by_tls(const HttpRequest& request) const;

  Users users_;
  FailedLogins failed_;
  Invitations invitations_;
  int port_ = 0;
  bool tls_ = false;
};

}  // namespace parley
