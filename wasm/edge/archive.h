// The interface of the page's second module: what is done with whole journals, and is needed late
// or never (archive/). Beside it the same core as in the first one.
//
// A call takes the texts that were given since the call before, and gives texts:
//   u32 count, u32 0, then count records { u32 length, length bytes, padding to 4 }
// Lifetimes and integers are as boundary.h says.
#pragma once

#include <cstdint>

extern "C" {

// Room for a text; then it is given.
std::uint8_t* archive_buffer(std::uint32_t length);
void archive_give(std::uint32_t length);

// name of a file, its bytes -> {"title","problems":[{"kind","line","about"}],"more"}, entries
const std::uint8_t* archive_import(double time);
// title, entries -> a file. format: 0 the conversation, 1 JSON lines, 2 event stream.
const std::uint8_t* archive_export(std::uint32_t format);
// entries -> entries
const std::uint8_t* archive_fork(std::uint32_t turn);
// entries -> for each [time, who]: "event" of a stream, else of the "network", or what the "host"
// or its user did; "" when it is damaged
const std::uint8_t* archive_index(void);
// entries -> for each request for an answer, in order, {"request","turn","time","sent","saved",
// "interaction"}, see Exchange; "interaction" is null where none came. With request, not 0: this
// one only, and its "steps" with the "places" at which they stand in the turn.
const std::uint8_t* archive_exchanges(std::uint32_t request);
// entries -> method, target, body, then each header's name and value, which is "" where it is
// secret; nothing when there is no such request.
const std::uint8_t* archive_request(std::uint32_t request);
// settings, message, entries -> the body that the message would be sent with now (Session::preview)
const std::uint8_t* archive_preview(std::uint32_t mode);
// type, last event id and data of each event -> each as an event stream has it
const std::uint8_t* archive_frames(void);
// -> members of a request that settings cannot set
const std::uint8_t* archive_own_members(void);
}
