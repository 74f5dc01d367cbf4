// A request as the effect kHttpStart carries it (io.h), in parts.
#pragma once

#include <string_view>

namespace parley {

// What a request is for.
enum class RequestRole {
  kPost,    // asks for an answer: makes an interaction
  kStream,  // reads on where a stream was lost
  kOther,   // a look-up, a stop: brings no events
};
inline constexpr const char* kRequestRoleNames[] = {"post", "stream", "other"};

// Where the proxy has the answers to POSTs, each by the id of its stream.
inline constexpr char kStreamsPath[] = "/parley/streams/";

// All of it points into the text.
struct RequestText {
  std::string_view method;
  std::string_view target;   // from the first slash on
  std::string_view headers;  // NAME: VALUE, each with its LF but for the last
  std::string_view body;
};

RequestText read_request(std::string_view text);
// Takes the first of the headers; false when there is none. Name and value are parted by a colon.
bool take_header(std::string_view* headers, std::string_view* name, std::string_view* value);
RequestRole role_of(const RequestText& request);

}  // namespace parley
