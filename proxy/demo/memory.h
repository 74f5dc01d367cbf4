// What was said so far, read from the steps of a conversation, and answers to questions about it.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace parley::demo {

struct Attachment {
  std::string modality;  // "image", "audio", "video" or "document"
  std::string mime_type;
  std::size_t bytes = 0;  // decoded; 0: given by URI
};

struct Utterance {
  bool from_user = false;
  std::string text;
  std::vector<Attachment> attachments;
};

// One for each user_input and each model_output step, in order; function results count as neither.
std::vector<Utterance> utterances(const std::vector<std::string>& steps);

// "image (image/png, 70 bytes), document (application/pdf, by URI)"
std::string list_of_attachments(const std::vector<Attachment>& attachments);

// The texts of one kind, oldest first.
std::vector<std::string> said_by(const std::vector<Utterance>& past, bool user);

// An answer that quotes what was said, or "" when `prompt` asks about something else.
std::string recall(const std::vector<Utterance>& past, std::string_view prompt);

// The user's latest messages, as a Markdown list, or "" when there are none.
std::string list_of_messages(const std::vector<Utterance>& past, std::size_t most);

std::string lower_case(std::string_view text);  // ASCII letters only
bool contains_any(std::string_view text, std::initializer_list<std::string_view> words);

}  // namespace parley::demo
