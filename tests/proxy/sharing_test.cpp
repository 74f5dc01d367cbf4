#include "command/sharing.h"

#include <doctest/doctest.h>

namespace parley {
namespace {

using Urls = std::vector<std::string>;

TEST_CASE("where others find the page") {
  const Urls addresses = {"192.168.1.5", "2001:db8::5"};
  CHECK(page_urls("http", "0.0.0.0", 8080, addresses) ==
        Urls{"http://192.168.1.5:8080", "http://[2001:db8::5]:8080"});
  CHECK(page_urls("https", "::", 443, {}) == Urls{"https://127.0.0.1:443"});
  CHECK(page_urls("http", "192.168.1.9", 80, addresses) == Urls{"http://192.168.1.9:80"});
  CHECK(page_urls("http", "box.lan", 80, addresses) == Urls{"http://box.lan:80"});
}

TEST_CASE("a link carries its token where no server and no log sees it, and its code is below it") {
  const std::string text = link_text("http://box:8080", "parley_abc");
  CHECK(text.substr(0, text.find('\n')) == "http://box:8080/sign_in.html#token=parley_abc");
  CHECK(text.find("\u2588") != std::string::npos);
}

}  // namespace
}  // namespace parley
