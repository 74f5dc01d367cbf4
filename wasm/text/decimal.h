// Numbers as JSON writes them (RFC 8259, section 6).
#pragma once

#include <string_view>

namespace parley {

// The double nearest to it, of two the even one; infinite when it is too large. In place of strtod,
// which computes with quadruple precision: in software, 8 KB of the page's module.
double nearest_double(std::string_view number);

}  // namespace parley
