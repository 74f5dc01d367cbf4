// Base64 (RFC 4648 section 4) that grows in chunks.
#pragma once

#include <string>
#include <string_view>

namespace parley {

// Makes *base64 the encoding of its bytes followed by the bytes of `chunk`: chunks of a stream are
// encoded one by one, so padding may stand inside what they add up to. Padding may be missing at
// the end of either. Cost is linear in `chunk`. False, and nothing changed, when either is not
// base64 (of *base64 only the end is looked at).
[[nodiscard]] bool append_base64(std::string* base64, std::string_view chunk);

}  // namespace parley
