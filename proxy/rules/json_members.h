// A few members of a JSON object's outermost level, read so strictly that no other reader can find
// something else in them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct JsonMember {
  enum class Kind { kAbsent, kNull, kString, kOther };
  Kind kind = Kind::kAbsent;
  std::string text;  // kString: decoded; what is not ASCII, as something that is not
};

// In the order of `names`. Nothing: the text is not an object in plain JSON (RFC 8259) and no more,
// or has one of these members twice.
std::optional<std::vector<JsonMember>> json_members(std::string_view text,
                                                    const std::vector<std::string_view>& names);

}  // namespace parley
