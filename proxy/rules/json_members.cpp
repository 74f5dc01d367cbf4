#include "rules/json_members.h"

#include <algorithm>
#include <cstdint>

namespace parley {
namespace {

constexpr std::size_t kMaxDepth = 512;

// Reads just enough JSON to find the members of the outermost object.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool read_members(const std::vector<std::string_view>& names, std::vector<JsonMember>* members) {
    members->assign(names.size(), JsonMember());
    if (!take('{')) return false;
    if (take('}')) return at_end();
    do {
      std::string key;
      if (!read_string(&key) || !take(':')) return false;
      const auto name = std::find(names.begin(), names.end(), key);
      if (name == names.end()) {
        if (!skip_value()) return false;
        continue;
      }
      JsonMember& member = (*members)[static_cast<std::size_t>(name - names.begin())];
      if (member.kind != JsonMember::Kind::kAbsent || !read_member(&member)) return false;
    } while (take(','));
    return take('}') && at_end();
  }

 private:
  bool read_member(JsonMember* member) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == '"') {
      member->kind = JsonMember::Kind::kString;
      return read_string(&member->text);
    }
    const std::size_t start = at_;
    if (!skip_value()) return false;
    member->kind = text_.substr(start, at_ - start) == "null" ? JsonMember::Kind::kNull
                                                              : JsonMember::Kind::kOther;
    return true;
  }

  void skip_space() {
    const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
  }

  bool take(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }

  bool read_hex(std::uint32_t* value) {
    *value = 0;
    for (int i = 0; i < 4; ++i) {
      if (at_ == text_.size()) return false;
      const char c = text_[at_++];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return false;
      *value = *value * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  bool read_string(std::string* out) {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        *out += c;
        continue;
      }
      if (at_ == text_.size()) return false;
      const char escape = text_[at_++];
      static constexpr std::string_view kFrom = "\"\\/bfnrt";
      static constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
      const std::size_t plain = kFrom.find(escape);
      std::uint32_t code = 0;
      if (plain != std::string_view::npos) {
        *out += kTo[plain];
      } else if (escape != 'u' || !read_hex(&code)) {
        return false;
      } else {
        // What is asked for is ASCII; anything else only has to differ from it.
        *out += code < 0x80 ? static_cast<char>(code) : '\xff';
      }
    }
    return false;
  }

  bool skip_value() {
    std::size_t depth = 0;
    do {
      skip_space();
      if (at_ == text_.size()) return false;
      const char c = text_[at_];
      if (c == '"') {
        std::string ignored;
        if (!read_string(&ignored)) return false;
      } else if (c == '[' || c == '{') {
        if (++depth > kMaxDepth) return false;
        ++at_;
      } else if (c == ']' || c == '}') {
        if (depth == 0) return false;
        --depth;
        ++at_;
      } else if (c == ',' || c == ':') {
        if (depth == 0) return false;
        ++at_;
      } else if (!skip_word()) {
        return false;
      }
    } while (depth > 0);
    return true;
  }

  // A number, true, false or null. Comments and single quotes, which some readers forgive, are no
  // such thing.
  bool skip_word() {
    const std::size_t start = at_;
    while (at_ < text_.size() &&
           std::string_view("+-.0123456789Eaeflnrstu").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
    return at_ != start;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<JsonMember>> json_members(std::string_view text,
                                                    const std::vector<std::string_view>& names) {
  std::vector<JsonMember> members;
  if (!Scanner(text).read_members(names, &members)) return std::nullopt;
  return members;
}

}  // namespace parley
