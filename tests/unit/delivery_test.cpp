#include "turns/delivery.h"

#include <doctest/doctest.h>

#include <string>

namespace parley {
namespace {

using Ask = Delivery::Ask;
using Reply = Delivery::Reply;
using Outcome = Delivery::Outcome;

constexpr Reply kReplies[] = {Reply::kOver,   Reply::kRunning,    Reply::kNoHead,
                              Reply::kBroken, Reply::kEarly,      Reply::kRefused,
                              Reply::kBusy,   Reply::kGone,       Reply::kOtherRun,
                              Reply::kUnseen, Reply::kUnreadable, Reply::kTooLarge};

constexpr std::string_view kStream = "AAAAAAAAAAAAAAAAAAAAAA";
const Delivery::Known kStored{"v1_a", true, false};
const Delivery::Known kNotStored{"", false, false};

Delivery posted(std::string instance = "run1") {
  return {std::string(kStream), std::move(instance), "{}", 1000};
}

struct Told {
  Delivery delivery = posted();
  Delivery::Known known = kStored;
  double now = 1000;
  Delivery::Next ended(Reply reply, bool progress = false) {
    return delivery.ended(reply, progress, -1, known, now, 0);
  }
};

TEST_CASE("only the POST itself can be refused") {
  for (const Reply reply : kReplies) {
    CAPTURE(static_cast<int>(reply));
    Told post;
    const bool refused = post.ended(reply).outcome == Outcome::kRefused;
    CHECK(refused == (reply == Reply::kRefused || reply == Reply::kBusy));
    for (const Reply first : {Reply::kNoHead, Reply::kBroken, Reply::kEarly, Reply::kUnseen}) {
      Told later;
      later.ended(first);
      CHECK(later.delivery.ask() != Ask::kPost);
      CHECK(later.ended(reply).outcome != Outcome::kRefused);
    }
  }
}

TEST_CASE(
    "no reply to a look-up leads to a POST but a join, and to none where that may pay twice") {
  for (const bool arrived : {false, true}) {
    for (const double later : {0.0, 121'000.0}) {
      for (const bool known_run : {false, true}) {
        for (const Reply reply : kReplies) {
          CAPTURE(static_cast<int>(reply));
          Told told;
          told.delivery = posted(known_run ? "run1" : "");
          told.known = kNotStored;
          if (arrived) told.delivery.headed();
          told.ended(Reply::kNoHead);
          told.now += later;
          told.ended(reply);
          CHECK(told.delivery.ask() != Ask::kPost);
          if (arrived || later > 0 || !known_run) CHECK(told.delivery.ask() != Ask::kJoin);
        }
      }
    }
  }
}

TEST_CASE("a look-up of what is stored goes on for as long as the service is busy") {
  Told told;
  told.ended(Reply::kEarly);
  CHECK(told.delivery.ask() == Ask::kPoll);
  for (int i = 0; i < 1000; ++i) {
    told.now += 10'000;
    const Delivery::Next next = told.ended(Reply::kBusy);
    CHECK(next.outcome == Outcome::kOpen);
    CHECK(next.wait <= 10'000);
  }
  for (int i = 0; i < 3; ++i) CHECK(told.ended(Reply::kRefused).outcome == Outcome::kOpen);
  CHECK(told.ended(Reply::kRefused).outcome == Outcome::kLost);
}

TEST_CASE("what cannot be asked for is read from the proxy for as long as that keeps it") {
  Told told;
  told.known = kNotStored;
  told.delivery.headed();
  told.ended(Reply::kBroken, true);
  // Silent answers break off without anything new: that says nothing of upstream.
  for (int i = 0; i < 5; ++i) {
    CHECK(told.ended(Reply::kBroken).outcome == Outcome::kOpen);
    CHECK(told.delivery.ask() == Ask::kReplay);
  }
  told.now += 301'000;
  CHECK(told.ended(Reply::kBroken).outcome == Outcome::kUnknown);
}

TEST_CASE("the first repetition is at once, and a service that names a time is given it") {
  Told told;
  CHECK(told.ended(Reply::kNoHead).wait == 0);
  CHECK(told.ended(Reply::kNoHead).wait == 250);
  CHECK(told.delivery.ended(Reply::kBusy, false, 7'000, kStored, 1000, 0).wait == 7'000);
  CHECK(told.delivery.ended(Reply::kBusy, false, 1e9, kStored, 1000, 0).wait == 60'000);
  told.delivery.progressed();
  CHECK(told.ended(Reply::kNoHead).wait == 0);
}

TEST_CASE("a cancelled run is looked at four times, for about seven seconds") {
  Told told;
  told.delivery.confirm();
  std::int64_t waited = 0;
  for (int i = 0; i < 3; ++i) waited += told.ended(Reply::kRunning).wait;
  CHECK(waited == 7'000);
  CHECK(told.ended(Reply::kRunning).outcome == Outcome::kAnswered);
  told.delivery.confirm();
  CHECK(told.ended(Reply::kRefused).outcome == Outcome::kUnknown);
}

TEST_CASE("whatever is in an id, it is one segment of the path") {
  CHECK(interaction_target("v1_a-B.~") == "/v1beta/interactions/v1_a-B.~");
  CHECK(interaction_target("a/b?c#d%\n\xC3\xA4", "/cancel") ==
        "/v1beta/interactions/a%2Fb%3Fc%23d%25%0A%C3%A4/cancel");
  CHECK_FALSE(can_be_asked_for(""));
  CHECK_FALSE(can_be_asked_for("."));
  CHECK_FALSE(can_be_asked_for(".."));
  CHECK(can_be_asked_for("..."));
}

}  // namespace
}  // namespace parley
