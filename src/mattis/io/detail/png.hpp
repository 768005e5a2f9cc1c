// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/bitmap.hpp>

#include <span>

namespace mattis::io::detail {

/// Whether the build has libpng.
bool png_available();

/// \throws Error  naming `file`, where the build has no libpng to write it
void expect_png(std::filesystem::path const& file);

/// The gray values of a PNG file, transparency over white. \throws Error  naming `file`, the more
/// where the build has no libpng
GrayImage decode_png(std::filesystem::path const& file, std::span<std::uint8_t const> content);

/// \throws Error  naming `file`, where it cannot be written
void encode_png(std::filesystem::path const& file, GrayImage const& image);

}  // namespace mattis::io::detail
