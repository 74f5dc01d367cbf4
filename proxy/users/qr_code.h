// A link as a QR code (ISO/IEC 18004), for a phone to read. libqrencode stays behind this header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley {

// Rows of '1' (dark) and '0', without the quiet zone; empty: the text is too long for one.
std::vector<std::string> qr_code(std::string_view text);

// For a terminal: two rows a line, in half blocks, with its quiet zone, light modules drawn in the
// colour of the letters, as on a dark screen. Readers take it the other way round, too.
std::string qr_lines(std::string_view text);

}  // namespace parley
