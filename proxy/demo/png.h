// A small picture made in code: the demo's image output. PNG (ISO/IEC 15948), RGB, not compressed.
#pragma once

#include <cstdint>
#include <string>

namespace parley::demo {

// Coloured rings; `seed` picks the colours. Sides from 1 to 512.
std::string png_picture(std::uint32_t width, std::uint32_t height, std::uint64_t seed);

}  // namespace parley::demo
