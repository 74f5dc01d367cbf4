#include "rules/model_filter.h"

#include <algorithm>
#include <cstdint>

namespace parley {
namespace {

constexpr std::size_t kMaxDepth = 512;

// Reads just enough JSON to find the members of the outermost object.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool read_members(std::vector<std::string>* names) {
    bool has_model = false;
    bool has_agent = false;
    if (!take('{')) return false;
    if (take('}')) return at_end();
    do {
      std::string key;
      if (!read_string(&key) || !take(':')) return false;
      bool* seen = key == "model" ? &has_model : key == "agent" ? &has_agent : nullptr;
      if (seen == nullptr) {
        if (!skip_value()) return false;
        continue;
      }
      std::string name;
      if (*seen || !read_string(&name)) return false;
      *seen = true;
      names->push_back(name);
    } while (take(','));
    return take('}') && at_end();
  }

 private:
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
        // Names are ASCII; anything else only has to differ from them.
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

bool glob_matches(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

ModelVerdict check_model(std::string_view body, const std::vector<std::string>& globs) {
  if (globs.empty()) return ModelVerdict::kAllowed;
  std::vector<std::string> names;
  const bool readable = Scanner(body).read_members(&names);
  if (!readable || names.size() != 1 || names[0].empty()) return ModelVerdict::kNotReadable;
  const bool allowed = std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return glob_matches(glob, names[0]);
  });
  return allowed ? ModelVerdict::kAllowed : ModelVerdict::kNotAllowed;
}

}  // namespace parley
