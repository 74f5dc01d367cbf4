#include "answer/content_blocks.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "text/json_tree.h"
#include "text/utf8.h"

namespace parley {
namespace {

using Json = nlohmann::json;

}  // namespace

bool is_text_block(const Json& block) { return find_string(block, "type") == "text"; }

void normalize_blocks(Json* step, const char* key) {
  Json sent = take_member(step, key);
  if (sent.is_null()) return;
  if (!sent.is_array()) sent = Json::array({std::move(sent)});
  for (Json& block : sent) {
    if (block.is_string()) block = Json{{"type", "text"}, {"text", std::move(block)}};
    if (!block.contains("type") && block.contains("text")) make_member(&block, "type") = "text";
  }
  make_member(step, key) = std::move(sent);
}

std::size_t last_text_block(const Json& step) {
  const Json* const content = find_list(step, "content");
  for (std::size_t i = content == nullptr ? 0 : content->size(); i-- > 0;) {
    if (is_text_block(items(*content)[i])) return i;
  }
  return kNoBlock;
}

std::size_t text_units(const Json& step) {
  const Json* blocks = find_member(step, "content");
  if (blocks == nullptr) blocks = find_member(step, "summary");
  std::size_t units = 0;
  if (blocks == nullptr) return units;
  for (const Json& block : items(*blocks)) units += utf16_size(find_string(block, "text"));
  return units;
}

}  // namespace parley
