// The form of what is written; that it is read again as it was is in import_test.cpp.
#include "archive/export.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace parley {
namespace {

const std::vector<std::string> kJournal = {
    "1000 open 0 1\nAAAAAAAAAAAAAAAAAAAAAA",
    "1001 settings 0 0\n{\"model\":\"m\"}",
    "1002 submit 0 0\nHi \"you\"",
    "1003 http_head 1 200\ntext/event-stream",
    "not an entry",
    "1004 message 1 0\n9 message\n\n{}",
    "1005 message 1 0\n19 x\n7\ntwo\nlines",
    "1006 http_end 1 1\n",
};

TEST_CASE("JSON lines, as version 1 has them") {
  CHECK(to_json_lines("T", kJournal) ==
        R"({"format":"parley-recording","version":1,"title":"T"}
{"time":1000,"input":"open","id":0,"arg":1,"text":"removed"}
{"time":1001,"input":"settings","id":0,"arg":0,"text":"{\"model\":\"m\"}"}
{"time":1002,"input":"submit","id":0,"arg":0,"text":"Hi \"you\""}
{"time":1002,"turn":1,"request":"POST /v1beta/interactions",)"
        R"("body":{"input":"Hi \"you\"","model":"m","stream":true}}
{"time":1003,"input":"http_head","id":1,"arg":200,"text":"text/event-stream"}
{"time":1004,"input":"message","id":1,"offset":9,"type":"message","data":"{}"}
{"time":1005,"input":"message","id":1,"offset":19,"type":"x","last_id":"7","data":"two\nlines"}
{"time":1006,"input":"http_end","id":1,"arg":1,"text":""}
)");
}

TEST_CASE("an event stream, as version 1 has it") {
  CHECK(to_event_stream("T", kJournal) ==
        R"(: parley-recording {"version":1,"title":"T"}
: [1000,"open",0,1,"removed"]
: [1001,"settings",0,0,"{\"model\":\"m\"}"]
: [1002,"submit",0,0,"Hi \"you\""]
: request of turn 1: POST /v1beta/interactions {"input":"Hi \"you\"","model":"m","stream":true}
: [1003,"http_head",1,200,"text/event-stream"]
: [1004,"message",1]
data: {}

: [1005,"message",1]
event: x
id: 7
data: two
data: lines

: [1006,"http_end",1,1,""]
)");
}

TEST_CASE("a frame is what a parser reads as that event") {
  const auto frame = [](const SseMessage& message, bool with_id) {
    std::string text;
    append_frame(&text, message, with_id);
    return text;
  };
  CHECK(frame({.type = "message", .data = "{}"}, false) == "data: {}\n\n");
  CHECK(frame({.type = "x", .data = "a\n\nb", .id = "7"}, true) ==
        "event: x\nid: 7\ndata: a\ndata: \ndata: b\n\n");
  CHECK(frame({.type = "x", .data = ""}, true) == "event: x\nid: \ndata: \n\n");
}

TEST_CASE("the conversation itself, as version 1 has it") {
  CHECK(
      to_conversation_file("T\x01", {kJournal[0], "1 submit 0 0\nca\xC3\xA9\t\x7F\xE2\x80\xA8"}) ==
      "{\"format\":\"parley-conversation\",\"version\":1,\"title\":\"T\\u0001\"}\n"
      "\"1000 open 0 1\\nAAAAAAAAAAAAAAAAAAAAAA\"\n"
      "\"1 submit 0 0\\nca\xC3\xA9\\t\x7F\xE2\x80\xA8\"\n");
}

}  // namespace
}  // namespace parley
