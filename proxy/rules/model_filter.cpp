#include "rules/model_filter.h"

#include <algorithm>

namespace parley {

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

ModelVerdict check_model(const JsonMember& model, const JsonMember& agent,
                         const std::vector<std::string>& globs) {
  if (globs.empty()) return ModelVerdict::kAllowed;
  const bool names_agent = model.kind == JsonMember::Kind::kAbsent;
  const JsonMember& named = names_agent ? agent : model;
  const JsonMember& other = names_agent ? model : agent;
  if (named.kind != JsonMember::Kind::kString || named.text.empty() ||
      other.kind != JsonMember::Kind::kAbsent) {
    return ModelVerdict::kNotReadable;
  }
  const bool allowed = std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return glob_matches(glob, named.text);
  });
  return allowed ? ModelVerdict::kAllowed : ModelVerdict::kNotAllowed;
}

ModelVerdict check_model(std::string_view body, const std::vector<std::string>& globs) {
  if (globs.empty()) return ModelVerdict::kAllowed;
  const auto members = json_members(body, {"model", "agent"});
  if (!members) return ModelVerdict::kNotReadable;
  return check_model((*members)[0], (*members)[1], globs);
}

}  // namespace parley
