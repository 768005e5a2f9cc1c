// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::io {

/// A picture of two tones.
struct Bitmap {
  std::size_t width = 0, height = 0;
  std::vector<std::int8_t> signs;  ///< (height, width): +1 light, -1 dark

  std::string size_text() const { return std::to_string(width) + " x " + std::to_string(height); }
};

/// Reads a PBM (P1 or P4; 1 is black) or, where the build has libpng, a PNG image: light is a gray
/// value of at least half, transparency lies over white. What it is is seen from its first bytes.
/// \throws Error  of one line that names the file: another format, damaged, cut short
Bitmap read_bitmap(std::filesystem::path const& file);

/// A picture of gray values.
struct GrayImage {
  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> values;  ///< (height, width): 0 black, 255 white
};

/// Checks that a picture can be written there. \throws Error  for another ending than .png and
/// .pgm, for .png where the build has no libpng, and as check_output_path
void check_picture_path(std::filesystem::path const& file);

/// Writes PNG where the build has libpng and the name ends in .png, else PGM (P5) where it ends in
/// .pgm; whole or not at all. \throws Error  for another ending, and where it cannot be written
void write_gray_image(std::filesystem::path const& file, GrayImage const& image);

}  // namespace mattis::io
