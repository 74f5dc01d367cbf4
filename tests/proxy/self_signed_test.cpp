#include "command/self_signed.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/temp_folder.h"

namespace parley {
namespace {

constexpr std::time_t kDay = 24L * 60 * 60;
const std::time_t kNow = std::time(nullptr);
using Names = std::vector<std::string>;

TEST_CASE("a certificate for these names, and what is none is left out") {
  const std::string pem =
      make_self_signed({"localhost", "Box.LAN", "127.0.0.1", "::1", "2001:DB8:0::7", "localhost",
                        "", "a b", "x,DNS:evil", "-x", ".x", "10.0.0.256"},
                       kNow);
  CHECK(names_in(pem) ==
        Names{"localhost", "box.lan", "127.0.0.1", "::1", "2001:db8::7", "10.0.0.256"});
  CHECK(make_self_signed({"localhost"}, kNow) != make_self_signed({"localhost"}, kNow));
  CHECK(names_in("").empty());
  CHECK(names_in("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").empty());
}

TEST_CASE("it will do for as long as it has the names, and a month left") {
  const Names names = {"localhost", "::1"};
  const std::string pem = make_self_signed(names, kNow);
  CHECK(is_good_self_signed(pem, names, kNow));
  CHECK(is_good_self_signed(pem, {"LOCALHOST", "0:0::1", "no name"}, kNow));
  CHECK_FALSE(is_good_self_signed(pem, {"localhost", "box"}, kNow));
  CHECK(is_good_self_signed(pem, names, kNow + (kSelfSignedDays - kRenewDays - 2) * kDay));
  CHECK_FALSE(is_good_self_signed(pem, names, kNow + (kSelfSignedDays - kRenewDays) * kDay));
  CHECK_FALSE(is_good_self_signed(pem, names, kNow - 2 * kDay));
  CHECK_FALSE(is_good_self_signed("", names, kNow));
  const std::string other = make_self_signed(names, kNow);
  const std::size_t at = pem.find("-----BEGIN CERT");
  CHECK_FALSE(is_good_self_signed(pem.substr(0, at) + other.substr(other.find("-----BEGIN CERT")),
                                  names, kNow));
  CHECK_FALSE(is_good_self_signed(pem.substr(at), names, kNow));
}

TEST_CASE("it is kept, for this user alone, and found again") {
  const TempFolder folder;
  const std::string place = folder.path() + "/a/b";
  const SelfSigned first = keep_self_signed(place, {"localhost"}, kNow);
  CHECK(first.is_new);
  CHECK(first.problem == "");
  CHECK(first.file == place + "/tls-self-signed.pem");
  CHECK(folder.read("a/b/tls-self-signed.pem") == first.pem);
  struct stat info {};
  REQUIRE(::stat(first.file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);

  const SelfSigned again = keep_self_signed(place, {"localhost"}, kNow);
  CHECK_FALSE(again.is_new);
  CHECK(again.pem == first.pem);
  CHECK(again.file == first.file);

  // names that it had stay
  const SelfSigned more = keep_self_signed(place, {"localhost", "box"}, kNow);
  CHECK(more.is_new);
  CHECK(names_in(more.pem) == Names{"localhost", "box"});
  const SelfSigned moved = keep_self_signed(place, {"localhost", "10.0.0.7"}, kNow);
  CHECK(names_in(moved.pem) == Names{"localhost", "10.0.0.7", "box"});
  CHECK_FALSE(keep_self_signed(place, {"localhost", "box"}, kNow).is_new);

  const auto late = kNow + (kSelfSignedDays - 10) * kDay;
  CHECK(keep_self_signed(place, {"localhost"}, late).is_new);
  CHECK_FALSE(keep_self_signed(place, {"localhost"}, late).is_new);
  CHECK(std::distance(std::filesystem::directory_iterator(place), {}) == 1);
}

TEST_CASE("one that others could read, or that is broken, is not used any more") {
  const TempFolder folder;
  const SelfSigned first = keep_self_signed(folder.path(), {"localhost"}, kNow);
  ::chmod(first.file.c_str(), 0640);
  const SelfSigned second = keep_self_signed(folder.path(), {"localhost"}, kNow);
  CHECK(second.is_new);
  CHECK(second.pem != first.pem);
  CHECK(keep_self_signed(folder.path(), {"localhost"}, kNow).pem == second.pem);
  folder.write("tls-self-signed.pem", second.pem.substr(0, second.pem.size() / 2));
  const SelfSigned third = keep_self_signed(folder.path(), {"localhost"}, kNow);
  CHECK(third.is_new);
  CHECK(keep_self_signed(folder.path(), {"localhost"}, kNow).pem == third.pem);
}

TEST_CASE("where nothing can be kept there is one all the same, and a word about it") {
  const SelfSigned nowhere = keep_self_signed("", {"localhost"}, kNow);
  CHECK(nowhere.file == "");
  CHECK(nowhere.problem.find("HOME") != std::string::npos);
  CHECK(is_good_self_signed(nowhere.pem, {"localhost"}, kNow));
  const TempFolder folder;
  const std::string file = folder.write("file", "x");
  const SelfSigned blocked = keep_self_signed(file, {"localhost"}, kNow);
  CHECK(blocked.file == "");
  CHECK(blocked.problem.find(file) != std::string::npos);
  CHECK(is_good_self_signed(blocked.pem, {"localhost"}, kNow));
  std::filesystem::create_directories(folder.path() + "/tls-self-signed.pem/in-the-way");
  const SelfSigned in_the_way = keep_self_signed(folder.path(), {"localhost"}, kNow);
  CHECK(in_the_way.file == "");
  CHECK(in_the_way.problem.find("cannot write") != std::string::npos);
  CHECK(is_good_self_signed(in_the_way.pem, {"localhost"}, kNow));
}

}  // namespace
}  // namespace parley
