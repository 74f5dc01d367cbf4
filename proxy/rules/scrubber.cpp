#include "rules/scrubber.h"

#include <utility>

namespace parley {

Scrubber::Scrubber(std::string secret)
    : secret_(std::move(secret)), fallback_(secret_.size() + 1, 0) {
  for (std::size_t at = 1, length = 0; at < secret_.size(); ++at) {
    while (length > 0 && secret_[at] != secret_[length]) length = fallback_[length];
    if (secret_[at] == secret_[length]) ++length;
    fallback_[at + 1] = length;
  }
}

void Scrubber::feed(std::string_view bytes, std::string* out) {
  if (secret_.empty()) {
    out->append(bytes);
    return;
  }
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (matched_ == 0) {
      const std::size_t candidate = bytes.find(secret_[0], at);
      out->append(bytes.substr(at, candidate - at));
      if (candidate == std::string_view::npos) return;
      matched_ = 1;
      at = candidate + 1;
    } else if (bytes[at] == secret_[matched_]) {
      ++matched_;
      ++at;
    } else {
      const std::size_t shorter = fallback_[matched_];
      out->append(secret_, 0, matched_ - shorter);
      matched_ = shorter;
    }
    if (matched_ == secret_.size()) {
      out->append(secret_.size(), '*');
      matched_ = 0;
    }
  }
}

void Scrubber::finish(std::string* out) {
  out->append(secret_, 0, matched_);
  matched_ = 0;
}

std::string scrubbed(std::string_view text, const std::string& secret) {
  Scrubber scrubber(secret);
  std::string result;
  scrubber.feed(text, &result);
  scrubber.finish(&result);
  return result;
}

}  // namespace parley
