#include "rules/json_finder.h"

#include <algorithm>

namespace parley {

void JsonFinder::feed(std::string_view bytes, const Found& found) {
  std::size_t at = 0;
  while (at < bytes.size() && !broken_) {
    if (in_ == In::kString) {
      // Nearly all bytes of an answer are in strings.
      const std::size_t end = std::min(bytes.find_first_of("\"\\", at), bytes.size());
      if (wanted() && !too_long_) {
        text_.append(bytes.substr(at, std::min(end - at, kMaxValue + 1)));
        too_long_ = text_.size() > kMaxValue;
      }
      at = end;
      if (at == bytes.size()) return;
    }
    take(bytes[at++], found);
  }
}

void JsonFinder::reset(const Found& found) {
  if (in_ == In::kWord && !broken_) end_value(found);
  in_ = In::kSpace;
  stack_.clear();
  arrays_ = 0;
  names_.clear();
  text_.clear();
  too_long_ = is_name_ = expects_name_ = broken_ = false;
}

void JsonFinder::take(char c, const Found& found) {
  if (in_ == In::kEscape) {
    in_ = In::kString;
    if (wanted() && !too_long_) text_ += {'\\', c};
    return;
  }
  if (in_ == In::kString) {
    if (c == '\\') {
      in_ = In::kEscape;
    } else {
      in_ = In::kSpace;
      end_value(found);
    }
    return;
  }
  const bool is_space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
  const bool is_sign = c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':';
  if (in_ == In::kWord) {
    if (!is_space && !is_sign && c != '"') {
      if (text_.size() <= kMaxValue) text_ += c;
      return;
    }
    in_ = In::kSpace;
    end_value(found);
  }
  if (is_space) return;
  switch (c) {
    case '"':
      in_ = In::kString;
      is_name_ = expects_name_;
      text_.clear();
      too_long_ = false;
      return;
    case '{':
    case '[':
      broken_ = stack_.size() >= kMaxDepth;
      stack_ += c;
      if (c == '[') ++arrays_;
      expects_name_ = c == '{';
      if (c == '{' && stack_.size() <= kMaxNames) names_.resize(stack_.size());
      return;
    case '}':
    case ']':
      broken_ = stack_.empty() || stack_.back() != (c == '}' ? '{' : '[');
      if (broken_) return;
      stack_.pop_back();
      if (c == ']') --arrays_;
      names_.resize(std::min(names_.size(), stack_.size()));
      expects_name_ = false;
      return;
    case ',':
      expects_name_ = !stack_.empty() && stack_.back() == '{';
      return;
    case ':':
      expects_name_ = false;
      return;
    default:
      in_ = In::kWord;
      is_name_ = false;
      text_.assign(1, c);
      too_long_ = false;
  }
}

void JsonFinder::end_value(const Found& found) {
  if (!wanted() || stack_.empty()) return;
  if (is_name_) {
    names_.back() = too_long_ ? std::string() : text_;
  } else if (!too_long_) {
    tell(found);
  }
}

void JsonFinder::tell(const Found& found) {
  const auto at = std::find_if(paths_.begin(), paths_.end(),
                               [this](std::string_view path) { return is_at(path); });
  if (at != paths_.end()) found(static_cast<std::size_t>(at - paths_.begin()), text_);
}

// Name by name: one that is empty, or has a dot in it, is none of a path's.
bool JsonFinder::is_at(std::string_view path) const {
  for (std::size_t level = 0;; ++level) {
    const std::size_t dot = path.find('.');
    if (level == names_.size() || names_[level] != path.substr(0, dot)) return false;
    if (dot == std::string_view::npos) return level + 1 == names_.size();
    path.remove_prefix(dot + 1);
  }
}

}  // namespace parley
