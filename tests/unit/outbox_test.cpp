#include "turns/outbox.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace parley {
namespace {

std::string names(const std::vector<Effect>& effects) {
  std::string all;
  for (const Effect& effect : effects) {
    if (!all.empty()) all += ", ";
    all += std::string(name(effect.kind)) + ' ' + std::to_string(effect.id) + ' ' +
           std::to_string(effect.arg);
  }
  return all;
}

Effect start(RequestId request) { return {EffectKind::kHttpStart, request, 7, "GET /\n\n"}; }

struct Host {
  Outbox outbox;
  std::string release() {
    std::vector<Effect> effects;
    outbox.release(0, &effects);
    return names(effects);
  }
  std::string over(RequestId request, bool abort) {
    std::vector<Effect> effects;
    outbox.over(request, abort, 0, &effects);
    return names(effects);
  }
};

TEST_CASE(
    "a request goes when all before it is kept, and what is asked for once is not asked again") {
  Host host;
  host.outbox.journaled();
  host.outbox.journaled();
  host.outbox.add(start(1), false);
  host.outbox.journaled();
  host.outbox.add(start(2), false);
  CHECK(host.release() == "keep 0 3");
  CHECK(host.release() == "");
  host.outbox.kept(1);
  CHECK(host.release() == "");
  host.outbox.kept(2);
  CHECK(host.release() == "http_start 1 7");
  host.outbox.kept(1);  // it does not go back
  host.outbox.add(start(3), false);
  CHECK(host.release() == "");
  host.outbox.kept(3);
  CHECK(host.release() == "http_start 2 7, http_start 3 7");
}

TEST_CASE("a stream wants room besides, and gives it back, however it ends") {
  Host host;
  host.outbox.journaled();
  host.outbox.add(start(1), true);
  host.outbox.room(1);  // nobody has asked yet
  CHECK(host.release() == "keep 0 1");
  host.outbox.kept(1);
  CHECK(host.release() == "room 1 7");
  host.outbox.add(start(2), false);
  CHECK(host.release() == "http_start 2 7");  // others need not wait for it
  host.outbox.room(1);
  CHECK(host.release() == "http_start 1 7");
  CHECK(host.over(1, false) == "room_left 1 0");
  CHECK(host.over(2, true) == "http_abort 2 0");
}

TEST_CASE("what is given up before it went never goes") {
  Host host;
  host.outbox.journaled();
  host.outbox.add(start(1), true);
  CHECK(host.release() == "keep 0 1");
  CHECK(host.over(1, true) == "");
  host.outbox.kept(1);
  CHECK(host.release() == "");
  host.outbox.add(start(2), true);
  CHECK(host.release() == "room 2 7");
  CHECK(host.over(2, true) == "room_left 2 0");
  host.outbox.room(2);
  CHECK(host.release() == "");
}

}  // namespace
}  // namespace parley
