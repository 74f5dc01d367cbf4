// Answers of the proxy's own, in the API's shape, and the headers that every answer carries.
#pragma once

#include <string>
#include <string_view>

#include "http/http_message.h"

namespace parley {

// {"error":{"code":"...","message":"..."}}. `message` is for people and says what to do; it never
// repeats what a client or upstream sent.
HttpReply api_error(int status, std::string_view code, std::string_view message);

// Says after how many seconds to come again.
HttpReply retry_after(HttpReply reply, int seconds);
inline constexpr int kRetrySoon = 5;

HttpReply json_reply(std::string body);

// Content security policy and its like; the same on pages, API answers and errors.
const HeaderList& security_headers();

// What acts on documents alone.
const HeaderList& document_headers();

// All that a script, style sheet or module of the page needs: no policy of its own acts on it.
const HeaderList& part_headers();

// Adds those that an answer needs.
HttpReply secured(HttpReply reply);

// Puts `extra` behind `headers`, but for names that are there already.
void add_missing(const HeaderList& extra, HeaderList* headers);

// As a JSON string, with its quotes. Bytes that are not UTF-8 stay as they are: callers pass text
// that is.
std::string json_string(std::string_view text);

}  // namespace parley
