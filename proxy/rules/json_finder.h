// Finds a few values in JSON (RFC 8259) that comes in pieces of any size, without keeping it. What
// is no JSON finds nothing more, and harms nobody. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

class JsonFinder {
 public:
  // Names of members from the outermost object on, joined by '.'; three levels at most.
  using Paths = std::vector<std::string_view>;
  // A string without its quotes, as it stands there, or a number or word.
  using Found = std::function<void(std::size_t path, std::string_view value)>;

  // `paths` must outlive it.
  explicit JsonFinder(const Paths& paths) : paths_(paths) {}

  void feed(std::string_view bytes, const Found& found);
  // Another text begins. The last number of the one before is told, if it was open.
  void reset(const Found& found);

 private:
  static constexpr std::size_t kMaxDepth = 512;
  static constexpr std::size_t kMaxValue = 512;  // longer ones are not told
  static constexpr std::size_t kMaxNames = 3;
  enum class In { kSpace, kString, kEscape, kWord };

  void take(char c, const Found& found);
  void end_value(const Found& found);
  void tell(const Found& found);
  bool is_at(std::string_view path) const;
  bool wanted() const { return arrays_ == 0 && stack_.size() <= kMaxNames; }

  const Paths& paths_;
  In in_ = In::kSpace;
  std::string stack_;               // '{' and '[' that are open
  std::size_t arrays_ = 0;          // of these, '['
  std::vector<std::string> names_;  // of the members that are open, to kMaxNames
  std::string text_;                // of the string or word that is being read
  bool too_long_ = false;
  bool is_name_ = false;  // it names a member
  bool expects_name_ = false;
  bool broken_ = false;
};

}  // namespace parley
