// The module's whole interface to the page: C functions and flat records.
//
// One call goes the other way, where the page has set the module's property `wanted`:
// wanted(handle) says that there are effects which the page carries out itself (kKeep, kRoom,
// kRoomLeft) and which should not wait for its next frame. The module is at work then: drain later,
// in a task of your own.
//
// Lifetimes: parley_buffer's memory belongs to the module and is valid until the next call of any
// function here; so are the records of parley_drain. Memory may grow in any call: make typed array
// views anew after each. Integers are little-endian.
#pragma once

#include <cstdint>

extern "C" {

// io.h's protocol_json(), NUL-terminated, for the life of the module.
const char* parley_protocol(void);

// A new conversation. Handles are numbered from 1 and not used again.
std::uint32_t parley_create(void);
// Aborts its requests and forgets it.
void parley_destroy(std::uint32_t conversation);

// Room for the text of the next input.
std::uint8_t* parley_buffer(std::uint32_t length);

// One input (io.h), its text the first `length` bytes of the buffer. 0 when it is a journal entry
// that is damaged, else 1. Host effects about HTTP and
// timers are carried out by the module itself unless `host` is 0 (replay, and tests that play the
// host). All effects are kept for parley_drain.
std::uint32_t parley_input(std::uint32_t conversation, std::uint32_t kind, std::uint32_t id,
                           std::uint32_t arg, double time, std::uint32_t length,
                           std::uint32_t host);

// Takes effects since the last drain, also those that the network caused: about 64 KB of them, so
// that what takes them can do so in pieces. more is 1 where there are others.
//   u32 count, u32 more, then count records
//   { u32 kind, u32 id, u32 arg, u32 length, f64 time, length bytes, padding to 8 }
// The bytes of kHttpStart begin with what may be shown of it without reading on, before its text:
//   a name of kRequestRoleNames (turns/request_text.h), LF, method, LF, target, LF, bytes of
//   its body, LF
const std::uint8_t* parley_drain(std::uint32_t conversation);
}
